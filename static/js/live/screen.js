// The live screen: which side and trial comes next, the sheet that records it, and what still waits to be sent.
import { keepTaste, renewPage, tasteOf, unsentOf } from "./device.js";
import { countOf, propose, stopsSide, stopWords } from "./flow.js";
import { Keep } from "./keep.js";
import { Outbox } from "./outbox.js";
import { isShell, prepare, recall, remember } from "./offline.js";
import { announcer, capital, chip, choice, fill, newKey, painScale, press } from "./parts.js";
import { Sheet } from "./sheet.js";
import { tone, wakeSound } from "./signals.js";
import { momentOf } from "./stopwatch.js";
import { UnderWay } from "./underway.js";

const known = recall();
const { config, token } = known;
const { words } = config;
const box = document.getElementById("live");
const find = (name) => box.querySelector(`[data-${name}]`);
const step = (name) => box.querySelector(`[data-step="${name}"]`);
const say = announcer(find("news"));
const taste = { countdown: 3, sound: true, ...tasteOf() };

const COMES_BACK = 5_000;
const SETTLES = 200;
let { state } = known;
let current = { side: state.order[0], kind: "practice" };
let restUntil = 0;
let heard = 0;
let renewal = 0;
let leavesFor = "";
let isLeaving = false;
let isFinished = Boolean(state.finished);
let lastKey = "";
const skipped = new Set();
const takenBack = new Set();
const lift = { level: "", pain: 0, radiating: false };

const keep = await Keep.open(config);
const outbox = new Outbox({ keep, urls: config.urls, token, words });
const underWay = new UnderWay(keep);
const sheet = new Sheet(document.getElementById("live-sheet"), config);

// -- what is known -----------------------------------------------------------------------------------
const waitingTo = (to) => outbox.waiting.filter((entry) => entry.to === to);

/** Of every device, and those on the way. */
function trials() {
  const own = waitingTo("trial").map((entry) => entry.fields);
  const known = new Set(own.map((trial) => trial.key));
  return [...state.trials.filter((trial) => !known.has(trial.key)), ...own].filter((trial) => !takenBack.has(trial.key));
}

function stopped() {
  const here = [...waitingTo("trial"), ...waitingTo("passive")].map((entry) => entry.fields);
  return [...state.stopped, ...here.filter((each) => stopsSide(each, config.painLimit)).map((each) => each.side)];
}

const told = () => new Set(outbox.entries.filter((entry) => entry.fields.kind && entry.to === "incident").map((entry) => entry.fields.key));

/** Something went wrong, and nobody has said yet what it was: what waits here of it. */
const untold = () => waitingTo("incident").find((entry) => !told().has(entry.fields.key));

/** Whether the client answers the short check before anything goes on. */
const endsTesting = ({ to, fields }) => (to === "incident" ? config.endsTesting.includes(fields.kind) : Boolean(fields.radiating));
const isReopened = () => state.hasEnded || outbox.waiting.some(endsTesting);

const next = () =>
  propose({ trials: trials(), order: state.order, stopped: stopped(), most: config.most, side: current.side });

const hasPassive = (side) =>
  skipped.has(side) || Boolean(state.passive[side]) || waitingTo("passive").some((entry) => entry.fields.side === side);

function titleOf({ side, kind }) {
  const number = countOf(trials(), side, kind) + 1;
  const what = kind === "counted" ? fill(words.counted, { number, most: config.most }) : words.kinds.practice;
  return `${capital(words.sides[side])}: ${what}`;
}

function wordsOf({ fields }) {
  const knee = fields.knee_height_cm
    ? fill(words.kneeAt, { height: Number(fields.knee_height_cm), knee: words.knees[fields.knee] })
    : words.knees[fields.knee];
  const parts = fields.cleared === "no" ? [words.stayedDown] : [fill(words.seconds, { seconds: fields.hold }), knee, words.ends[fields.ended_by]];
  parts.push(...(fields.compensations ?? []).map((kind) => words.postures[kind]));
  if (Number(fields.pain)) parts.push(fill(words.pain, fields));
  return parts.join(" · ");
}

const timeOf = (wall) => new Date(wall).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

function nameOf({ to, fields }) {
  if (to === "passive") return capital(fill(words.passive, { side: words.sides[fields.side], level: words.knees[fields.passive] }));
  if (to === "incident" && fields.kind) return capital(fill(words.incidentKind, { kind: words.wrong[fields.kind], time: timeOf(fields.tapped) }));
  if (to === "incident") return fill(words.incident, { time: timeOf(fields.tapped) });
  if (to === "undo") return capital(words.takeBack);
  return fields.side ? `${capital(words.sides[fields.side])}, ${words.kinds[fields.kind]}` : "";
}

// -- what is shown -----------------------------------------------------------------------------------
const sides = new Map(["left", "right"].map((side) => [side, chip(words.sides[side], () => choose({ side }), { note: "-" })]));
find("sides").append(...sides.values());
const kinds = choice(find("kinds"), words.kinds, (kind) => choose({ kind }));
const levels = choice(find("levels"), words.levels, (level) => setLift({ level }));
const passivePain = painScale(find("pains"), (pain) => setLift({ pain }));
const wrongs = choice(find("wrongs"), words.wrong, (kind) => tell(kind));
wrongs.buttons.forEach((button) => button.removeAttribute("aria-pressed"));
const countdowns = choice(find("countdowns"), { 0: find("countdowns").dataset.off, 3: "3", 5: "5" }, (seconds) => setTaste({ countdown: Number(seconds) }));

function draw() {
  remember({ config, state, token });
  const all = trials();
  for (const [side, button] of sides) {
    press(button, side === current.side);
    button.querySelector("small").textContent = stopped().includes(side)
      ? words.ends.pain
      : fill(words.counted, { number: countOf(all, side, "counted"), most: config.most });
  }
  const isStopped = stopped().includes(current.side);
  const isFull = countOf(all, current.side, current.kind) >= config.most;
  const isHere = state.mayTest && !isFinished;
  const isWrong = Boolean(untold());
  const hasEnded = isReopened();
  const name = isWrong ? "wrong" : hasEnded && !isFinished ? "over" : !isHere ? "" : isStopped ? "over" : !hasPassive(current.side) ? "passive" : "ready";
  for (const each of ["passive", "ready", "wrong", "over"]) step(each).hidden = each !== name;
  find("sides").hidden = !isHere || isWrong || hasEnded;
  if (name === "passive") step(name).querySelector("[data-title]").textContent = capital(words.sides[current.side]);
  if (name === "ready") step(name).querySelector("[data-title]").textContent = !isFull ? titleOf(current) : next() ? words.noMore : words.nothingLeft;
  if (name === "over") step(name).querySelector("[data-title]").textContent = hasEnded ? words.reopened : words.sideStopped;
  find("lead").textContent = hasEnded ? words.reopenedLead : "";
  find("start").hidden = isFull;
  kinds.show(current.kind);
  find("to-finish").hidden = Boolean(next()) || !isHere || isWrong || hasEnded || isShell();
  countdowns.show(taste.countdown);
  press(find("sound"), taste.sound);
  drawLift();
  drawOutbox();
}

function drawLift() {
  levels.show(lift.level);
  passivePain.show(lift.pain);
  press(step("passive").querySelector("[data-radiating]"), lift.radiating);
  step("passive").querySelector("[data-save]").textContent = lift.pain ? fill(words.savePain, lift) : words.saveNoPain;
  step("passive").querySelector("[data-ask]").textContent = stopWords(lift, config);
}

const counted = (forms, count) => (count === 1 ? forms.one : fill(forms.many, { count }));

function drawOutbox() {
  const { waiting, refused } = outbox;
  find("outbox").hidden = !outbox.entries.length;
  if (refused.some((entry) => entry.id === lastKey)) find("last").hidden = true;
  find("count").textContent = [
    waiting.length ? counted(words.unsent, waiting.length) : "",
    refused.length ? counted(words.refused, refused.length) : "",
  ].filter(Boolean).join(" · ");
  find("why").textContent = !outbox.isKept ? words.cannotKeep : outbox.stuck ? words[outbox.stuck] : waiting.length ? words.waiting : "";
  find("entries").replaceChildren(...outbox.entries.map(drawEntry));
}

function drawEntry(entry) {
  const line = document.createElement("li");
  const text = document.createElement("p");
  const name = document.createElement("strong");
  name.textContent = nameOf(entry);
  text.append(name, entry.fields.ended_by ? ` ${wordsOf(entry)}` : "");
  line.append(text);
  if (entry.reason) {
    const reason = document.createElement("p");
    reason.textContent = entry.reason;
    line.append(reason, ...remedies(entry));
  }
  return line;
}

function remedies(entry) {
  const again = chip(words.tryAgain, () => outbox.again(entry.id));
  const practice = chip(words.asPractice, () => outbox.again(entry.id, { kind: "practice" }));
  const late = chip(words.addLate, () => outbox.again(entry.id, { reason: words.lateReason }, "late"));
  const drop = chip(words.drop, () => outbox.drop(entry.id));
  const hasRoom = entry.fields.kind === "counted" && !isFinished && countOf(trials(), entry.fields.side, "practice") < config.most;
  const buttons = [isFinished && entry.fields.ended_by ? late : entry.to && again, hasRoom && practice, drop].filter(Boolean);
  for (const button of buttons) button.removeAttribute("aria-pressed");
  return buttons;
}

/** What was done last, and how it is undone. */
function offerUndo(text, label, undo, key = "") {
  lastKey = key;
  const [line, button] = [find("last-words"), find("undo")];
  find("last").hidden = false;
  line.textContent = text;
  button.textContent = label;
  button.onclick = () => {
    find("last").hidden = true;
    undo();
  };
  say(text);
}

function drawRest() {
  const left = Math.ceil((restUntil - performance.now()) / 1000);
  const line = find("rest");
  if (left <= 0 && !line.hidden && restUntil && taste.sound) tone(0, { pitch: 520, length: 0.25 });
  line.hidden = left <= 0 || !next();
  line.querySelector("strong").textContent = `${Math.floor(left / 60)}:${String(Math.max(0, left % 60)).padStart(2, "0")}`;
  if (left > 0) setTimeout(drawRest, 250);
}

// -- what a tap does ---------------------------------------------------------------------------------
function choose(next) {
  current = { ...current, ...next };
  if (next.side) {
    const kind = propose({ trials: trials(), order: [next.side], stopped: [], most: config.most, side: next.side })?.kind;
    current.kind = kind ?? "counted";
    Object.assign(lift, { level: "", pain: 0, radiating: false });
  }
  draw();
}

function setTaste(values) {
  Object.assign(taste, values);
  keepTaste(taste);
  draw();
}

function setLift(values) {
  Object.assign(lift, values);
  drawLift();
}

async function savePassive() {
  if (!lift.level) {
    step("passive").querySelector("[data-ask]").textContent = words.askPassive;
    return;
  }
  const { side } = current;
  const fields = { side, passive: lift.level, pain: String(lift.pain), ...(lift.radiating ? { radiating: "on" } : {}) };
  const name = nameOf({ to: "passive", fields });
  await outbox.add(newKey(), "passive", fields);
  say(fill(words.kept, { trial: name, result: fill(words.pain, lift) }));
  moveOn();
  turnTo();
}

/** One tap has begun the record; another one says what it was. */
async function wentWrong() {
  const key = newKey();
  await outbox.add(key, "incident", { key, tapped: Date.now() });
  turnTo();
}

async function tell(kind) {
  const { key, tapped } = untold().fields;
  await outbox.add(newKey(), "incident", { key, tapped, kind, entry: newKey() });
  say(fill(words.incidentKept, { kind: capital(words.wrong[kind]) }));
  turnTo();
  if (!isReopened()) goOn();
}

function start(at) {
  wakeSound();
  sheet.open({ ...current, title: titleOf(current), countdown: taste.countdown, hasSound: taste.sound, at });
  underWay.hold(sheet.trial.key);
}

function resume(trial) {
  underWay.hold(trial.key);
  sheet.resume({ ...trial, hold: trial.hold ?? trial.measured }, titleOf(trial));
}

/** What another tab, or this one before a reload, has left under way. */
async function goOn() {
  if (sheet.box.open || untold()) return;
  const left = await underWay.left();
  if (left?.draft && sheet.box.open) {
    underWay.letGo(left.draft.key);
  } else if (left?.draft) {
    resume(left.draft);
  } else if (left) {
    underWay.over(left.running.key);
    find("interrupted").hidden = false;
    find("interrupted-words").textContent = fill(words.interrupted, { trial: titleOf(left.running) });
  }
}

/** Keys and screen readers go on where the eye does. */
function turnTo() {
  const shown = [...box.querySelectorAll("[data-step]")].find((each) => !each.hidden);
  shown?.querySelector(".live-title").focus({ preventScroll: true });
}

function moveOn() {
  current = next() ?? current;
  draw();
  if (box.getBoundingClientRect().top < 0) box.scrollIntoView({ block: "start" });
}

async function saveTrial({ trial, fields }) {
  const title = titleOf(trial);
  await outbox.add(trial.key, "trial", fields);
  underWay.over(trial.key);
  restUntil = performance.now() + config.rest * 1000;
  moveOn();
  drawRest();
  const text = fill(words.kept, { trial: title, result: wordsOf({ fields }) });
  if (stopsSide(fields, config.painLimit)) {
    find("last").hidden = true;
    say(text);
  } else {
    offerUndo(text, words.undo, () => takeBack(trial), trial.key);
  }
}

/** One that can't have left is simply dropped; else the server is told its key, for another tab may have sent it. */
async function takeBack(trial) {
  const entry = outbox.entries.find((each) => each.id === trial.key);
  if (entry) outbox.drop(trial.key);
  if (!entry || (!entry.reason && (entry.isTried || navigator.onLine))) {
    takenBack.add(trial.key);
    await outbox.add(`undo-${trial.key}`, "undo", { key: trial.key });
  }
  state.trials = state.trials.filter((each) => each.key !== trial.key);
  current = { side: trial.side, kind: trial.kind };
  draw();
  say(words.undone);
}

function afterSheet({ how, trial }) {
  if (how === "later") underWay.letGo(trial.key);
  else if (how) underWay.over(trial.key);
  if (how === "discard") offerUndo(words.discarded, words.bringBack, () => resume(trial));
  draw();
  if (how === "later") return;
  if (how && !find("start").hidden) find("start").focus();
  else turnTo();
  goOn();
}

// -- what others do ----------------------------------------------------------------------------------
/** The record as the server has it now: other devices' trials, grades, what stops. */
async function refresh() {
  if (isShell()) return comeBack();
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return undefined;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const record = page.getElementById("record");
  if (!record) {
    isFinished = answer.redirected && page.getElementById("kept-trials") !== null;
    if (isFinished) say(words.finished);
  } else {
    const before = trials().length;
    state = JSON.parse(page.getElementById("live-state").textContent);
    if (trials().length !== before && !sheet.box.open) current = next() ?? current;
    renew(record);
  }
  draw();
  return undefined;
}

/** What had the keyboard keeps it, where the eye has it: more may stand above it now, below it nothing changes. */
function renew(record) {
  clearTimeout(renewal);
  // What is being pressed takes effect first.
  if (document.querySelector("#record :active")) {
    renewal = setTimeout(renew, SETTLES, record);
    return;
  }
  const parts = () => [...document.querySelectorAll("#record :is(a, button, [tabindex])")].reverse();
  const place = parts().indexOf(document.activeElement);
  const { top } = document.activeElement.getBoundingClientRect();
  document.getElementById("record").replaceWith(document.adoptNode(record));
  const part = place >= 0 && parts()[place];
  if (!part) return;
  part.focus({ preventScroll: true });
  scrollBy({ top: part.getBoundingClientRect().top - top, behavior: "instant" });
}

/** From the empty page to the real one, as soon as it can be had and nothing is under way. */
async function comeBack() {
  const isFree = () => !(sheet.box.open || outbox.isBusy || isLeaving);
  if (!isFree()) return;
  const answer = await fetch(location.pathname).catch(() => null);
  if (!answer?.ok || !isFree()) return;
  outbox.rest();
  renewPage();
}

outbox.addEventListener("change", draw);
/** To the page of what went wrong, when all else that waits has had its turn; a trial under way goes first. */
outbox.addEventListener("sent", () => {
  if (isLeaving) return;
  isLeaving = Boolean(leavesFor) && !sheet.box.open && !outbox.waiting.length;
  if (isLeaving) location.assign(leavesFor);
  else refresh();
  if (!outbox.waiting.length) leavesFor = "";
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) isLeaving = false;
});
outbox.addEventListener("taken", ({ detail: { entry, number, url } }) => {
  if (entry.to === "trial") state.trials.push({ ...entry.fields, number });
  if (entry.to === "trial" && stopsSide(entry.fields, config.painLimit)) state.stopped.push(entry.fields.side);
  if (endsTesting(entry)) state.hasEnded = true;
  if (entry.to === "incident" && !waitingTo("incident").length) leavesFor = url;
  if (entry.to === "passive") state.passive[entry.fields.side] = entry.fields.passive;
  draw();
});
sheet.addEventListener("running", ({ detail }) => underWay.runs(detail));
sheet.addEventListener("draft", ({ detail }) => underWay.waits(detail));
sheet.addEventListener("save", ({ detail }) => saveTrial(detail));
sheet.addEventListener("wrong", wentWrong);
sheet.addEventListener("closed", ({ detail }) => afterSheet(detail));
find("incident").addEventListener("click", wentWrong);
find("start").addEventListener("click", (event) => start(momentOf(event)));
find("sound").addEventListener("click", () => setTaste({ sound: !taste.sound }));
find("skip").addEventListener("click", () => {
  skipped.add(current.side);
  moveOn();
  turnTo();
});
step("passive").querySelector("[data-radiating]").addEventListener("click", () => setLift({ radiating: !lift.radiating }));
step("passive").querySelector("[data-save]").addEventListener("click", savePassive);
document.addEventListener("keydown", (event) => {
  const isFree = event.target === document.body || event.target.matches("main, h2");
  if (event.key !== " " || event.repeat || !isFree || sheet.box.open || step("ready").hidden || find("start").hidden) return;
  event.preventDefault();
  start(momentOf(event));
});
addEventListener("online", () => outbox.flush());
if (isShell()) setInterval(comeBack, COMES_BACK);
addEventListener("storage", ({ key, newValue }) => {
  if (key && !key.startsWith(`${keep.prefix}out:`)) return;
  outbox.load();
  clearTimeout(heard);
  // Another tab has sent it.
  if (!newValue) heard = setTimeout(refresh, SETTLES);
});
addEventListener("focus", () => goOn());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  outbox.flush();
  goOn();
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-finishes]")) return;
  const note = outbox.entries.length
    ? words.finishFirst
    : unsentOf(config.user).has(String(config.visit))
      ? words.finishDraft
      : navigator.onLine ? "" : words.finishOffline;
  if (!note) return;
  event.preventDefault();
  event.target.querySelector("[data-finish-note]").textContent = note;
  outbox.flush();
  goOn();
});

// -- as the page opens -------------------------------------------------------------------------------
await outbox.load();
moveOn();
box.hidden = false;
prepare(config.urls).catch(() => {});
document.documentElement.classList.add("is-live");
outbox.flush();
goOn();
