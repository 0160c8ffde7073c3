// A trial under way belongs to the tab that holds its lock: another tab of the same visit neither shows nor
// overwrites it. What a tab left behind as it was closed or reloaded, a tab that is looked at goes on with.
// Without locks (a page that came over plain HTTP) each tab takes what it finds as it opens.

// A page that is being reloaded lets go of its trial a moment later; waiting longer than that would take another tab's.
const LETS_GO = 5_000;
const isReload = () => performance.getEntriesByType("navigation")[0]?.type === "reload";

export class UnderWay {
  constructor(keep) {
    this.keep = keep;
    this.held = new Map();
    this.hasLooked = false;
  }

  /** Whether it is this tab's from here on. */
  async hold(key, { isPatient = false } = {}) {
    if (this.held.get(key)) return true;
    this.held.delete(key);
    if (!navigator.locks) {
      this.held.set(key, () => {});
      return true;
    }
    const asked = isPatient ? { signal: AbortSignal.timeout(LETS_GO) } : { ifAvailable: true };
    return new Promise((resolve) => {
      navigator.locks
        .request(`${this.keep.prefix}${key}`, asked, (lock) => {
          resolve(Boolean(lock));
          return !lock || this.isOver(key) ? undefined : new Promise((release) => this.held.set(key, release));
        })
        .catch(() => resolve(false));
    });
  }

  async runs({ key, side, kind }) {
    await this.keep.put(`running:${key}`, { key, side, kind });
    if (this.isOver(key)) this.keep.remove(`running:${key}`);
  }

  async waits(trial) {
    const isKept = await this.keep.put(`draft:${trial.key}`, trial);
    if (isKept) this.keep.remove(`running:${trial.key}`);
    if (this.isOver(trial.key)) this.keep.remove(`draft:${trial.key}`);
  }

  over(key) {
    this.keep.remove(`running:${key}`);
    this.keep.remove(`draft:${key}`);
    this.letGo(key);
    this.held.set(key, null);
  }

  /** It stays on the device, for whichever tab asks for it next. */
  letGo(key) {
    this.held.get(key)?.();
    this.held.delete(key);
  }

  isOver(key) {
    return this.held.get(key) === null;
  }

  /** One that no tab holds any more, now held by this one: { draft } or { running }; null without one. */
  async left() {
    if (!navigator.locks && this.hasLooked) return null;
    const isPatient = !this.hasLooked && isReload();
    this.hasLooked = true;
    for (const what of ["draft", "running"]) {
      for (const [name, trial] of await this.keep.all(what)) {
        const key = name.slice(what.length + 1);
        if (this.held.has(key) || !(await this.hold(key, { isPatient }))) continue;
        if (trial && this.keep.has(name)) return { [what]: trial };
        this.over(key);
      }
    }
    return null;
  }
}
