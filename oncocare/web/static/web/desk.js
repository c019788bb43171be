// Keyboard shortcuts of the desk: j and k move between people, other keys go to a field or a link of the page.
// Every page works without this file, and a person can turn it off; it is then not loaded at all.
"use strict";

const FORMS = { n: "note", c: "contact", t: "task" }; // the parts of a record that write something

// A record that was opened by one of these keys begins in the first field of that part.
document.querySelector(":target [data-key]")?.focus();

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) {
    return;
  }
  if (document.querySelector("dialog[open]")) {
    return;
  }
  if (act(event.key)) {
    event.preventDefault();
  }
});

function inField(element) {
  return element.isContentEditable || element.closest("input, textarea, select");
}

// Whether the key did something; any other key is left to the browser.
function act(key) {
  if (key === "j" || key === "k") {
    return move(key === "j" ? 1 : -1);
  }
  if (key === "?") {
    document.querySelector("[data-shortcuts]").showModal();
    return true;
  }
  return goTo(key) || write(key);
}

function move(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const next = rows[Math.max(0, rows.indexOf(document.activeElement) + step)];
  next?.focus();
  return Boolean(next);
}

// The field that the key is for, or the link.
function goTo(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (target?.matches("a")) {
    target.click();
  } else {
    target?.focus();
  }
  return Boolean(target);
}

// On a list: the record of the person moved to, at the part that writes.
function write(key) {
  const row = document.activeElement.closest("[data-row]");
  if (!row || !(key in FORMS)) {
    return false;
  }
  window.location.assign(`${row.href}#${FORMS[key]}`);
  return true;
}
