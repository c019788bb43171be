// The page of a session: the check before, the door, and the room. Made into one file by esbuild: see the Makefile.
import { Chat } from "./chat.js";
import { Devices, chime } from "./devices.js";
import { Door, No, SignedOut } from "./door.js";
import { Leading } from "./leading.js";
import { Media } from "./media.js";
import { People } from "./people.js";
import { changes, pause } from "./rules.js";
import { Announcer, Words } from "./said.js";

const EVERY = 3000; // milliseconds between two looks at who is there
const SELDOM = 10000; // the same in a talk that hundreds watch

class Room {
  constructor(root) {
    this.root = root;
    this.words = new Words(document.getElementById("room-words"));
    this.said = new Announcer(this.find("[data-said]"), this.find("[data-alert]"), this.words);
    this.door = new Door(root.dataset.room, document.getElementById("room-form"), crypto.randomUUID());
    this.devices = new Devices();
    this.watches = Boolean(root.dataset.watches);
    this.leads = Boolean(root.dataset.leads);
    Object.assign(this, { state: "check", news: null, media: null, wanted: false, low: false, camera: false, joining: false });
    const person = document.getElementById("room-person");
    this.people = new People(this.find("[data-people]"), person, this.words, (id, act) => this.lead(`person/${id}/`, { act }));
    this.chat = new Chat(this, (words) => this.media?.pass({ kind: "line", words }));
    this.leading = this.leads ? new Leading(this) : null;
    root.addEventListener("click", (event) => this.press(event.target.closest("[data-do]")));
    root.addEventListener("change", (event) => event.target.matches("[data-device]") && this.choose(event.target));
    root.addEventListener("submit", (event) => this.typedAll(event));
    window.addEventListener("pagehide", () => this.vanish());
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
    root.hidden = false;
    if (!this.devices.able && !this.watches) {
      this.said.warn("no-video-here");
    }
  }

  find(what) {
    return this.root.querySelector(what);
  }

  press(button) {
    const acts = {
      try: () => this.try(true), "try-sound": () => this.try(false), sound: chime, come: () => this.come(),
      again: () => this.come(), leave: () => this.leave(), mute: () => this.mute(!this.silent),
      camera: () => this.switch(), low: () => this.slow(), hand: () => this.hand(button), chat: () => this.chat.open(button),
      help: () => this.help(button), tell: () => this.tell(),
    };
    acts[button?.dataset.do]?.();
  }

  // --- before -------------------------------------------------------------------------------------------------------

  async try(picture) {
    const found = await this.devices.open(picture);
    this.find("[data-tried]").hidden = false;
    this.find("[data-heard]").textContent = this.words.say(found);
    this.said.say(found);
    const preview = this.find("[data-preview]");
    preview.srcObject = this.devices.shown;
    preview.hidden = !this.devices.picture;
    preview.play().catch(() => {});
    this.devices.measure((loud) => (this.find("[data-level]").value = loud));
    for (const kind of ["videoinput", "audioinput"]) {
      await this.offer(kind, kind === "videoinput" ? this.devices.picture : this.devices.sound);
    }
  }

  async offer(kind, used) {
    const all = await this.devices.list(kind);
    const field = this.find(`[data-device=${kind}]`);
    field.replaceChildren(...all.map((one) => new Option(one.label, one.deviceId, false, one.label === used?.label)));
    this.find(`[data-choice=${kind}]`).hidden = all.length < 2 || !used;
  }

  choose(field) {
    this.devices.wanted[field.dataset.device] = field.value;
    this.try(Boolean(this.devices.picture));
  }

  // Whoever did not try anything comes as their browser lets them; nobody is kept out for it.
  async come() {
    this.said.warn("");
    if (!this.watches && this.devices.able && !this.devices.sound) {
      this.said.say(await this.devices.open(this.devices.wantsPicture !== false));
    }
    this.devices.stopMeasuring();
    this.camera = Boolean(this.devices.picture);
    this.wanted = true;
    this.news = null;
    await this.connect();
  }

  // Enter in the field of the name is the button below it.
  typedAll(event) {
    if (event.target.matches("[data-name-form]")) {
      event.preventDefault();
      this.come();
    }
  }

  get typed() {
    return document.getElementById("id_name")?.value ?? "";
  }

  // --- the way in, and back in ----------------------------------------------------------------------------------------

  // Again and again until one is inside or at the door, or somebody said no.
  async connect() {
    if (this.joining) {
      return;
    }
    this.joining = true;
    this.look(); // who is there is shown also while there is no picture and no sound
    for (let failed = 0; this.wanted; failed += 1) {
      try {
        const { key, ...news } = await this.door.post("come/", { name: this.typed });
        this.hear(news);
        if (news.state === "inside") {
          this.part("room");
          await this.enter(await this.door.post("enter/", { key }));
        }
        break;
      } catch (error) {
        if (this.stops(error)) {
          break;
        }
        this.media?.close();
        this.said.warn(String(error.message).includes("503") ? "unavailable" : "broken");
        await new Promise((go) => setTimeout(go, pause(failed)));
      }
    }
    this.joining = false;
  }

  stops(error) {
    if (error instanceof SignedOut) {
      this.part("gone", this.words.say("signed-out"));
    } else if (error instanceof No && this.state === "check") {
      this.wanted = false;
      this.said.alert(error.message);
      document.getElementById("id_name")?.focus();
    } else if (error instanceof No) {
      this.part("gone", error.message);
    } else {
      return false;
    }
    return true;
  }

  async enter(ticket) {
    this.media?.close();
    this.people.forgetAll();
    this.said.say("connecting");
    const own = { sound: this.devices.sound, picture: this.devices.picture, low: this.low };
    this.media = new Media(ticket, own, this.hears());
    this.media.state = { muted: this.silent, camera: this.camera };
    this.own = ticket.person;
    await this.media.join();
    this.show();
    this.said.warn("");
    this.said.say("inside");
  }

  hears() {
    const { people } = this;
    return {
      feed: (id) => people.note(id, {}),
      gone: (id) => people.forget(id),
      stream: (id, stream) => people.note(id, { stream }),
      talks: (id, speaks) => people.note(id, { speaks }),
      away: (id, away) => people.note(id, { away }),
      state: (id, { muted, camera }) => people.note(id, { muted, camera }),
      line: (id, words) => this.chat.add(people.nameOf(id) ?? "", words),
      channel: (open) => this.chat.works(open),
      sentOut: () => this.lost(false),
      broken: () => this.lost(true),
    };
  }

  // Sent out by the gateway: taken out, ended, or by another page of the same person; the site knows which.
  async lost(broken) {
    if (!this.wanted) {
      return;
    }
    this.media?.close();
    this.people.forgetAll();
    if (broken) {
      this.said.warn("broken");
    }
    await this.ask();
    if (this.wanted && this.state === "room") {
      await this.connect();
    }
  }

  // --- what the site tells --------------------------------------------------------------------------------------------

  look() {
    clearTimeout(this.looking);
    if (this.wanted) {
      const again = () => this.ask().then(() => this.look());
      this.looking = setTimeout(again, this.watches && this.state === "room" ? SELDOM : EVERY);
    }
  }

  async ask() {
    if (!this.news) {
      return; // the site does not know of this page yet
    }
    try {
      this.hear(await this.door.news());
      if (this.news.state === "inside" && this.state === "waiting") {
        await this.connect();
      }
    } catch (error) {
      if (error instanceof SignedOut) {
        this.stops(error);
      } // without a line it is asked again
    }
  }

  hear(news) {
    const before = this.news;
    this.news = news;
    if (news.state === "waiting") {
      this.part("waiting");
      this.find("[data-not-yet]").hidden = news.led;
    } else if (news.state !== "inside") {
      this.part("gone", this.words.say(news.state));
    } else if (before?.state === "inside") {
      this.said.happen(changes(before, news));
      if (news.hushed && news.hushed !== before.hushed) {
        this.mute(true);
        this.said.say("hushed");
      }
    }
    this.people.show(news.people ?? []);
    this.pressed("hand", news.people?.find((one) => one.own)?.hand);
    this.leading?.show(news, before);
  }

  // --- in the room ----------------------------------------------------------------------------------------------------

  get silent() {
    return this.devices.muted || !this.devices.sound;
  }

  show() {
    if (this.own) {
      this.people.note(this.own, { stream: this.devices.shown, camera: this.camera, muted: this.silent });
    }
    this.pressed("mute", this.silent);
    this.pressed("camera", !this.camera);
    this.media?.tell({ muted: this.silent, camera: this.camera });
  }

  pressed(name, on) {
    this.find(`[data-do=${name}]`)?.setAttribute("aria-pressed", String(Boolean(on)));
  }

  async mute(on) {
    if (!on && !this.devices.sound) {
      this.said.say(await this.devices.microphone());
      await this.media?.send({ sound: this.devices.sound, picture: this.devices.picture });
    }
    this.devices.hush(on);
    this.show();
  }

  async switch() {
    this.camera = !this.camera;
    if (this.camera && this.low) {
      this.ease(false);
    }
    if (!(await this.devices.camera(this.camera))) {
      this.camera = false;
      this.said.say("no-camera");
    }
    await this.media?.send({ sound: this.devices.sound, picture: this.devices.picture });
    this.show();
  }

  // Sound only: the camera goes off too, and comes back when it is pressed once more.
  async slow() {
    this.ease(!this.low);
    if (this.low && this.camera) {
      await this.switch();
    }
    this.said.say(this.low ? "low" : "inside");
  }

  ease(low) {
    this.low = low;
    this.pressed("low", low);
    this.media?.slow(low);
  }

  async hand(button) {
    const up = button.getAttribute("aria-pressed") !== "true";
    const done = await this.send("hand/", { up: up ? "yes" : "no" });
    if (done) {
      this.pressed("hand", up);
    }
  }

  help(button) {
    const box = document.getElementById("room-help");
    box.hidden = !box.hidden;
    button.setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) {
      box.querySelector("h3").focus();
    }
  }

  async tell() {
    if (await this.send("help/")) {
      this.said.say("told");
    }
  }

  lead(where, given) {
    return this.send(where, given);
  }

  async send(where, given) {
    try {
      this.hear(await this.door.post(where, given));
      return true;
    } catch (error) {
      error instanceof No ? this.said.alert(error.message) : this.said.say("not-sent");
      return false;
    }
  }

  // --- the end ----------------------------------------------------------------------------------------------------------

  leave() {
    this.vanish();
    this.part("gone", this.words.say("left"));
  }

  // Camera and microphone go off at once, whatever becomes of the rest.
  vanish() {
    const there = this.wanted;
    this.wanted = false;
    clearTimeout(this.looking);
    this.devices.close();
    this.media?.close();
    if (there) {
      this.door.leave();
    }
  }

  part(name, why = "") {
    if (name === "gone" && this.state !== "gone") {
      this.wanted = false;
      clearTimeout(this.looking);
      this.devices.close();
      this.media?.close();
      this.said.warn("");
    }
    if (why) {
      this.find("[data-why]").textContent = why;
    }
    if (name === this.state) {
      return;
    }
    this.state = name;
    this.said.quiet();
    this.root.querySelectorAll("[data-part]").forEach((one) => (one.hidden = one.dataset.part !== name));
    this.find(`[data-part=${name}] h2`).focus();
  }
}

const root = document.querySelector("[data-room]");
if (root) {
  new Room(root);
}
