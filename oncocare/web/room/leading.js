// What whoever leads has beside the others: the door, and the end for everybody in two steps.

import { keepFocus } from "./focus.js";

export class Leading {
  constructor(room) {
    this.room = room;
    this.list = room.find("[data-waiting]");
    this.title = document.getElementById("door-title");
    this.template = document.getElementById("room-waits");
    room.root.addEventListener("click", (event) => this.press(event.target.closest("[data-do], [data-act=in]")));
  }

  press(button) {
    if (button?.dataset.act === "in") {
      this.room.lead(`person/${button.closest("li").dataset.id}/`, { act: "in" });
    } else if (button?.dataset.do === "everybody") {
      this.room.lead("everybody/");
    } else if (button?.dataset.do === "ask-end") {
      this.ask(button);
    } else if (button?.dataset.do === "end") {
      this.room.lead("end/");
    }
  }

  ask(button) {
    const sure = document.getElementById("room-end");
    sure.hidden = !sure.hidden;
    button.setAttribute("aria-expanded", String(!sure.hidden));
    if (!sure.hidden) {
      sure.querySelector("button").focus();
    }
  }

  // A row stays while somebody waits, so that a button is not taken from under a finger.
  show(news, before) {
    const waiting = news.waiting ?? [];
    const rows = new Map([...this.list.children].map((row) => [row.dataset.id, row]));
    for (const one of waiting) {
      rows.get(one.id) ?? this.add(one);
      rows.delete(one.id);
    }
    const everybody = this.room.find("[data-do=everybody]");
    rows.forEach((row) => {
      keepFocus(row, this.title);
      row.remove();
    });
    this.room.find("[data-nobody]").hidden = waiting.length > 0;
    if (waiting.length < 2) {
      keepFocus(everybody, this.title);
    }
    everybody.hidden = waiting.length < 2;
    const asks = (from) => (from?.people ?? []).filter((one) => one.help).map((one) => one.name);
    const [now, then] = [asks(news), asks(before)];
    if (now.join() !== then.join()) {
      now.length ? this.room.said.warn("help", now.join(", ")) : this.room.said.warn("");
    }
  }

  add(one) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    row.dataset.id = one.id;
    row.querySelector("[data-name]").textContent = one.name;
    row.querySelector("[data-about]").textContent = this.room.words.say("about", one.name);
    this.list.append(row);
  }
}
