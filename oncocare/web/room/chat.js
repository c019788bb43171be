// The chat of a room. Its lines are on this page and nowhere else.
import { line } from "./rules.js";

export class Chat {
  // `pass(words)` sends a line to the others, and says whether it could.
  constructor(room, pass) {
    Object.assign(this, { room, pass, box: document.getElementById("room-chat") });
    this.lines = this.box.querySelector("[data-chat]");
    this.field = document.getElementById("chat-words");
    this.template = document.getElementById("room-line");
    this.box.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  open(button) {
    this.box.hidden = !this.box.hidden;
    button.setAttribute("aria-expanded", String(!this.box.hidden));
    if (!this.box.hidden) {
      this.field.focus();
    }
  }

  // What was typed stays in the field until it was sent.
  send() {
    const words = line(this.field.value);
    if (!words) {
      return;
    }
    if (this.pass(words)) {
      this.put(this.room.news.people.find((one) => one.own)?.name ?? "", words);
      this.field.value = "";
    } else {
      this.room.said.say("no-chat");
    }
  }

  add(name, words) {
    this.put(name, words);
    if (this.box.hidden) {
      this.room.said.happen({ wrote: [name] });
    }
  }

  put(name, words) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = name;
    row.querySelector("[data-words]").textContent = words;
    this.lines.append(row);
    row.scrollIntoView({ block: "nearest" });
  }

  works(open) {
    this.box.toggleAttribute("data-works", open);
  }
}
