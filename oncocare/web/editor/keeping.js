// Keeps what is written a few seconds after the last stroke and as the page is left, on the server only: the computer may
// be shared. What could not be kept stays on the page, is sent again word for word until it is answered, and the browser
// asks before such a page is closed.

const PAUSE = 2000; // milliseconds after the last stroke
const MOST = 6000; // for whoever writes without a pause
const AGAIN = 5000; // after a send that failed

export class Keeper {
  constructor(form) {
    Object.assign(this, { form, changes: 0, kept: 0, sent: null, busy: null, stopped: false, leaving: false });
    this.status = document.getElementById("kept");
    window.addEventListener("beforeunload", (event) => this.ask(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.keep());
    window.addEventListener("pagehide", () => this.beacon());
    window.addEventListener("online", () => this.keep());
  }

  get unkept() {
    return this.changes !== this.kept || this.sent !== null;
  }

  changed() {
    this.changes += 1;
    this.first ??= Date.now();
    if (!this.stopped && !this.failing) {
      this.say(this.form.dataset.notYet);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), Math.max(0, Math.min(PAUSE, this.first + MOST - Date.now())));
  }

  // Whether all is kept now. One send at a time: a second one waits for the first.
  async keep() {
    clearTimeout(this.timer);
    if (this.busy) {
      await this.busy;
    }
    while (this.unkept && !this.stopped) {
      this.busy = this.send();
      const done = await this.busy;
      this.busy = null;
      if (!done) {
        return false;
      }
    }
    return !this.stopped;
  }

  async send() {
    this.first = null;
    if (this.sent === null) {
      this.sent = { body: this.body(), changes: this.changes };
    }
    const { body, changes } = this.sent;
    body.set("csrfmiddlewaretoken", this.field("csrfmiddlewaretoken").value);
    let answer;
    try {
      answer = await fetch(this.form.dataset.keep, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } });
    } catch {
      return this.fail(this.form.dataset.lost);
    }
    if (answer.status === 200) {
      this.sent = null;
      this.kept = changes;
      this.failing = false;
      this.show(await answer.json());
      return true;
    }
    if (answer.status === 409) {
      return this.twice(await answer.json());
    }
    const out = answer.type === "opaqueredirect" || [403, 404, 422].includes(answer.status);
    if (out) {
      await this.renew();
    }
    return this.fail(out ? this.form.dataset.out : this.form.dataset.lost);
  }

  body() {
    return new URLSearchParams(new FormData(this.form));
  }

  field(name) {
    return this.form.elements.namedItem(name);
  }

  show({ saved, kept, measured, others }) {
    this.field("saved").value = saved;
    this.say(kept);
    document.getElementById("measured").innerHTML = measured;
    const beside = document.getElementById("others");
    if (!beside.contains(document.activeElement) && !beside.querySelector("details[open]")) {
      beside.innerHTML = others; // not while somebody reads it
    }
  }

  say(words) {
    if (this.status.textContent.trim() !== words) {
      this.status.textContent = words;
    }
  }

  fail(words) {
    this.failing = true;
    this.say(words);
    this.timer = setTimeout(() => this.keep(), AGAIN);
    return false;
  }

  // Who signed in again, perhaps on another page, has another token.
  async renew() {
    try {
      const page = await fetch(window.location.href, { redirect: "manual" });
      const there = new DOMParser().parseFromString(await page.text(), "text/html");
      const token = there.querySelector("#writing [name=csrfmiddlewaretoken]");
      this.field("csrfmiddlewaretoken").value = token?.value ?? this.field("csrfmiddlewaretoken").value;
    } catch {
      // tried again with the next send
    }
  }

  // Something else was kept in another window: this page stops keeping until its writer has chosen.
  twice({ html, saved }) {
    this.stopped = true;
    this.sent = null;
    this.say(this.form.dataset.two);
    const place = document.createElement("div");
    place.innerHTML = html;
    this.form.before(place);
    place.scrollIntoView();
    place.querySelector("[data-go-on]").addEventListener("click", () => {
      place.remove();
      this.stopped = false;
      this.field("saved").value = saved;
      this.changed();
      this.keep();
    });
    return false;
  }

  ask(event) {
    if (this.unkept && !this.leaving) {
      this.keep();
      event.preventDefault();
    }
  }

  // The page goes: what is not kept yet is sent with what the browser allows a page that is gone.
  beacon() {
    if (this.unkept && !this.stopped && !this.leaving) {
      navigator.sendBeacon(this.form.dataset.keep, this.body());
    }
  }
}
