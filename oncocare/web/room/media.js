// Picture and sound of one room: what this page sends, and what it receives of each of the others. Each of the others is
// a connection of its own, so that a line that breaks takes one person away and not all.
import { Gateway } from "./janus.js";
import { read, wanted } from "./rules.js";

const PATIENCE = 8000; // milliseconds for which a line may be silent before all is begun anew
const NO_SUCH_FEED = 428; // Janus's code for somebody who is gone
const NEWCOMERS = [1500, 6000]; // after which whoever is new is told who is muted; a slow line is not there the first time
const AGAIN = 4000; // after which somebody whose picture could not be had is asked for again

export class Media {
  // `hears` is told: feed(id), gone(id), stream(id, stream), line(id, words), state(id, {muted, camera}), talks(id, yes),
  // away(id, yes), sentOut() and broken().
  constructor(ticket, own, hears) {
    Object.assign(this, { ticket, own, hears, low: own.low, feeds: new Map(), over: false, silent: 0, state: {} });
    this.gateway = new Gateway(ticket.address, ticket.opens, () => this.fail());
    this.servers = ticket.relays.map(({ urls, username, credential }) => ({ urls, username, credential }));
  }

  async join() {
    await this.gateway.open();
    if (!this.ticket.speaks) {
      this.ticket.feeds.forEach((id) => this.watch(id));
      return;
    }
    this.main = await this.gateway.attach((kind, data) => this.hear(kind, data));
    const { room, person, pin, token } = this.ticket;
    const { data } = await this.main.ask({ request: "join", ptype: "publisher", room, id: person, pin, token });
    this.known = data.private_id;
    await this.publish();
    this.come(data.publishers);
  }

  // --- what is sent -------------------------------------------------------------------------------------------------

  async publish() {
    const line = this.line(this.main, (state) => this.check(state));
    this.sending = line;
    this.sound = line.addTransceiver(this.own.sound ?? "audio", { direction: "sendonly" }).sender;
    this.picture = line.addTransceiver(this.own.picture ?? "video", { direction: "sendonly" }).sender;
    this.channel = line.createDataChannel("room");
    this.channel.addEventListener("open", () => {
      this.tell();
      this.hears.channel(true);
    });
    this.channel.addEventListener("close", () => this.hears.channel(false));
    await line.setLocalDescription(await line.createOffer());
    const { jsep } = await this.main.ask({ request: "publish" }, line.localDescription.toJSON());
    await this.main.described(jsep);
  }

  check(state) {
    clearTimeout(this.silent);
    if (state === "failed") {
      this.fail();
    } else if (state === "disconnected") {
      this.silent = setTimeout(() => this.fail(), PATIENCE);
    }
  }

  // Another camera or microphone, or none.
  async send({ sound, picture }) {
    await this.sound?.replaceTrack(sound ?? null);
    await this.picture?.replaceTrack(this.low ? null : picture ?? null);
  }

  // Whether this person is muted and their camera on, told to the others.
  tell(state = this.state) {
    this.state = state;
    this.pass({ kind: "state", ...state });
  }

  pass(said) {
    if (this.channel?.readyState !== "open") {
      return false;
    }
    this.channel.send(JSON.stringify(said));
    return true;
  }

  // --- what is received ---------------------------------------------------------------------------------------------

  hear(kind, data) {
    if (kind === "hangup" || kind === "detached") {
      this.fail();
      return;
    }
    this.come(data.publishers);
    const gone = data.leaving ?? data.unpublished ?? data.kicked;
    if (data.videoroom === "destroyed" || gone === "ok") {
      this.hears.sentOut();
    } else if (gone) {
      this.drop(gone);
    } else if (["talking", "stopped-talking"].includes(data.videoroom)) {
      this.hears.talks(data.id, data.videoroom === "talking");
    }
  }

  come(publishers) {
    for (const { id, streams } of publishers ?? []) {
      this.drop(id);
      this.receive(id, wanted(id, streams, false)).catch((error) => (error.code === NO_SUCH_FEED ? this.drop(id) : this.soon(id, streams)));
    }
    if (publishers?.length) {
      NEWCOMERS.forEach((after) => setTimeout(() => this.tell(), after));
    }
  }

  soon(id, streams) {
    this.drop(id);
    setTimeout(() => !this.over && this.come([{ id, streams }]), AGAIN);
  }

  // Whoever only watches a talk is told nothing, and asks until somebody speaks.
  async watch(id) {
    while (!this.over && !this.feeds.has(id)) {
      await this.receive(id, [{ feed: id }]).catch(() => this.drop(id));
      await new Promise((go) => setTimeout(go, AGAIN));
    }
  }

  async receive(id, streams) {
    const handle = await this.gateway.attach((kind, data) => this.ends(kind, data) && this.lost(id, streams));
    const feed = { handle, mids: [] };
    this.feeds.set(id, feed);
    this.hears.feed(id);
    const { room, pin, watch } = this.ticket;
    const asked = { request: "join", ptype: "subscriber", room, pin, token: watch, streams, autoupdate: !this.ticket.speaks };
    const { data, jsep } = await handle.ask(this.known ? { ...asked, private_id: this.known } : asked);
    feed.mids = data.streams.filter((one) => one.type === "video").map((one) => one.mid);
    feed.line = this.line(handle, (state) => this.look(id, state, streams));
    const stream = new MediaStream();
    feed.line.addEventListener("track", ({ track }) => {
      stream.addTrack(track);
      this.hears.stream(id, stream);
    });
    feed.line.addEventListener("datachannel", ({ channel }) => {
      channel.addEventListener("message", (event) => this.read(id, event.data));
    });
    await handle.described(jsep);
    if (data.streams.some((one) => one.type === "data")) {
      feed.line.createDataChannel("ready"); // Janus passes on what others say once this side has opened a channel
    }
    await feed.line.setLocalDescription(await feed.line.createAnswer());
    await handle.ask({ request: "start" }, feed.line.localDescription.toJSON());
    if (this.low) {
      this.ease(feed);
    }
  }

  // A line ends; or whoever was watched speaks no more, or anew.
  ends(kind, data) {
    return kind === "hangup" || data.videoroom === "updated";
  }

  read(id, text) {
    const said = typeof text === "string" ? read(text) : null;
    if (said) {
      this.hears[said.kind](id, said.kind === "line" ? said.words : said);
    }
  }

  look(id, state, streams) {
    this.hears.away(id, state === "disconnected");
    if (state === "failed") {
      this.lost(id, streams);
    }
  }

  lost(id, streams) {
    if (!this.over && this.feeds.has(id)) {
      this.ticket.speaks ? this.soon(id, streams.map(({ mid }) => ({ mid }))) : (this.drop(id), this.watch(id));
    }
  }

  drop(id) {
    const feed = this.feeds.get(id);
    if (feed) {
      this.feeds.delete(id);
      feed.line?.close();
      feed.handle.detach();
      this.hears.gone(id);
    }
  }

  // With sound only no picture is sent to this page, and none from it.
  slow(low) {
    this.low = low;
    this.feeds.forEach((feed) => this.ease(feed));
  }

  ease({ handle, mids }) {
    if (mids.length) {
      const streams = mids.map((mid) => ({ mid, send: !this.low }));
      handle.ask({ request: "configure", streams }).catch(() => {});
    }
  }

  // --- both -----------------------------------------------------------------------------------------------------------

  line(handle, looks) {
    const line = new RTCPeerConnection({ iceServers: this.servers, bundlePolicy: "max-bundle" });
    handle.line = line;
    line.addEventListener("icecandidate", ({ candidate }) => handle.trickle(candidate));
    line.addEventListener("connectionstatechange", () => looks(line.connectionState));
    return line;
  }

  fail() {
    if (!this.over) {
      this.close();
      this.hears.broken();
    }
  }

  close() {
    this.over = true;
    clearTimeout(this.silent);
    [...this.feeds.keys()].forEach((id) => this.drop(id));
    this.sending?.close();
    this.gateway.close();
  }
}
