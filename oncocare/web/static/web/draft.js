// Keeps what somebody is writing on the server every few seconds. Without this file a look at it first does the same.
"use strict";

const KEPT_EVERY = 5000;
const form = document.querySelector("form[data-draft]");

if (form) {
  let kept = typed();
  let leaving = false;
  form.addEventListener("submit", () => {
    leaving = true; // what is sent is kept or posted by that
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  setInterval(keep, KEPT_EVERY);
  document.addEventListener("visibilitychange", () => document.hidden && keep());

  function keep() {
    const now = typed();
    if (leaving || now === kept) {
      return;
    }
    kept = now;
    fetch(form.dataset.draft, { method: "POST", body: new FormData(form), keepalive: true, redirect: "manual" })
      .then((answer) => {
        form.querySelector("[data-kept]").hidden = answer.status !== 204;
      })
      .catch(() => {
        kept = ""; // without a connection it is tried again
      });
  }

  function typed() {
    return ["title", "words"].map((name) => form.elements[name]?.value ?? "").join("\n");
  }
}
