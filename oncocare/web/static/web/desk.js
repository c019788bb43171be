// Keyboard shortcuts of the desk: j and k move between people, other keys go to a field or a link of the page.
// Every page works without this file, and a person can turn it off; it is then not loaded at all.
"use strict";

// The fields of a record where writing begins; the browser itself puts the cursor into the one an address names.
const FIELDS = { n: "id_note-words", c: "id_contact-kind", t: "id_task-what" };

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

// On a list: the record of the person moved to, in the field where writing begins.
function write(key) {
  const row = document.activeElement.closest("[data-row]");
  if (!row || !(key in FIELDS)) {
    return false;
  }
  window.location.assign(`${row.href}#${FIELDS[key]}`);
  return true;
}
