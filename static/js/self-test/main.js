// The self-test at home, on this device alone: the questions first, then two sides, then a careful reading.
// Nothing leaves the page. Without this script the server reads the questions, and a clock on the wall does.
import { answersIn, isCalledFor, showFollowUps } from "../asking.js";
import { sideOf } from "./side.js";
import { forget, keep, kept } from "./kept.js";
import { readDifference, readSide } from "./reading.js";

const root = document.getElementById("self-test");
const form = document.getElementById("questions");
root.classList.add("is-live");
const parts = Object.fromEntries([...root.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
const number = (name) => Number(root.dataset[name]);
const limits = { pain: number("pain"), limited: number("limited"), full: number("full"), cap: number("cap") };

/** Show these parts only, and lead eyes and keyboard to the first. */
function show(...names) {
  for (const [name, part] of Object.entries(parts)) part.hidden = !names.includes(name);
  const heading = parts[names[0]].querySelector("h2");
  heading.tabIndex = -1;
  heading.focus();
}

// -- the questions ---------------------------------------------------------------------------------
const banners = [...form.querySelectorAll("[data-clauses]")];
const stops = banners.filter((banner) => "stops" in banner.dataset);
const news = document.getElementById("questions-open");

function advise(question) {
  const answers = answersIn(form);
  for (const banner of banners) {
    const calls = isCalledFor(banner, answers);
    // Beside the answer that called for it, because the top of the page may be far away.
    if (calls && banner.hidden) question.after(banner);
    banner.hidden = !calls;
  }
}

function stillOpen() {
  const isAnswered = (group) => group.querySelector("input:checked");
  return [...form.querySelectorAll("fieldset.choices")].filter(
    (group) => !group.closest("[hidden]") && !isAnswered(group),
  );
}

function goOn(event) {
  event.preventDefault();
  const answers = answersIn(form);
  // A stop is said whatever else is open.
  const called = stops.filter((banner) => isCalledFor(banner, answers));
  const open = stillOpen();
  if (called.length) return stopHere(called);
  for (const group of form.querySelectorAll("fieldset.choices")) group.classList.toggle("is-open", open.includes(group));
  news.hidden = !open.length;
  if (open.length) {
    news.querySelector("strong").textContent = open.length;
    open[0].querySelector("input").focus();
    return open[0].scrollIntoView({ block: "center" });
  }
  if (banners.some((banner) => isCalledFor(banner, answers))) return show("with_trainer");
  show("go", "reading-hint");
}

function stopHere(called) {
  const list = parts.stop.querySelector("[data-advice]");
  list.replaceChildren(...called.map((banner) => asTold(banner)));
  show("stop");
}

function asTold(banner) {
  const copy = banner.cloneNode(true);
  copy.hidden = false;
  return copy;
}

for (const hint of form.querySelectorAll(".follow-up-hint")) hint.hidden = true;
showFollowUps(form);
form.addEventListener("change", (event) => {
  showFollowUps(form);
  const question = event.target.closest("fieldset");
  question.classList.remove("is-open");
  advise(question);
});
form.addEventListener("submit", goOn);

// -- the test --------------------------------------------------------------------------------------
const sides = Object.fromEntries(
  [...root.querySelectorAll("[data-side]")].map((part) => [part.dataset.side, sideOf(part, limits)]),
);

// Dizzy, chest, numb: nothing of the test counts, and the questions are asked anew.
root.querySelector("[data-feels-wrong]").addEventListener("click", () => {
  for (const side of Object.values(sides)) side.clear();
  form.reset();
  forget();
  showFollowUps(form);
  for (const banner of banners) banner.hidden = true;
  show("wrong");
});
for (const button of root.querySelectorAll("[data-again]")) {
  button.addEventListener("click", () => {
    for (const side of Object.values(sides)) side.clear();
    form.reset();
    showFollowUps(form);
    for (const banner of banners) banner.hidden = true;
    show("ask");
  });
}

root.querySelector("[data-read]").addEventListener("click", () => {
  const found = { left: sides.left.told(), right: sides.right.told() };
  const missing = sides.left.missing() ?? sides.right.missing();
  const unread = root.querySelector("[data-unread]");
  unread.hidden = !missing;
  if (missing) return missing.focus();
  const lies = keep(found);
  root.querySelector("[data-kept]").hidden = !lies;
  root.querySelector("[data-not-kept]").hidden = lies;
  tell(found);
});

// -- the reading -----------------------------------------------------------------------------------
const words = Object.fromEntries([...root.querySelectorAll("template")].map((each) => [each.dataset.for, each]));

function said(name, values = {}) {
  const copy = words[name].content.cloneNode(true);
  for (const place of copy.querySelectorAll("[data-value]")) place.textContent = values[place.dataset.value];
  return copy;
}

const seconds = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

function tell(test) {
  for (const name of ["left", "right"]) {
    const side = test[name];
    const hold = side?.hold ?? null;
    const place = parts.reading.querySelector(`[data-verdict="${name}"]`);
    place.replaceChildren(said(readSide(side, limits), { seconds: hold === null ? "–" : seconds.format(hold) }));
  }
  const gap = readDifference(test.left, test.right, limits);
  const isGap = typeof gap === "object";
  const name = isGap ? (gap.atLeast ? "gap-at-least" : "gap") : gap;
  const told = said(`difference-${name}`, isGap ? { percent: gap.percent, side: root.dataset[gap.weaker] } : {});
  parts.reading.querySelector("[data-difference]").replaceChildren(told);
  show("reading");
}

root.querySelector("[data-forget]").addEventListener("click", () => {
  forget();
  show("forgotten");
});

// -- one that lies here already --------------------------------------------------------------------
const earlier = kept();
if (earlier) {
  const lies = root.querySelector("[data-lies-here]");
  lies.hidden = false;
  lies.querySelector("[data-show]").addEventListener("click", () => {
    lies.hidden = true;
    tell(earlier);
  });
}
