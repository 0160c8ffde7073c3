// Today's session: one exercise at a time or as a list, timers, pain that says stop, and saving with or without a network.
import { keepTaste, renewPage, tasteOf } from "../live/device.js";
import { fill, newKey, press } from "../live/parts.js";
import { wakeSound } from "../live/signals.js";
import { boxesOf, fieldsOf, fillIn, isEmpty, listen, mostPain } from "./form.js";
import { canKeep, configOf, fresh, keepPages, keptAt, momentInWords, todayIn } from "./kept.js";
import { openQueue } from "./queue.js";
import { HoldTimer, RestTimer } from "./timer.js";

const SAID = "plan:said";
const PATIENCE = 8_000;
const config = configOf(document);
const { words } = config;
const form = document.getElementById("session");
const limit = Number(form.dataset.painLimit);
const lines = [...form.querySelectorAll("[data-line]")];
const stops = [...lines, form.querySelector("[data-whole]")];
const isPhone = matchMedia("(width < 48rem)").matches;
const taste = { sound: true, view: isPhone ? "one" : "list", ...tasteOf() };
const bar = document.getElementById("session-bar");
const steps = document.getElementById("session-steps");
const complaint = form.querySelector("[data-empty]");
let place = 0;

// -- one at a time, or as a list ---------------------------------------------------------------------
function draw() {
  form.dataset.view = taste.view;
  for (const [index, stop] of stops.entries()) stop.classList.toggle("is-here", index === place);
  form.classList.toggle("is-last", place === stops.length - 1);
  for (const button of bar.querySelectorAll("[data-show]")) press(button, button.dataset.show === taste.view);
  press(bar.querySelector("[data-sound]"), taste.sound);
  steps.hidden = taste.view === "list";
  steps.querySelector("[data-place]").textContent = place < lines.length ? fill(words.of, { number: place + 1, all: lines.length }) : "";
  steps.querySelector("[data-step='-1']").disabled = place === 0;
  steps.querySelector("[data-step='1']").hidden = place === stops.length - 1;
}

function go(by) {
  place = Math.min(Math.max(place + by, 0), stops.length - 1);
  if (place === stops.length - 1) rest.stop();
  draw();
  stops[place].querySelector("h2").focus({ preventScroll: true });
  stops[place].scrollIntoView({ block: "start" });
}

function setTaste(values) {
  Object.assign(taste, values);
  keepTaste(taste);
  draw();
}

for (const button of bar.querySelectorAll("[data-show]")) button.addEventListener("click", () => setTaste({ view: button.dataset.show }));
bar.querySelector("[data-sound]").addEventListener("click", () => setTaste({ sound: !taste.sound }));
for (const button of steps.querySelectorAll("[data-step]")) button.addEventListener("click", () => go(Number(button.dataset.step)));

// -- timers ------------------------------------------------------------------------------------------
const rest = new RestTimer(document.getElementById("rest-bar"), words);
const holds = new HoldTimer(document.getElementById("timer"), words);
let timed = null;

const doseOf = ({ dataset }) => ({ reps: Number(dataset.reps), hold: Number(dataset.hold), isPerSide: "perSide" in dataset });
const nextBox = (line) => boxesOf(line).find((box) => !box.checked);

function startClock(line) {
  wakeSound();
  rest.stop();
  if (!doseOf(line).hold) return rest.start(Number(line.dataset.rest), { hasSound: taste.sound });
  timed = line;
  const title = line.querySelector("h2").textContent;
  return holds.open({ title, dose: doseOf(line), hasSound: taste.sound });
}

/** A set that was held is a set done; the weakest one tells what was reached. */
holds.addEventListener("over", ({ detail: { reached } }) => {
  const line = timed;
  line.querySelector("[data-start-clock]").focus();
  if (reached === null) return;
  const amount = line.querySelector("input[name^=amount_]");
  amount.value = amount.value === "" ? reached : Math.min(Number(amount.value), reached);
  const box = nextBox(line);
  if (box) {
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

for (const line of lines) {
  line.querySelector("[data-clock]").hidden = false;
  line.querySelector("[data-start-clock]").addEventListener("click", () => startClock(line));
}

form.addEventListener("change", ({ target }) => {
  if (!target.name.startsWith("sets_") || !target.checked) return;
  const line = target.closest("[data-line]");
  if (nextBox(line)) {
    wakeSound();
    rest.start(Number(line.dataset.rest), { hasSound: taste.sound });
  }
});

// -- saving ------------------------------------------------------------------------------------------
function tell(id, text) {
  const note = document.getElementById(id);
  note.querySelector("div").textContent = text;
  note.hidden = false;
}

/** A kept page is of an earlier day, and has shown its key before. */
function renewKept() {
  form.elements.key.value = newKey();
  const today = todayIn(config.zone);
  if (form.elements.day.value < today) form.elements.day.value = today;
  document.querySelector("[data-ahead]")?.remove();
  tell("kept-note", fill(words.offline, { when: momentInWords(keptAt(), config.zone) }));
}

async function withQueue() {
  const { keep, outbox } = await openQueue(config);
  if (keptAt()) renewKept();
  const of = () => ({ plan: form.elements.plan.value, day: form.elements.day.value });
  const [[, draft] = []] = await keep.all("running");
  if (draft && draft.plan === of().plan && draft.day === of().day && isEmpty(fieldsOf(form))) fillIn(form, draft.fields);
  let isSaved = false;
  const note = () => { if (!isSaved) keep.put("running:form", { ...of(), fields: fieldsOf(form) }); };
  form.addEventListener("change", note);
  form.addEventListener("input", note);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSaved) return;
    const fields = fieldsOf(form);
    complaint.textContent = isEmpty(fields) ? words.empty : "";
    if (complaint.textContent) return;
    isSaved = true;
    rest.stop();
    const { key } = fields;
    await outbox.add(key, "session", { ...fields, done_at: new Date().toISOString() });
    await settled(outbox, key);
    const entry = outbox.entries.find((each) => each.id === key);
    if (entry?.reason) {
      outbox.drop(key);
      isSaved = false;
      complaint.textContent = entry.reason;
      complaint.scrollIntoView({ block: "center" });
      return;
    }
    keep.remove("running:form");
    sessionStorage.setItem(SAID, mostPain(fields) >= limit ? "savedPain" : entry ? "savedHere" : "saved");
    location.assign(config.urls.plan);
  });
  addEventListener("online", () => look(outbox));
  await outbox.flush();
  if (!keptAt()) keepPages(config).catch(() => {});
}

/** Until the server has answered for this one, or has been waited for long enough. */
function settled(outbox, key) {
  return new Promise((resolve) => {
    const isOpen = () => {
      const entry = outbox.entries.find((each) => each.id === key);
      return entry && !entry.reason && !outbox.stuck && !outbox.failures;
    };
    const look = () => {
      if (isOpen() && navigator.onLine) return;
      outbox.removeEventListener("change", look);
      resolve();
    };
    outbox.addEventListener("change", look);
    setTimeout(() => { outbox.removeEventListener("change", look); resolve(); }, PATIENCE);
    look();
  });
}

/** Back in the network: a plan that was changed meanwhile is pointed at, never put under what is being ticked. */
async function look(outbox) {
  const now = await fresh(config);
  if (!now) return;
  outbox.token = now.token;
  const theirs = configOf(now.page);
  await keepPages(theirs, { isUrgent: true }).catch(() => {});
  if (theirs.plan === config.plan) return;
  if (isEmpty(fieldsOf(form))) renewPage();
  else tell("changed-note", words.changed);
}

// Gone back to: its key is used up, and its ticks are saved.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// -- as the page opens -------------------------------------------------------------------------------
bar.hidden = false;
if (canKeep()) await withQueue();
listen(form);
const wanted = lines.findIndex((line) => `#${line.id}` === location.hash);
place = Math.max(wanted, 0);
draw();
