// A talk that somebody watches who has no account: pictures and sound of those who speak, and nothing of whoever watches.
// Made into one file by esbuild: see the Makefile.
import { Door, No, SignedOut } from "./door.js";
import { Media } from "./media.js";
import { pause } from "./rules.js";
import { Words } from "./said.js";

class Watch {
  constructor(root) {
    Object.assign(this, { root, over: true, low: false, pictures: new Map() });
    this.door = new Door(root.dataset.watch, document.getElementById("watch-form"), crypto.randomUUID());
    this.words = new Words(document.getElementById("watch-words"));
    this.line = root.querySelector("[data-said]");
    this.stage = root.querySelector("[data-pictures]");
    root.querySelector("[data-do=watch]").addEventListener("click", (event) => {
      this.line.tabIndex = -1;
      this.line.focus(); // before the button that has the focus goes
      event.target.hidden = true; // a browser plays sound once something was pressed
      this.over = false;
      this.begin();
    });
    root.querySelector("[data-do=low]").addEventListener("click", (event) => this.slow(event.target));
    window.addEventListener("pagehide", () => this.end());
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
    root.hidden = false;
  }

  // Each time with a new ticket: the site says by it whether the talk still is on.
  async begin(failed = 0) {
    this.say(failed ? "broken" : "soon");
    try {
      const ticket = await this.door.post("");
      this.media = new Media(ticket, { low: this.low }, this.hears());
      await this.media.join();
      this.say("soon");
    } catch (error) {
      error instanceof No || error instanceof SignedOut ? this.stop() : this.again(failed);
    }
  }

  hears() {
    const nothing = () => {};
    return {
      feed: nothing, away: nothing, line: nothing, state: nothing, talks: nothing, channel: nothing,
      gone: (id) => this.drop(id),
      stream: (id, stream) => this.show(id, stream),
      sentOut: () => this.again(0),
      broken: () => this.again(0),
    };
  }

  again(failed) {
    this.media?.close();
    if (!this.over) {
      this.say("broken");
      setTimeout(() => !this.over && this.begin(failed + 1), pause(failed));
    }
  }

  stop() {
    this.over = true;
    this.say("over");
  }

  show(id, stream) {
    if (!this.pictures.has(id)) {
      const video = document.createElement("video");
      video.className = "oc-room__picture";
      video.playsInline = true;
      video.srcObject = stream;
      this.pictures.set(id, video);
      this.stage.append(video);
      video.play().catch(() => {});
    }
    this.say(this.low ? "low" : "on");
  }

  drop(id) {
    this.pictures.get(id)?.remove();
    this.pictures.delete(id);
    if (!this.pictures.size) {
      this.say("soon");
    }
  }

  // A picture that no longer moves says nothing; its sound goes on.
  slow(button) {
    this.low = !this.low;
    button.setAttribute("aria-pressed", String(this.low));
    this.stage.hidden = this.low;
    this.media?.slow(this.low);
    if (this.pictures.size) {
      this.say(this.low ? "low" : "on");
    }
  }

  say(word) {
    const text = this.words.say(word);
    if (this.line.textContent !== text) {
      this.line.textContent = text;
    }
  }

  end() {
    if (!this.over) {
      this.over = true;
      this.media?.close();
      this.door.post("", { act: "leave" }, { keepalive: true }).catch(() => {});
    }
  }
}

const root = document.querySelector("[data-watch]");
if (root) {
  new Watch(root);
}
