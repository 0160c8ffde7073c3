// Sends what the device keeps, in order, until the server has answered each. An entry is
// { id, order, to: "trial" | "undo" | "passive" | "late" | "incident", fields, reason?, isTried? }; one with a reason was refused,
// and waits for the trainer. The key in its fields makes a repeated sending the same trial.
const PATIENCE = 10_000;
const PAUSES = [2_000, 4_000, 8_000, 15_000, 30_000];
export const STUCK = { signIn: "signIn", reload: "reload" };

export class Outbox extends EventTarget {
  constructor({ keep, urls, token, words }) {
    super();
    Object.assign(this, { keep, urls, token, words });
    this.entries = [];
    this.stuck = "";
    this.isKept = true;
    this.failures = 0;
    this.isBusy = false;
    this.retry = 0;
    this.storing = new Set();
  }

  /** What the device keeps, of every tab. */
  async load() {
    const kept = await this.keep.all("out");
    // While it was read, this tab may have added some that are not stored yet, and dropped others.
    const here = kept.filter(([name]) => this.keep.has(name)).map(([name, entry]) => this.known(name.slice("out:".length), entry));
    const added = this.entries.filter((entry) => this.storing.has(entry.id) && !here.includes(entry));
    this.entries = [...here, ...added].sort((one, other) => one.order - other.order);
    this.changed();
  }

  known(id, entry) {
    const fresh = entry ?? { id, order: 0, to: "", fields: {}, reason: this.words.unreadable };
    const own = this.entries.find((each) => each.id === id);
    return own ? Object.assign(own, { reason: fresh.reason, to: fresh.to, fields: fresh.fields }) : fresh;
  }

  get waiting() {
    return this.entries.filter((entry) => !entry.reason);
  }

  get refused() {
    return this.entries.filter((entry) => entry.reason);
  }

  async add(id, to, fields) {
    const order = 1 + Math.max(0, ...this.entries.map((entry) => entry.order));
    this.entries = this.entries.filter((entry) => entry.id !== id);
    this.entries.push({ id, order, to, fields });
    await this.store(this.entries.at(-1));
    this.changed();
    this.flush();
  }

  /** Send a refused one again, with other fields or elsewhere when given. */
  async again(id, fields = {}, to = "") {
    const entry = this.entries.find((each) => each.id === id);
    delete entry.reason;
    entry.to = to || entry.to;
    Object.assign(entry.fields, fields);
    await this.store(entry);
    this.changed();
    this.flush();
  }

  drop(id) {
    this.entries = this.entries.filter((entry) => entry.id !== id);
    this.keep.remove(`out:${id}`);
    this.changed();
  }

  async flush() {
    if (this.isBusy) return;
    this.isBusy = true;
    clearTimeout(this.retry);
    let sent = 0;
    try {
      for (let entry; (entry = this.waiting[0]); sent += 1) {
        if (!(await this.deliver(entry))) break;
      }
    } finally {
      this.isBusy = false;
    }
    this.changed();
    if (sent) this.dispatchEvent(new Event("sent"));
  }

  /** The page is about to be loaded anew: what it still sent meanwhile, the new one would not show. */
  rest() {
    this.isBusy = true;
    clearTimeout(this.retry);
  }

  /** Whether the next one may follow. */
  async deliver(entry) {
    // Kept, so that another tab doesn't take it for one that never left.
    if (!entry.isTried) await this.store(Object.assign(entry, { isTried: true }));
    const answer = await this.post(entry).catch(() => null);
    if (!this.entries.includes(entry)) return true;
    if (!answer || answer.status >= 500 || [408, 429].includes(answer.status)) return this.later();
    this.failures = 0;
    this.stuck = answer.type === "opaqueredirect" ? STUCK.signIn : answer.status === 403 ? STUCK.reload : "";
    if (this.stuck) return false;
    const content = await answer.json().catch(() => ({}));
    if (answer.ok) {
      this.drop(entry.id);
      this.dispatchEvent(new CustomEvent("taken", { detail: { entry, ...content } }));
    } else {
      entry.reason = content.reason || this.words.gone;
      await this.store(entry);
    }
    return true;
  }

  post({ to, fields }) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: this.token });
    for (const [name, value] of Object.entries(fields)) [value].flat().forEach((each) => body.append(name, each));
    // How long ago by this device's own clock, whatever that says the time is.
    if (fields.tapped) body.append("ago", String(Math.max(0, Math.round((Date.now() - fields.tapped) / 1000))));
    const url = to === "passive" ? this.urls.passive[fields.side] : this.urls[to];
    const headers = { Accept: "application/json" };
    return fetch(url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  }

  later() {
    const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)];
    this.failures += 1;
    this.retry = setTimeout(() => this.flush(), pause);
    return false;
  }

  async store(entry) {
    this.storing.add(entry.id);
    this.isKept = await this.keep.put(`out:${entry.id}`, entry);
    this.storing.delete(entry.id);
    if (!this.entries.includes(entry)) this.keep.remove(`out:${entry.id}`);
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}
