// What a screen reader is told: what happens within two seconds as one line, and nothing of who speaks.
import { summed, together } from "./rules.js";

const TOGETHER = 2000; // milliseconds

// The sentences that the page brought with it, by name; `name` is filled in.
export class Words {
  constructor(template) {
    const all = [...template.content.querySelectorAll("[data-word]")];
    this.by = new Map(all.map((one) => [one.dataset.word, one.textContent.trim().replace(/\s+/g, " ")]));
  }

  say(word, name = "") {
    return this.by.get(word).replace("{name}", name);
  }
}

export class Announcer {
  constructor(line, alarm, words) {
    Object.assign(this, { line, alarm, words, happened: {}, waiting: 0 });
  }

  // One sentence, at once.
  say(word, name) {
    this.line.textContent = this.words.say(word, name);
  }

  // What was said before is over.
  quiet() {
    this.line.textContent = "";
  }

  alert(text) {
    this.alarm.textContent = text;
    this.alarm.classList.toggle("oc-room__alarm", Boolean(text));
  }

  // What cannot wait: a line that is broken, somebody who asks for help.
  warn(word, name) {
    this.alert(word ? this.words.say(word, name) : "");
  }

  happen(changes) {
    this.happened = together(this.happened, changes);
    if (!this.waiting) {
      this.waiting = setTimeout(() => this.tell(), TOGETHER);
    }
  }

  tell() {
    this.waiting = 0;
    const text = summed(this.happened, (kind, names) => this.words.say(kind, names));
    this.happened = {};
    if (text) {
      this.line.textContent = text;
    }
  }
}
