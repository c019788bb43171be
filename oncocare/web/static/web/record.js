// A record has one form for everything that somebody writes in it, so that nothing is lost when one part is saved.
// The page works without this file: then Enter in a field does nothing, and each part is sent by its own button.
"use strict";

// Enter in a field sends the part it stands in, where that is a part to write in. What changes a person is pressed.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input[form=writing]")) {
    return;
  }
  event.preventDefault();
  event.target.closest("[data-part]")?.querySelector("button[form=writing]").click();
});

// Whoever leaves the page with something half-written is asked by the browser whether they mean it.
let leaving = false;
document.addEventListener("submit", (event) => {
  leaving = event.target.id === "writing";
});
window.addEventListener("beforeunload", (event) => {
  const written = [...document.querySelectorAll("textarea[form=writing]")].some((one) => one.value.trim());
  if (written && !leaving) {
    event.preventDefault();
  }
});
