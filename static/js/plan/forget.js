// The kept plan and its key go: at signing out, where a session has ended, when the device changes hands.
const PATIENCE = 3_000;

/** One after another over all tabs: a page that is just being kept must not outlive the wiping. */
export const inTurn = (act, options = {}) =>
  navigator.locks ? navigator.locks.request("plan", options, act) : act();

/** Resolves when all is gone; a slow page that is being kept is not waited for, it sees that its owner has gone. */
export const forgetPlan = () => inTurn(wipe, { signal: AbortSignal.timeout(PATIENCE) }).catch(wipe);

async function wipe() {
  await globalThis.caches?.delete("plan");
  const worker = await navigator.serviceWorker?.getRegistration("/me/");
  await worker?.unregister();
  if (globalThis.indexedDB) await gone(indexedDB.deleteDatabase("plan"));
}

function gone(asked) {
  return new Promise((resolve) => { asked.onsuccess = asked.onerror = asked.onblocked = resolve; });
}
