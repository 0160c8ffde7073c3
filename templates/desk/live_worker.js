// Without a network the live screen opens as an empty page, and fills itself from what its tab remembers.
// No page with anybody's data is ever kept here.
const SHELL = "{% url 'live_shell' %}";
const LIVE = /^\/desk\/appointments\/\d+\/assess\/$/;
const PARTS = ["script", "style", "image", "font"];
const kept = (request) => caches.match(request, { ignoreVary: true });

async function page(request) {
  const answer = await fetch(request).catch(() => null);
  if (answer && answer.status < 500) return answer;
  return (await kept(SHELL)) ?? answer ?? Response.error();
}

async function part(request) {
  const answer = await fetch(request).catch(() => null);
  return answer?.ok ? answer : ((await kept(request)) ?? answer ?? Response.error());
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && LIVE.test(new URL(request.url).pathname)) event.respondWith(page(request));
  else if (PARTS.includes(request.destination)) event.respondWith(part(request));
});
