{% load static %}// A client's pages without a network: their plan and sessions as this device keeps them, sealed; see js/plan/kept.js.
importScripts("{% static 'js/plan/shelf.js' %}");
const CACHE = "plan";
const OFFLINE = "{% url 'offline' %}";
const PLAN = "{% url 'my_plan' %}";
const SESSION = "{% url 'my_today' %}";
const PATIENCE = 5000;
const PARTS = ["script", "style", "image", "font", "manifest"];
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const held = async (request) => (await caches.open(CACHE)).match(request, { ignoreVary: true });

/** Which of the kept sessions holds today: the last that has begun. */
async function nameOf({ pathname, searchParams }) {
  if (pathname === PLAN) return `page:${PLAN}`;
  if (pathname !== SESSION) return "";
  const day = searchParams.get("day") ?? new Date().toLocaleDateString("sv");
  const begun = (await shelf.names()).filter((name) => name.startsWith(`page:${SESSION}@`) && name.split("@")[1] <= day);
  return begun.sort().at(-1) ?? "";
}

async function kept(url) {
  const name = await nameOf(url);
  const page = name && (await shelf.get(name));
  if (!page) return null;
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": page.policy, "Cache-Control": "no-store" };
  return new Response(page.text.replace("<html ", `<html data-kept="${page.at}" `), { headers });
}

async function page(request) {
  const network = fetch(request).catch(() => null);
  const soon = await Promise.race([network, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  if (soon && soon.status < 500) return soon;
  return (await kept(new URL(request.url)).catch(() => null)) ?? (await network) ?? (await held(OFFLINE)) ?? Response.error();
}

async function part(request) {
  if (HASHED.test(new URL(request.url).pathname)) {
    const own = await held(request);
    if (own) return own;
  }
  const answer = await fetch(request).catch(() => null);
  return answer?.ok ? answer : ((await held(request)) ?? answer ?? Response.error());
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (PARTS.includes(request.destination)) event.respondWith(part(request));
});
