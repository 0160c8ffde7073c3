// Keeps the plan, this week's session and the next ones on the device, sealed, so that they open without a network.
import "./shelf.js";
import { inTurn } from "./forget.js";
import { hasLeft, isSealed } from "../live/device.js";

const { shelf } = globalThis;
export const CACHE = "plan";
const OFTEN = 5 * 60_000;
const PARTS = "link[rel=stylesheet], link[rel=modulepreload], link[rel=icon], script[src], img[src], svg use";

export const configOf = (page) => JSON.parse(page.getElementById("device-config")?.textContent ?? "null");

const { lang } = document.documentElement;
// The site writes days as 30 November.
const WRITTEN = lang === "en" ? "en-GB" : lang;

/** "Monday 30 November" for 2026-11-30. */
export const dayInWords = (day) =>
  new Date(`${day}T12:00:00Z`).toLocaleDateString(WRITTEN, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

/** The day and time of a moment, where the client lives. */
export const momentInWords = (at, zone) =>
  new Date(at).toLocaleString(WRITTEN, { dateStyle: "medium", timeStyle: "short", timeZone: zone });

/** When this page was kept, if it comes from the device; else nothing. */
export const keptAt = () => document.documentElement.dataset.kept;

export const canKeep = () => isSealed && Boolean(navigator.serviceWorker && globalThis.indexedDB);

/** Today where the client lives, as YYYY-MM-DD. */
export const todayIn = (zone) => new Date().toLocaleDateString("sv", { timeZone: zone });

/** The plan's page as the server has it now: { page, token }, or null without a connection. Signed out: all goes. */
export async function fresh(config) {
  const answer = await fetch(config.urls.plan).catch(() => null);
  if (!answer?.ok) return null;
  if (isElsewhere(answer, config.urls.plan)) {
    await shelf.wipe();
    return null;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { page, token: page.querySelector("[name=csrfmiddlewaretoken]").value };
}

/** Keep it all anew, unless that was done a moment ago and nothing has changed since. */
export const keepPages = (config, { isUrgent = false } = {}) => inTurn(() => keep(config, isUrgent));

async function keep(config, isUrgent) {
  if (!canKeep() || hasLeft()) return;
  await navigator.serviceWorker.register(config.urls.worker, { scope: config.urls.scope });
  if (hasLeft()) return;
  await claim(config);
  const now = Date.now();
  const stamp = `${config.plan}:${config.days.join()}`;
  const last = await shelf.get("last");
  if (!isUrgent && last?.stamp === stamp && now - last.at < OFTEN && now >= last.at) return;
  const pages = await fetchAll(config);
  if (!pages || hasLeft()) return;
  await keepParts(pages, config);
  await Promise.all(pages.map(({ name, value }) => shelf.put(config.visit, name, value)));
  const names = new Set(pages.map(({ name }) => name));
  const old = (await shelf.names()).filter((name) => name.startsWith("page:") && !names.has(name));
  await Promise.all(old.map((name) => shelf.remove(name)));
  await shelf.put(config.visit, "last", { at: now, stamp });
}

async function claim({ visit, seal }) {
  const raw = Uint8Array.from(atob(seal), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  await shelf.claim(visit, key);
}

/** Session pages bear the day from which they hold, by which the service worker picks; see worker.js. */
async function fetchAll({ urls, days }) {
  const wanted = [
    [`page:${urls.plan}`, urls.plan],
    [`page:${urls.session}@`, urls.session],
    ...days.map((day) => [`page:${urls.session}@${day}`, `${urls.session}?day=${day}`]),
  ];
  const pages = [];
  for (const [name, url] of wanted) {
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) return null;
    if (isElsewhere(answer, urls.plan)) {
      await shelf.wipe();
      return null;
    }
    const policy = answer.headers.get("Content-Security-Policy") ?? "";
    // Without a plan, today's page leads to the plan's, which says so.
    if (answer.redirected) continue;
    pages.push({ name, value: { text: await answer.text(), policy, at: new Date().toISOString() } });
  }
  return pages;
}

const isElsewhere = (answer, plan) => answer.redirected && new URL(answer.url).pathname !== plan;

/** Styles, scripts and icons of these pages, none of which holds anybody's data. */
async function keepParts(pages, config) {
  const wanted = new Set([new URL(config.urls.offline, location.href).href]);
  for (const { value } of pages) {
    const page = new DOMParser().parseFromString(value.text, "text/html");
    for (const part of page.querySelectorAll(PARTS)) {
      const name = part.getAttribute("href") ?? part.getAttribute("src");
      const url = new URL(name, location.href);
      url.hash = "";
      if (url.origin === location.origin) wanted.add(url.href);
    }
  }
  const cache = await caches.open(CACHE);
  const held = new Map((await cache.keys()).map((request) => [request.url, request]));
  await cache.addAll([...wanted].filter((url) => !held.has(url)));
  await Promise.all([...held].filter(([url]) => !wanted.has(url)).map(([, request]) => cache.delete(request)));
}
