// Answers where there is no signal, on a phone whose owner keeps their plan there. By itself it keeps nothing: the page
// of the plan does, once its owner has said so, and leaves a note of what is kept and for how long.
"use strict";

const NOTE = "/plan/note/";
const PATIENCE = 4000; // milliseconds: a bad signal must not hold up the plan

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method === "POST") {
    event.waitUntil(forgetAtSignOut(request.url)); // what is sent goes its own way
  } else if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(page(request));
  } else if (request.method === "GET" && ["style", "image"].includes(request.destination)) {
    event.respondWith(fetch(request).catch(() => kept(request.url)));
  }
});

async function page(request) {
  const note = await readNote();
  const plan = note && new URL(request.url).pathname === note.plan && (await kept(note.copy));
  try {
    const answer = await (plan ? Promise.race([fetch(request), tooLate()]) : fetch(request));
    // Somebody signed out long ago, or a server that broke: the plan is there all the same.
    return plan && (answer.status >= 500 || answer.type === "opaqueredirect") ? plan : answer;
  } catch (failed) {
    const instead = plan || (note && (await kept(note.noSignal)));
    if (instead) {
      return instead;
    }
    throw failed;
  }
}

function tooLate() {
  return new Promise((_, refuse) => setTimeout(() => refuse(new Error("too late")), PATIENCE));
}

async function kept(address) {
  return (await caches.match(address)) || Response.error();
}

async function readNote() {
  const note = await caches.match(NOTE);
  return note ? note.json() : null;
}

async function forgetAtSignOut(address) {
  const note = await readNote();
  if (note && !note.stay && note.signOut.split(" ").includes(new URL(address).pathname)) {
    await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
    await self.registration.unregister();
  }
}
