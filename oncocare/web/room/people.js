// Who is in the room, as the page shows them: one place in the list for each, which stays where it is while they are there.
import { keepFocus } from "./focus.js";
import { ordered } from "./rules.js";

export class People {
  // `press(person, act)` is told what whoever leads wants of somebody.
  constructor(list, template, words, press) {
    Object.assign(this, { list, template, words, press, places: new Map(), feeds: new Map(), people: [] });
  }

  // The people as the site tells of them; pictures come from the gateway, before or after.
  show(people) {
    this.people = people;
    const there = new Set(people.map((one) => one.id));
    for (const [id, place] of this.places) {
      if (!there.has(id)) {
        keepFocus(place, document.getElementById("people-title"));
        place.remove();
        this.places.delete(id);
      }
    }
    ordered(people).forEach((person, at) => {
      const place = this.places.get(person.id) ?? this.make(person);
      if (this.list.children[at] !== place && !place.contains(document.activeElement)) {
        this.list.insertBefore(place, this.list.children[at] ?? null);
      }
      this.fill(place, person);
    });
  }

  make(person) {
    const place = this.template.content.firstElementChild.cloneNode(true);
    this.places.set(person.id, place);
    place.querySelector("[data-name]").textContent = person.name;
    place.querySelectorAll("[data-about]").forEach((one) => (one.textContent = this.words.say("about", person.name)));
    place.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]")?.dataset.act;
      if (act === "ask-out") {
        this.ask(place);
      } else if (act) {
        this.press(person.id, act);
      }
    });
    this.list.append(place);
    return place;
  }

  // Taking somebody out takes two presses, and the second button is not where the first one was.
  ask(place) {
    const sure = place.querySelector("[data-sure]");
    sure.hidden = !sure.hidden;
    place.querySelector("[data-act=ask-out]").setAttribute("aria-expanded", String(!sure.hidden));
    if (!sure.hidden) {
      sure.querySelector("button").focus();
    }
  }

  fill(place, person) {
    const feed = this.feeds.get(person.feed) ?? {};
    place.querySelector("[data-name]").textContent = person.name;
    this.mark(place, "own", person.own);
    this.mark(place, "leads", person.leads);
    this.mark(place, "hand", person.hand);
    this.mark(place, "help", person.help);
    this.mark(place, "speaks", feed.speaks);
    this.mark(place, "muted", feed.muted);
    this.mark(place, "away", feed.away);
    place.classList.toggle("oc-room__person--speaks", Boolean(feed.speaks));
    const controls = place.querySelector("[data-controls]");
    if (controls) {
      controls.hidden = person.own;
      const seen = controls.querySelector("[data-act=help]");
      if (!person.help) {
        keepFocus(seen, controls.querySelector("[data-act=hush]"));
      }
      seen.hidden = !person.help;
      controls.querySelector("[data-act=ask-out]").hidden = person.leads;
    }
    this.picture(place, person, feed);
  }

  mark(place, name, on) {
    const mark = place.querySelector(`[data-mark=${name}]`);
    if (mark) {
      mark.hidden = !on;
    }
  }

  picture(place, person, feed) {
    const video = place.querySelector("video");
    const stream = feed.stream ?? null;
    if (video.srcObject !== stream) {
      video.srcObject = stream;
      video.muted = person.own; // nobody hears themselves
      video.setAttribute("aria-label", person.name);
      if (stream) {
        video.play().catch(() => {});
      }
    }
    video.hidden = !stream?.getVideoTracks().length || feed.camera === false;
  }

  // Something of one feed; whose it is may not be known yet.
  note(feed, known) {
    this.feeds.set(feed, { ...this.feeds.get(feed), ...known });
    const person = this.people.find((one) => one.feed === feed);
    if (person && this.places.has(person.id)) {
      this.fill(this.places.get(person.id), person);
    }
  }

  forget(feed) {
    this.feeds.delete(feed);
    this.note(feed, {});
  }

  forgetAll() {
    [...this.feeds.keys()].forEach((feed) => this.forget(feed));
  }

  nameOf(feed) {
    return this.people.find((one) => one.feed === feed)?.name;
  }
}
