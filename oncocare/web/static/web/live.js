// Says on an open page of a group that others have posted. It moves nothing: the link that looks for new answers says
// how many there are, and leads to the first. Without this file the same link looks.
"use strict";

const PATIENCE = 10000; // milliseconds without a stream after which the page asks by itself
const ASKED_EVERY = 30000; // how often it then asks
const TRIES = [1000, 2000, 2000, 5000, 10000, 30000]; // a stream that a server in front ended is opened anew after these

const place = document.querySelector("[data-live]");

if (place && "EventSource" in window) {
  const { live, news, thread, one, many, changed } = place.dataset;
  const link = place.querySelector("a");
  let heard = Number(place.dataset.after);
  let count = 0;
  let other = false; // something was changed that this page shows
  let stream = null;
  let over = false; // this page may hear no more
  let tries = 0;
  let reopening = 0;
  let asking = 0;

  open();
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => event.persisted && open());

  // A page that nobody looks at holds no connection: a browser has few of them. It comes back from where it was.
  function close() {
    stream?.close();
    stream = null;
    clearTimeout(reopening);
    clearTimeout(asking);
    reopening = asking = 0;
  }

  function open() {
    if (over || stream || document.hidden) {
      return;
    }
    clearTimeout(reopening);
    stream = new EventSource(`${live}?after=${heard}`);
    stream.addEventListener("open", () => {
      tries = 0;
      clearTimeout(asking);
      asking = 0;
    });
    for (const kind of ["news", "own", "changed"]) {
      stream.addEventListener(kind, (event) => hear(kind, JSON.parse(event.data)));
    }
    stream.addEventListener("end", (event) => {
      close();
      // Too many pages are open: this one asks now and then. Else it may hear no more.
      JSON.parse(event.data).why === "many" ? askSoon(ASKED_EVERY) : stop();
    });
    stream.addEventListener("error", broke);
  }

  function stop() {
    over = true;
    close();
  }

  // A browser comes back by itself where the line broke; where a server answered that it cannot, it does not.
  function broke() {
    askSoon(PATIENCE);
    if (stream?.readyState !== EventSource.CLOSED) {
      return;
    }
    stream = null;
    clearTimeout(reopening);
    if (tries === 0) {
      ask(); // refused, or only down: the answer says which
    }
    reopening = setTimeout(open, TRIES[Math.min(tries, TRIES.length - 1)]);
    tries += 1;
  }

  function askSoon(after) {
    if (!asking && !over) {
      asking = setTimeout(() => {
        asking = 0;
        askSoon(ASKED_EVERY);
        ask();
      }, after);
    }
  }

  async function ask() {
    try {
      const answer = await fetch(`${news}?after=${heard}`, { redirect: "manual" });
      if (answer.type === "opaqueredirect" || [403, 404].includes(answer.status)) {
        stop(); // signed out, or no longer in the group
      } else if (answer.ok) {
        const { number, posts, changed: others } = await answer.json();
        if (number > heard) {
          heard = number;
          count += thread ? (posts[thread] ?? 0) : Object.values(posts).reduce((sum, each) => sum + each, 0);
          other = other || others.includes(thread);
          say();
        }
      }
    } catch {
      // Without a connection it is asked again.
    }
  }

  function hear(kind, said) {
    if (said.number <= heard) {
      return;
    }
    heard = said.number;
    if (thread && said.thread !== thread) {
      return;
    }
    count += kind === "news" ? 1 : 0;
    other = other || (kind === "changed" && Boolean(thread));
    say();
  }

  function say() {
    if (count || other) {
      link.textContent = count === 1 ? one : count ? many.replace("{}", count) : changed;
      link.classList.remove("nhsuk-button--secondary"); // as high as it was: nothing below moves
    }
  }
}
