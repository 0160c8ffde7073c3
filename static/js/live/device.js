// What this device keeps of visits, by the names under which it lies in the browser's storage:
// live:<user>:<visit>:<what>:<id>. "out" waits to be sent, "draft" waits for answers, "running" is a hold under way.
// A client's sessions lie here too, where <visit> is plan-<person> and "running" what is ticked so far; see plan/queue.js.
import { forgetPlan } from "../plan/forget.js";

const PREFIX = "live:";
const TASTE = "live-taste";
const tabs = new BroadcastChannel("live");
let left = false;
let emptied = false;

export const CACHE = "live";
/** Under this a tab remembers a page, so that it can go on after a reload without a network. */
export const tabName = (path) => `live:tab:${path}`;

/** Whether this tab keeps no key any more, nor a page. */
export const hasLeft = () => left;
/** Whether nothing more may be kept at all; at handing over, what is just being sealed still is. */
export const isEmptied = () => emptied;

/** To the page as the server has it now, but never away from one that is signing out. */
export function renewPage() {
  if (!left) location.reload();
}

/** Whether what waits here is sealed; a page that came over plain HTTP has no WebCrypto. */
export const isSealed = Boolean(globalThis.crypto.subtle);

export function namesOf(user) {
  return Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}${user}:`));
}

/** How much of this user is not on the server yet: visit -> count. */
export function unsentOf(user) {
  const counts = new Map();
  for (const name of namesOf(user)) {
    const [, , visit, what] = name.split(":");
    if (what !== "running") counts.set(visit, (counts.get(visit) ?? 0) + 1);
  }
  return counts;
}

export function forgetOthers(user) {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && !name.startsWith(`${PREFIX}${user}:`)) localStorage.removeItem(name);
  }
  for (const name of Object.keys(sessionStorage)) {
    const isOther = name.startsWith(PREFIX) && String(JSON.parse(sessionStorage.getItem(name)).config.user) !== user;
    if (isOther) sessionStorage.removeItem(name);
  }
}

/** How the trainer likes the clock: countdown and sound. */
export const tasteOf = () => JSON.parse(localStorage.getItem(TASTE) ?? "{}");
export const keepTaste = (taste) => localStorage.setItem(TASTE, JSON.stringify(taste));

/** Empties the device and tells its other tabs; nothing more is kept from here on. Resolves when all is gone. */
export function leave() {
  const gone = clear();
  tabs.postMessage("left");
  return gone;
}

/** The device goes into a client's hands: what waits stays sealed, and no tab keeps its key or shows anything. */
export function handOver() {
  const gone = forgetKeys();
  tabs.postMessage("handed over");
  return gone;
}

function forgetKeys() {
  left = true;
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
  }
  return forgetPlan();
}

function clear() {
  left = emptied = true;
  localStorage.removeItem(TASTE);
  sessionStorage.clear();
  globalThis.caches?.delete(CACHE);
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  }
  return forgetPlan();
}

// Left in another tab: this one has nothing more to show. Not reloaded, for the server may not know yet.
tabs.onmessage = ({ data }) => {
  if (data === "left") clear();
  else forgetKeys();
  location.replace("/");
};
