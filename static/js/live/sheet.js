// One trial from get-ready to save, on a sheet that fills the screen: countdown -> running -> review.
import { fieldsOf, hasHeight, missingOf, stopWords } from "./flow.js";
import { announcer, choice, fill, newKey, numberIn, painScale, press } from "./parts.js";
import { buzz, endTone, hush, keepLight, tone } from "./signals.js";
import { momentOf, secondsBetween, toTenth } from "./stopwatch.js";

// A finger that pressed stop lifts off a moment later, over whatever is there by then.
const SETTLE = 350;
const SLEPT = 1_500;
const LATE = 1_000;

export class Sheet extends EventTarget {
  constructor(box, config) {
    super();
    this.box = box;
    this.config = config;
    this.words = config.words;
    this.phase = "";
    this.isDown = false;
    this.find = (name) => box.querySelector(`[data-${name}]`);
    this.say = announcer(this.find("news"));
    this.build();
    this.listen();
  }

  build() {
    const { words, places } = this.config;
    const pick = (name) => (value) => this.set({ [name]: value });
    this.knees = choice(this.find("knees"), words.levels, pick("knee"));
    this.ends = choice(this.find("ends"), { ...words.ends, stayed: words.stayedDown }, (end) => this.end(end));
    this.ends.buttons.get("void").remove();
    this.postures = choice(this.find("postures"), words.postures, (kind) => this.togglePosture(kind));
    this.cramps = choice(this.find("cramps"), places, (place) => this.set({ crampPlace: places[place] }));
    this.wheres = choice(this.find("wheres"), places, (place) => this.set({ painPlace: places[place] }));
    this.pains = painScale(this.find("pains"), pick("pain"));
    const { compensation, cramp, pain, balance } = words.ends;
    this.stops = choice(this.find("stops"), { compensation, cramp, pain, balance, stayed: words.stayedDown }, () => {});
    for (const [end, button] of this.stops.buttons) {
      button.removeAttribute("aria-pressed");
      this.onPress(button, (at) => this.stop(at, end));
    }
  }

  listen() {
    this.onPress(this.find("big"), (at) => this.bigPressed(at));
    this.find("cancel").addEventListener("click", (event) => this.cancel(momentOf(event)));
    this.find("discard").addEventListener("click", () => this.close("discard"));
    this.find("incident").addEventListener("click", (event) => this.alarm(momentOf(event)));
    this.find("save").addEventListener("click", () => this.save());
    this.find("hands").addEventListener("click", () => this.set({ hands: !this.trial.hands }));
    this.find("radiating").addEventListener("click", () => this.set({ radiating: !this.trial.radiating }));
    this.find("hold").addEventListener("input", (event) => this.typed(event.target.value));
    this.find("height").addEventListener("input", (event) => this.set({ height: numberIn(event.target.value) }));
    this.box.addEventListener("cancel", (event) => event.preventDefault());
    this.box.addEventListener("keydown", (event) => this.spacePressed(event));
    for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, () => { this.isDown = false; });
    document.addEventListener("visibilitychange", () => this.seen());
  }

  /** Time counts here, so it acts as the finger comes down; a click without that is a keyboard or a switch. */
  onPress(button, act) {
    let acted = false;
    button.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      acted = this.isDown = true;
      act(momentOf(event));
    });
    button.addEventListener("click", (event) => {
      if (!acted || event.detail === 0) act(momentOf(event));
      acted = false;
    });
  }

  /** Nothing can be tapped until the finger that pressed stop has been off for a moment. */
  settle() {
    const parts = [this.box.querySelector(".live-body"), this.box.querySelector(".live-foot"), this.find("discard")];
    for (const part of parts) part.inert = true;
    const release = () => setTimeout(() => parts.forEach((part) => { part.inert = false; }), SETTLE);
    if (!this.isDown) release();
    else for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, release, { once: true });
  }

  spacePressed(event) {
    const isTimed = ["countdown", "running"].includes(this.phase);
    const elsewhere = event.target.closest("button, input") && event.target !== this.find("big");
    if (event.key !== " " || event.repeat || !isTimed || elsewhere) return;
    event.preventDefault();
    // Its click, as the key comes up, has nothing more to do.
    this.bigPressed(momentOf(event));
    this.find("big").blur();
    this.find("big").focus();
  }

  bigPressed(at) {
    if (this.phase === "countdown") {
      hush();
      this.run(at);
    } else if (this.phase === "running") {
      this.stop(at, "drop");
    }
  }

  open({ side, kind, title, countdown, hasSound, at }) {
    this.trial = {
      key: newKey(), side, kind, cleared: true, hold: 0, knee: "", height: null, ended: "", postures: {}, hands: false,
      pain: null, radiating: false, painPlace: "", crampPlace: "",
    };
    this.hasSound = hasSound;
    this.show(title);
    keepLight(true);
    if (countdown) this.getReady(at, countdown);
    else this.run(at);
  }

  /** Answers of a trial that a reload has interrupted. */
  resume(trial, title) {
    this.trial = trial;
    this.show(title);
    this.review();
  }

  show(title) {
    this.find("ask").textContent = "";
    this.isUnseen = this.isDoubtful = false;
    this.find("height").value = this.trial.height ?? "";
    this.box.querySelector("h2").textContent = title;
    if (!this.box.open) this.box.showModal();
    this.draw();
  }

  getReady(at, seconds) {
    this.enter("countdown");
    this.goAt = at + seconds * 1000;
    this.say(this.words.getReady);
    if (this.hasSound) {
      const lead = (this.goAt - performance.now()) / 1000;
      for (let left = seconds; left > 0; left -= 1) tone(lead - left);
      tone(lead, { pitch: 880, length: 0.4 });
    }
    this.wake = setTimeout(() => this.tick(), this.goAt - performance.now());
    this.tick();
  }

  run(at) {
    clearTimeout(this.wake);
    this.startedAt = at;
    this.wallAt = Date.now();
    this.wasHidden = document.visibilityState === "hidden";
    this.enter("running");
    buzz(80);
    this.say(this.words.go);
    this.halfSaid = false;
    const left = this.config.cap - (performance.now() - at) / 1000;
    if (this.hasSound) endTone(left);
    this.wake = setTimeout(() => this.tick(), left * 1000);
    this.dispatchEvent(new CustomEvent("running", { detail: this.trial }));
    this.tick();
  }

  /** Only shows, and sees what is due: no value comes from here. */
  tick() {
    cancelAnimationFrame(this.frame);
    const now = performance.now();
    if (this.phase === "countdown") {
      const left = Math.ceil((this.goAt - now) / 1000);
      if (left <= 0) return this.run(this.goAt);
      this.digits(String(left));
    } else if (this.phase === "running") {
      const seconds = secondsBetween(this.startedAt, now, this.config.cap);
      if (seconds >= this.config.cap) return this.stop(now, "cap");
      this.digits(seconds.toFixed(1));
      if (seconds >= 10 && !this.halfSaid) {
        this.halfSaid = true;
        this.say(fill(this.words.half, { seconds: 10 }));
      }
    } else {
      return undefined;
    }
    this.frame = requestAnimationFrame(() => this.tick());
    return undefined;
  }

  stop(at, end) {
    if (this.phase !== "running") return;
    clearTimeout(this.wake);
    keepLight(false);
    const raw = secondsBetween(this.startedAt, at, this.config.cap);
    this.box.dataset.ms = String(raw * 1000);
    this.trial.hold = toTenth(raw);
    this.trial.measured = this.trial.hold;
    const isCapped = raw >= this.config.cap;
    // The sound of the end is meant for who looks at the client; only an earlier stop needs none.
    if (!isCapped) hush();
    const isHidden = document.visibilityState === "hidden";
    const isLate = performance.now() - this.startedAt > this.config.cap * 1000 + LATE;
    this.isUnseen = isCapped && (isHidden || isLate);
    // Only a question to the trainer: the value itself never comes from this clock.
    this.isDoubtful = (this.wasHidden || isHidden) && Date.now() - this.wallAt - (performance.now() - this.startedAt) > SLEPT;
    buzz(...(isCapped ? [300, 100, 300] : [120]));
    this.say(fill(this.words.stoppedAt, { seconds: this.trial.hold.toFixed(1) }));
    this.end(this.isUnseen ? "" : isCapped ? "cap" : end);
    this.review();
    this.settle();
  }

  seen() {
    if (this.phase === "running" && document.visibilityState === "hidden") this.wasHidden = true;
    this.tick();
  }

  review() {
    this.enter("review");
    this.box.querySelector("h2").focus();
    this.draw();
    this.keep();
  }

  end(end) {
    const stayed = end === "stayed";
    this.set({ cleared: !stayed, ended: stayed ? "drop" : end });
  }

  togglePosture(kind) {
    const { [kind]: seen, ...others } = this.trial.postures;
    const at = this.phase === "running" ? this.secondsNow() : null;
    this.set({ postures: seen === undefined ? { ...this.trial.postures, [kind]: at } : others });
    if (this.phase === "running") this.find("big").focus();
  }

  secondsNow() {
    return Math.floor(secondsBetween(this.startedAt, performance.now(), this.config.cap) * 10) / 10;
  }

  /** An emptied field gives back what was measured. */
  typed(text) {
    const hold = numberIn(text) ?? this.trial.measured;
    const wasCapped = this.trial.ended === "cap";
    this.set({ hold, ended: hold === this.config.cap ? "cap" : wasCapped ? "" : this.trial.ended });
  }

  set(values) {
    Object.assign(this.trial, values);
    this.draw();
    if (this.phase === "review") this.keep();
  }

  draw() {
    const { trial, words, config } = this;
    const ended = trial.cleared ? trial.ended : "stayed";
    this.knees.show(trial.knee);
    this.ends.show(ended);
    this.ends.buttons.get("cap").hidden = trial.hold !== config.cap;
    for (const [kind, button] of this.postures.buttons) this.drawPosture(kind, button);
    this.cramps.show(Object.keys(config.places).find((key) => config.places[key] === trial.crampPlace));
    this.wheres.show(Object.keys(config.places).find((key) => config.places[key] === trial.painPlace));
    this.pains.show(trial.pain);
    press(this.find("hands"), trial.hands);
    press(this.find("radiating"), trial.radiating);
    this.box.querySelector('[data-places="cramp"]').classList.toggle("is-off", trial.ended !== "cramp");
    this.box.querySelector('[data-places="pain"]').classList.toggle("is-off", !trial.pain);
    this.find("knees").parentElement.classList.toggle("is-off", !trial.cleared);
    this.find("height").parentElement.classList.toggle("is-off", !hasHeight(trial));
    this.find("save").textContent = trial.pain
      ? fill(words.savePain, { pain: trial.pain })
      : trial.ended === "pain" ? words.save : words.saveNoPain;
    this.find("ask").textContent = stopWords(trial, config);
    this.find("doubt").hidden = !this.isDoubtful;
    this.find("unseen").hidden = !this.isUnseen;
    if (this.phase === "review") this.digits(trial.cleared && trial.hold >= 0 ? trial.hold.toFixed(1) : "–");
  }

  drawPosture(kind, button) {
    const at = this.trial.postures[kind];
    press(button, at !== undefined);
    button.querySelector("small")?.remove();
    if (typeof at !== "number") return;
    const when = document.createElement("small");
    when.textContent = fill(this.words.seconds, { seconds: at.toFixed(1) });
    button.append(when);
  }

  save() {
    const asked = missingOf(this.trial, this.config);
    if (asked) {
      this.find("ask").textContent = fill(this.words[asked], { cap: this.config.cap, most: this.config.highestKnee });
      return;
    }
    this.dispatchEvent(new CustomEvent("save", { detail: { trial: this.trial, fields: fieldsOf(this.trial) } }));
    this.close();
  }

  /** A hold that is called off by mistake can be brought back, with its time. */
  cancel(at) {
    if (this.phase === "running") {
      this.stop(at, "");
      this.close("discard");
    } else {
      this.close("cancel");
    }
  }

  /** The client comes first; a hold that was under way waits on the device for its answers. */
  alarm(at) {
    this.stop(at, "");
    this.close(this.phase === "review" ? "later" : "cancel");
    this.dispatchEvent(new Event("wrong"));
  }

  close(how = "") {
    clearTimeout(this.wake);
    hush();
    keepLight(false);
    this.phase = "";
    this.find("hold").value = "";
    this.box.close();
    this.dispatchEvent(new CustomEvent("closed", { detail: { how, trial: this.trial } }));
  }

  keep() {
    this.dispatchEvent(new CustomEvent("draft", { detail: this.trial }));
  }

  enter(phase) {
    this.phase = phase;
    this.box.dataset.phase = phase;
    for (const part of this.box.querySelectorAll("[data-in]")) part.hidden = !part.dataset.in.split(" ").includes(phase);
    this.find("hint").hidden = phase !== "countdown";
    this.find("cancel").hidden = phase === "review";
    this.find("discard").hidden = phase !== "review";
    const big = this.find("big");
    big.hidden = phase === "review";
    if (big.hidden) return;
    big.textContent = phase === "running" ? big.dataset.stop : big.dataset.go;
    if (phase === "running") {
      const note = document.createElement("small");
      note.textContent = big.dataset.stopNote;
      big.append(note);
    }
    big.focus();
  }

  digits(text) {
    const digits = this.find("digits");
    if (digits.textContent !== text) digits.textContent = text;
  }
}
