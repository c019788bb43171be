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

// The answer to a question brings the next page with it: over a slow line one journey instead of two. Whatever else
// comes back, whatever fails and a page with nothing chosen go the way they go without scripts.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!event.defaultPrevented && form.matches("[data-at-once]:has(:checked)")) {
    event.preventDefault();
    sendAtOnce(form).catch(() => form.isConnected && form.submit());
  }
});

async function sendAtOnce(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { "X-At-Once": "1" },
    redirect: "manual",
  });
  const address = answer.headers.get("Content-Location");
  if (!answer.ok || !address) {
    throw new Error("not a page to show at once");
  }
  if (answer.status === 204) {
    location.assign(address);
  } else {
    show(new DOMParser().parseFromString(await answer.text(), "text/html"), address);
  }
}

function show(page, address) {
  document.title = page.title;
  document.body.replaceWith(page.body);
  history.pushState(null, "", address);
  shownAtOnce = true;
  scrollTo(0, 0);
  const heading = document.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

// Back among pages that were shown so: each is asked for anew, with the answers as they stand. A link within a page
// tells of itself too.
let shownAtOnce = false;
window.addEventListener("popstate", () => shownAtOnce && !location.hash && location.reload());

// Leaving quickly: the page goes at once, its place in the history is taken by where the link leads, and nobody who
// goes back is still signed in. Escape pressed three times is the same as the link.
document.addEventListener("click", (event) => {
  const leave = event.target.closest("[data-leave]");
  if (leave) {
    event.preventDefault();
    leaveQuickly(leave.href);
  }
});

let escapes = [];
document.addEventListener("keydown", (event) => {
  escapes = event.key === "Escape" && !event.repeat ? [...escapes.slice(-2), event.timeStamp] : [];
  const leave = document.querySelector("[data-leave]");
  if (leave && escapes.length === 3 && escapes[2] - escapes[0] < 3000) {
    leaveQuickly(leave.href);
  }
});

function leaveQuickly(address) {
  const form = document.querySelector("form[data-sign-out]");
  if (form) {
    fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => {});
  }
  document.title = "\u200e";
  document.body.hidden = true;
  location.replace(address);
}

// Whoever has just signed out reads what this phone still keeps, because they asked it to.
const stays = document.querySelector("[data-stays]");
if (stays && "caches" in window) {
  caches.match("/plan/note/").then((note) => {
    stays.hidden = !note;
  });
}
