// What the page asks the site: one address each, in the name of whoever is signed in.

export class SignedOut extends Error {}
export class No extends Error {}

export class Door {
  constructor(base, form, page) {
    Object.assign(this, { base, form, page });
  }

  async post(where, given = {}, more = {}) {
    const body = new URLSearchParams(new FormData(this.form));
    Object.entries({ page: this.page, ...given }).forEach(([name, value]) => body.set(name, value));
    return this.read(await fetch(this.base + where, { method: "POST", body, redirect: "manual", ...more }));
  }

  async news() {
    const asked = new URLSearchParams({ page: this.page });
    return this.read(await fetch(`${this.base}news/?${asked}`, { redirect: "manual", signal: within(10000) }));
  }

  async read(answer) {
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      throw new SignedOut();
    }
    if (answer.status === 422) {
      throw new No((await answer.json()).refused);
    }
    if (!answer.ok) {
      throw new Error(`status ${answer.status}`);
    }
    return answer.json();
  }

  // The page may be gone before the answer comes.
  leave() {
    return this.post("leave/", {}, { keepalive: true }).catch(() => {});
  }
}

function within(milliseconds) {
  const ending = new AbortController();
  setTimeout(() => ending.abort(), milliseconds);
  return ending.signal;
}
