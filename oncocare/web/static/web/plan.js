// Keeps the plan on this phone, where its owner says so. Without this file it is printed or kept as a file instead.
"use strict";

const KEPT = "plan"; // whoever looks at what this phone keeps reads this name
const NOTE = "/plan/note/";
const box = document.getElementById("keep");

if (box && "serviceWorker" in navigator && "caches" in window) {
  begin();
}

async function begin() {
  let note = await readNote();
  if (note && note.owner !== box.dataset.owner) {
    await remove(); // somebody else's, who had this phone before
    note = null;
  }
  if (!box.dataset.plan) {
    return; // there is no plan to keep yet
  }
  if (note) {
    await keep(note.stay).catch(() => {}); // the copy is as it was; it says from which day it is
  }
  show(note);
  box.hidden = false;
  box.querySelector("[data-do='keep']").addEventListener("click", () => attempt(keepFirst));
  box.querySelector("[data-do='remove']").addEventListener("click", () => attempt(remove));
}

async function attempt(act) {
  let failed = false;
  await act().catch(() => {
    failed = true;
  });
  show(await readNote(), failed);
}

function show(note, failed = false) {
  const states = { kept: note, "not kept": !note, stays: note && note.stay, leaves: note && !note.stay, failed };
  for (const part of box.querySelectorAll("[data-when]")) {
    part.hidden = !states[part.dataset.when];
  }
}

async function keepFirst() {
  try {
    await keep(document.getElementById("id_keep-stay").checked);
  } catch (failed) {
    await remove();
    throw failed;
  }
}

async function keep(stay) {
  const { owner, plan, copy, noSignal, style, icon, signOut, worker } = box.dataset;
  const addresses = [copy, noSignal, style, icon];
  const answers = await Promise.all(addresses.map(get));
  await navigator.serviceWorker.register(worker);
  await forget();
  const cache = await caches.open(KEPT);
  await Promise.all(addresses.map((address, place) => cache.put(address, answers[place])));
  await cache.put(NOTE, new Response(JSON.stringify({ owner, plan, copy, noSignal, signOut, stay })));
  await navigator.serviceWorker.ready;
}

async function get(address) {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok || answer.redirected) {
    throw new Error(`${address} cannot be kept`);
  }
  return answer;
}

async function readNote() {
  const note = await caches.match(NOTE);
  return note ? note.json() : null;
}

// Under whatever name it was kept: nothing else keeps anything here.
async function forget() {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}

async function remove() {
  await forget();
  for (const one of await navigator.serviceWorker.getRegistrations()) {
    await one.unregister();
  }
}
