// Small kindnesses for browsers that run scripts. Every page works without this file.
"use strict";

// The list of problems gets the focus, so that a screen reader and a keyboard start there.
const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
}

// A link in that list puts the cursor into the field and shows its label, not only the field's edge.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) {
    return;
  }
  event.preventDefault();
  const group = field.closest("fieldset");
  const label = (group && group.querySelector("legend")) || document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  (label || field).scrollIntoView();
  field.focus({ preventScroll: true });
});

// One press sends once. The second press while the first is on its way does nothing.
const sent = new WeakSet();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.hasAttribute("data-may-repeat")) {
    return;
  }
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  // After the browser has read the form, because a disabled button is not sent.
  setTimeout(() => setButtons(form, true), 0);
  // And never for long: where the network swallowed the first one, a person must be able to try again.
  setTimeout(() => release(form), 15000);
});

// Coming back with the browser's own back button: everything can be pressed again.
window.addEventListener("pageshow", () => [...document.forms].forEach(release));

function release(form) {
  sent.delete(form);
  setButtons(form, false);
}

function setButtons(form, waiting) {
  for (const button of form.elements) {
    if (button.type === "submit" && waiting && !button.disabled) {
      button.disabled = true;
      button.dataset.waiting = "";
    } else if (!waiting && "waiting" in button.dataset) {
      button.disabled = false;
      delete button.dataset.waiting;
    }
  }
}
