// The part of Janus's WebSocket interface that a page needs: a session, and handles of its rooms. It goes to one path of
// this site. Source: Janus 1.1, "JavaScript, REST and WebSocket API".

const PLUGIN = "janus.plugin.videoroom";
const ANSWER = 15000; // milliseconds within which what was asked must be answered, or the line is lost
const ALIVE = 15000; // how often Janus is told that the page is there; it forgets one that says nothing for a minute

export class Refused extends Error {
  constructor(code, why) {
    super(why);
    this.code = code;
  }
}

export class Gateway {
  constructor(address, opens, trouble) {
    Object.assign(this, { opens, trouble, session: 0, over: false, handles: new Map(), asked: new Map() });
    this.address = new URL(address, location.href).href.replace(/^http/, "ws");
  }

  async open() {
    this.line = new WebSocket(this.address, "janus-protocol");
    await new Promise((yes, no) => {
      this.line.addEventListener("open", yes);
      this.line.addEventListener("close", () => no(new Error("the gateway does not answer")));
      setTimeout(() => no(new Error("the gateway does not answer in time")), ANSWER);
    });
    this.line.addEventListener("message", (event) => this.hear(JSON.parse(event.data)));
    this.line.addEventListener("close", () => this.lose());
    this.session = (await this.ask({ janus: "create" })).data.id;
    this.alive = setInterval(() => this.ask({ janus: "keepalive" }).catch(() => this.lose()), ALIVE);
  }

  async attach(hears) {
    const { data } = await this.ask({ janus: "attach", plugin: PLUGIN });
    const handle = new Handle(this, data.id, hears);
    this.handles.set(data.id, handle);
    return handle;
  }

  // The answer of Janus; `waits`: that of the room, which comes after Janus has said that it was asked.
  ask(message, waits = false) {
    const transaction = crypto.randomUUID();
    return new Promise((yes, no) => {
      this.asked.set(transaction, { yes, no, waits });
      setTimeout(() => this.asked.delete(transaction) && no(new Error("no answer in time")), ANSWER);
      this.send({ ...message, transaction });
    });
  }

  send(message) {
    if (this.line.readyState === WebSocket.OPEN) {
      const session = this.session ? { session_id: this.session } : {};
      this.line.send(JSON.stringify({ ...message, ...session, ...(this.opens && { token: this.opens }) }));
    }
  }

  hear(said) {
    const waiting = this.asked.get(said.transaction);
    const data = said.plugindata?.data ?? {};
    if (waiting && !(said.janus === "ack" && waiting.waits)) {
      this.asked.delete(said.transaction);
      const wrong = said.janus === "error" ? [said.error.code, said.error.reason] : [data.error_code, data.error];
      wrong[0] ? waiting.no(new Refused(...wrong)) : waiting.yes({ data: said.plugindata ? data : said.data, jsep: said.jsep });
    } else if (said.janus === "timeout") {
      this.lose();
    } else if (said.sender) {
      const handle = this.handles.get(said.sender);
      said.janus === "trickle" ? handle?.offer(said.candidate) : handle?.hears(said.janus, data);
    }
  }

  lose() {
    if (!this.over) {
      this.close();
      this.trouble();
    }
  }

  close() {
    if (this.over) {
      return;
    }
    this.over = true;
    clearInterval(this.alive);
    this.asked.forEach(({ no }) => no(new Error("the session was closed")));
    this.asked.clear();
    if (this.line && this.session) {
      this.send({ janus: "destroy", transaction: crypto.randomUUID() });
    }
    this.line?.close();
  }
}

class Handle {
  constructor(gateway, id, hears) {
    Object.assign(this, { gateway, id, hears, line: null, early: [] });
  }

  ask(body, jsep) {
    return this.gateway.ask({ janus: "message", handle_id: this.id, body, ...(jsep && { jsep }) }, true);
  }

  // Addresses of the gateway, which may come before the line can take them.
  offer(candidate) {
    if (!this.line?.remoteDescription) {
      this.early.push(candidate);
    } else if (candidate && !candidate.completed) {
      this.line.addIceCandidate(candidate).catch(() => {});
    }
  }

  async described(jsep) {
    await this.line.setRemoteDescription(jsep);
    this.early.splice(0).forEach((candidate) => this.offer(candidate));
  }

  trickle(candidate) {
    const told = candidate?.candidate ? candidate.toJSON() : { completed: true };
    this.gateway.ask({ janus: "trickle", handle_id: this.id, candidate: told }).catch(() => {});
  }

  detach() {
    this.gateway.handles.delete(this.id);
    if (!this.gateway.over) {
      this.gateway.ask({ janus: "detach", handle_id: this.id }).catch(() => {});
    }
  }
}
