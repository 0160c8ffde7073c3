// A reload without a network: the service worker gives the empty page, and this tab remembers where it was.
import { CACHE, hasLeft, tabName } from "./device.js";


/** { config, state, token } of this page, or what the tab remembers of it, or null. */
export function recall() {
  const config = document.getElementById("live-config");
  if (!config) return JSON.parse(sessionStorage.getItem(tabName(location.pathname)) ?? "null");
  return {
    config: JSON.parse(config.textContent),
    state: JSON.parse(document.getElementById("live-state").textContent),
    token: document.querySelector("main [name=csrfmiddlewaretoken], [name=csrfmiddlewaretoken]").value,
  };
}

export const isShell = () => !document.getElementById("live-config");

export function remember(known) {
  if (!hasLeft()) sessionStorage.setItem(tabName(location.pathname), JSON.stringify(known));
}

export async function prepare({ worker, shell }) {
  if (!navigator.serviceWorker || isShell()) return;
  await navigator.serviceWorker.register(worker);
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((part) => part.href ?? part.src);
  const own = [...parts, ...loaded].filter((name) => /\.(js|css|svg)$/.test(new URL(name).pathname));
  const cache = await caches.open(CACHE);
  await cache.addAll([shell, ...new Set(own)]);
}
