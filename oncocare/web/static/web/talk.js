// Shows new questions of a talk on an open page. Without this file a link beside them looks for new ones.
"use strict";

const LOOKED_EVERY = 30000; // milliseconds; each page adds a little of its own, so that hundreds do not ask at once
const SPREAD = 5000;

const shown = document.getElementById("shown");

if (shown) {
  setInterval(look, LOOKED_EVERY + Math.random() * SPREAD);

  // What somebody stands on with the keyboard, or may be pressing, is not taken from under them.
  async function look() {
    if (document.hidden || shown.contains(document.activeElement)) {
      return;
    }
    try {
      const answer = await fetch(location.pathname, { redirect: "manual" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const now = page.getElementById("shown");
        if (now && now.textContent !== shown.textContent && !shown.contains(document.activeElement)) {
          shown.replaceChildren(...now.childNodes);
        }
      }
    } catch {
      // The next look comes by itself, and the link is there.
    }
  }
}
