// A talk that somebody watches who has no account: pictures and sound of those who speak, and nothing of whoever watches.
// Made into one file by esbuild: see the Makefile.
import { Media } from "./media.js";
import { pause } from "./rules.js";
import { Words } from "./said.js";

class Watch {
  constructor(root) {
    Object.assign(this, { root, ticket: JSON.parse(root.dataset.watch), over: false, pictures: new Map() });
    this.words = new Words(document.getElementById("watch-words"));
    this.line = root.querySelector("[data-said]");
    root.querySelector("[data-do=watch]").addEventListener("click", (event) => {
      event.target.hidden = true; // a browser plays sound once something was pressed
      this.begin();
    });
    root.querySelector("[data-do=low]").addEventListener("click", (event) => this.slow(event.target));
    window.addEventListener("pagehide", () => this.end());
    root.hidden = false;
  }

  // The same ticket lets in until the doors of the talk close, so a line that broke is begun anew with it.
  async begin(failed = 0) {
    this.say(failed ? "broken" : "soon");
    this.media = new Media(this.ticket, { low: Boolean(this.low) }, {
      feed: () => {},
      gone: (id) => this.drop(id),
      stream: (id, stream) => this.show(id, stream),
      away: () => {},
      line: () => {},
      state: () => {},
      broken: () => this.again(failed),
    });
    await this.media.join().then(() => (failed = 0)).catch(() => this.again(failed));
  }

  again(failed) {
    this.media.close();
    if (!this.over) {
      setTimeout(() => this.begin(failed + 1), pause(failed));
    }
  }

  show(id, stream) {
    if (!this.pictures.has(id)) {
      const video = document.createElement("video");
      video.className = "oc-room__picture";
      video.playsInline = true;
      video.srcObject = stream;
      this.pictures.set(id, video);
      this.root.querySelector("[data-pictures]").append(video);
      video.play().catch(() => {});
    }
    this.say("on");
  }

  drop(id) {
    this.pictures.get(id)?.remove();
    this.pictures.delete(id);
    this.say("soon");
  }

  slow(button) {
    this.low = !this.low;
    button.setAttribute("aria-pressed", String(this.low));
    this.media?.slow(this.low);
  }

  say(word) {
    const text = this.words.say(word);
    if (this.line.textContent !== text) {
      this.line.textContent = text;
    }
  }

  end() {
    this.over = true;
    this.media?.close();
  }
}

const root = document.querySelector("[data-watch]");
if (root) {
  new Watch(root);
}
