// Shows follow-up questions when they are asked and urgent advice at the tap, and saves while one types.
// The page works without this too.
import { answersIn, isCalledFor, showFollowUps } from "./asking.js";

const form = document.getElementById("intake");
const news = document.getElementById("intake-news");
const saved = JSON.parse(document.getElementById("saved-answers").textContent);

// What the saved answers call for stands at the top of the page already.
const banners = [...form.querySelectorAll("[data-clauses]")];
const told = new Set(banners.filter((banner) => "told" in banner.dataset));

function showAdvice(question) {
  const answers = answersIn(form, saved);
  for (const banner of banners) {
    const calls = isCalledFor(banner, answers);
    if (!calls) told.delete(banner);
    // Beside the answer that called for it, because the top of the page may be far away.
    if (calls && banner.hidden) question.after(banner);
    banner.hidden = !calls || told.has(banner);
  }
}

// -- what waits on the device ----------------------------------------------------------------------
// In this tab only, only until the server has it, and under the client's own name: see forget.js.
const place = `intake:${document.querySelector("main").dataset.person}:${form.dataset.step}`;
const others = place.slice(0, place.lastIndexOf(":") + 1);
const OURS = ["csrfmiddlewaretoken", "seen", "autosave", "back"];

function typed() {
  return [...new FormData(form)].filter(([name]) => !OURS.includes(name));
}

function keep() {
  sessionStorage.setItem(place, JSON.stringify({ answers: typed(), seen: form.elements.seen.value }));
}

// What was typed on another step and left in a hurry. Whatever the server says to it, it has it.
async function sendOthers() {
  for (const key of Object.keys(sessionStorage)) {
    if (!key.startsWith(others) || key === place) continue;
    const kept = JSON.parse(sessionStorage.getItem(key));
    const body = new FormData();
    for (const [name, value] of kept.answers) body.append(name, value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("seen", kept.seen);
    body.set("autosave", "1");
    const step = new URL(form.action);
    step.searchParams.set("step", key.slice(others.length));
    const answer = await fetch(step, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (answer?.headers.get("Content-Type")?.startsWith("application/json")) sessionStorage.removeItem(key);
  }
}

function bringBack() {
  const kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
  if (!kept) return false;
  const holds = (name, value) => kept.answers.some((each) => each[0] === name && each[1] === value);
  for (const input of form.elements) {
    if (["radio", "checkbox"].includes(input.type)) input.checked = holds(input.name, input.value);
    else if (input.name && input.type !== "hidden" && input.type !== "submit") {
      input.value = kept.answers.find((each) => each[0] === input.name)?.[1] ?? "";
    }
  }
  // What these answers were typed upon, so that a newer answer from elsewhere is noticed.
  form.elements.seen.value = kept.seen;
  return true;
}

// -- saving ----------------------------------------------------------------------------------------
let due, sending, change = 0, clashes = false, leaves = false, isOut = false;

function tell(what) {
  news.textContent = what ? news.dataset[what] : "";
}

function bodyNow() {
  const body = new FormData(form);
  body.delete("back");
  body.set("autosave", "1");
  return body;
}

// The server sends whoever is signed out to sign in, and says no on a tablet whose turn is over.
function isNoLongerOurs(answer) {
  return answer.type === "opaqueredirect" || [403, 404].includes(answer.status);
}

// Whether the server has it all. A sign-in page instead of an answer is no answer.
async function send() {
  clearTimeout(due);
  const upTo = change;
  isOut = false;
  tell("saving");
  try {
    const answer = await fetch(form.action, { method: "POST", body: bodyNow(), redirect: "manual" });
    isOut = isNoLongerOurs(answer);
    const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
    if (!told) throw new Error("not saved");
    clashes = told.clashes;
    if (clashes) return tell("clash"), true;
    form.elements.seen.value = told.seen;
    if (upTo !== change) return keep(), false;
    sessionStorage.removeItem(place);
    tell("saved");
    return true;
  } catch {
    keep();
    tell(isOut ? "out" : "waits");
    return false;
  }
}

function save() {
  sending = (sending ?? Promise.resolve()).then(send);
  return sending;
}

function changed() {
  change += 1;
  keep();
  clearTimeout(due);
  if (!clashes) due = setTimeout(save, 800);
}

async function go(event) {
  if (leaves) return;
  event.preventDefault();
  const button = event.submitter;
  // A form does not send itself while it is being sent.
  await new Promise((done) => setTimeout(done));
  if (!clashes) await save();
  const has = clashes || !sessionStorage.getItem(place) || (await save());
  if (!has && !isOut) return news.scrollIntoView({ block: "center" });
  leaves = true;
  // What waits comes back on this page after signing in.
  if (has) sessionStorage.removeItem(place);
  if (has && form.dataset.last) await sendOthers();
  form.requestSubmit(button);
}

for (const hint of form.querySelectorAll(".follow-up-hint")) hint.hidden = true;
if (bringBack()) {
  tell("back");
  changed();
}
showFollowUps(form);
sendOthers();
form.addEventListener("input", changed);
form.addEventListener("change", (event) => {
  showFollowUps(form);
  const question = event.target.closest("fieldset");
  if (question) showAdvice(question);
});
form.addEventListener("submit", go);
window.addEventListener("online", () => sessionStorage.getItem(place) && !clashes && save());
// On leaving: the browser carries it on its own. It stays on the device until a page shows that it came.
window.addEventListener("pagehide", () => {
  if (!leaves && !clashes && sessionStorage.getItem(place)) {
    fetch(form.action, { method: "POST", body: bodyNow(), keepalive: true, redirect: "manual" });
  }
});
// A page kept by the browser may be older than what was saved since.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
