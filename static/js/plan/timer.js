// The hold timer, over the whole screen, and the rest timer, a bar that leaves the page usable. Time is the difference
// of two readings of the monotonic clock, so a busy or hidden page is never late.
import { buzz, endTone, hush, keepLight, tone } from "../live/signals.js";
import { fill } from "../live/parts.js";
import { lengthOf, phasesOf, placeAt, reachedAt } from "./phases.js";

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export class HoldTimer extends EventTarget {
  constructor(box, words) {
    super();
    Object.assign(this, { box, words });
    this.find("skip").addEventListener("click", () => this.skip());
    this.find("stop").addEventListener("click", () => this.stop());
    box.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.stop();
    });
    document.addEventListener("visibilitychange", () => this.isOpen && this.tick());
  }

  get isOpen() {
    return this.box.open;
  }

  find(name) {
    return this.box.querySelector(`[data-${name}]`);
  }

  open({ title, dose, hasSound }) {
    this.phases = phasesOf(dose);
    this.hasSound = hasSound;
    this.startedAt = performance.now();
    this.shown = -1;
    this.box.querySelector("h2").textContent = title;
    this.box.showModal();
    this.box.querySelector("h2").focus();
    keepLight(true);
    this.sound();
    this.tick();
  }

  seconds() {
    return (performance.now() - this.startedAt) / 1000;
  }

  /** Planned ahead, by the sound's own clock: three before a hold, one as it begins, three as it ends. */
  sound() {
    hush();
    if (!this.hasSound) return;
    let at = -this.seconds();
    for (const phase of this.phases) {
      const ends = at + phase.seconds;
      const isLead = phase.what !== "hold";
      for (const before of isLead ? [3, 2, 1] : []) if (ends - before > 0) tone(ends - before);
      if (isLead && ends > 0) tone(ends, { pitch: 880, length: 0.4 });
      if (!isLead && ends > 0) endTone(ends);
      at = ends;
    }
  }

  tick() {
    clearTimeout(this.wake);
    const place = placeAt(this.phases, this.seconds());
    if (!place) return this.end(reachedAt(this.phases, Infinity));
    if (place.index !== this.shown) this.enter(place.index);
    this.find("digits").textContent = String(Math.ceil(place.left));
    this.wake = setTimeout(() => this.tick(), (place.left % 1 || 1) * 1000 + 5);
    return undefined;
  }

  enter(index) {
    const phase = this.phases[index];
    if (this.shown >= 0) buzz(phase.what === "hold" ? 200 : 80);
    this.shown = index;
    this.box.dataset.what = phase.what;
    const text = this.textOf(phase);
    this.find("phase").textContent = text;
    this.find("say").textContent = text;
    const next = this.phases[index + 1];
    this.find("next").textContent = next ? this.textOf(next) : this.words.done;
  }

  textOf({ what, side, number, all }) {
    const where = side === null ? "" : side ? this.words.second : this.words.first;
    const count = all > 1 ? fill(this.words.of, { number, all }) : "";
    return [this.words[what], where, count].filter(Boolean).join(" · ");
  }

  skip() {
    const place = placeAt(this.phases, this.seconds());
    if (!place) return;
    this.startedAt -= place.left * 1000;
    this.sound();
    this.tick();
  }

  stop() {
    hush();
    this.end(reachedAt(this.phases, Math.min(this.seconds(), lengthOf(this.phases))));
  }

  /** `reached` is null where not a second of it was held. */
  end(reached) {
    clearTimeout(this.wake);
    keepLight(false);
    buzz(300);
    this.box.close();
    this.dispatchEvent(new CustomEvent("over", { detail: { reached } }));
  }
}

export class RestTimer {
  constructor(bar, words) {
    Object.assign(this, { bar, words });
    this.find("skip").addEventListener("click", () => this.stop());
  }

  find(name) {
    return this.bar.querySelector(`[data-${name}]`);
  }

  start(seconds, { hasSound }) {
    this.stop();
    if (!seconds) return;
    this.until = performance.now() + seconds * 1000;
    this.bar.hidden = false;
    this.find("say").textContent = this.words.rest;
    keepLight(true);
    if (hasSound) endTone(seconds);
    this.tick();
  }

  tick() {
    clearTimeout(this.wake);
    const left = (this.until - performance.now()) / 1000;
    if (left <= 0) {
      this.hide();
      buzz(200, 100, 200);
      this.find("say").textContent = this.words.restOver;
      return;
    }
    this.find("digits").textContent = clock(Math.ceil(left));
    this.wake = setTimeout(() => this.tick(), (left % 1 || 1) * 1000 + 5);
  }

  stop() {
    if (!this.bar.hidden) hush();
    this.hide();
  }

  hide() {
    clearTimeout(this.wake);
    if (!this.bar.hidden) keepLight(false);
    this.bar.hidden = true;
  }
}
