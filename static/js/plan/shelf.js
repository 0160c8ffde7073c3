// What a client's device keeps of their plan: pages, each sealed, and the key to them, which no script can read out.
// Both the pages' scripts and the service worker open it, so it is a script of either kind.
(() => {
  const NAME = "plan";
  const OWNER = "owner";

  function opened() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  async function within(mode, act) {
    const base = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const change = base.transaction("kept", mode);
        const asked = act(change.objectStore("kept"));
        change.oncomplete = () => resolve(asked?.result);
        change.onabort = () => reject(change.error);
      });
    } finally {
      base.close();
    }
  }

  const bound = (name) => new TextEncoder().encode(name);

  globalThis.shelf = {
    /** { person, key }, or nothing where nobody's plan is kept. */
    owner: () => within("readonly", (store) => store.get(OWNER)),

    /** From here on it is this person's; what was somebody else's goes. */
    async claim(person, key) {
      const owner = await globalThis.shelf.owner();
      if (owner?.person === person) return;
      await within("readwrite", (store) => {
        store.clear();
        store.put({ person, key }, OWNER);
      });
    },

    names: () => within("readonly", (store) => store.getAllKeys()),

    /** Kept only while it is still this person's: signing out in another tab may come in between. */
    async put(person, name, value) {
      const { key } = (await globalThis.shelf.owner()) ?? {};
      if (!key) return;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const how = { name: "AES-GCM", iv, additionalData: bound(name) };
      const sealed = await crypto.subtle.encrypt(how, key, new TextEncoder().encode(JSON.stringify(value)));
      await within("readwrite", (store) => {
        const owner = store.get(OWNER);
        owner.onsuccess = () => {
          if (owner.result?.person === person) store.put({ iv, sealed }, name);
        };
      });
    },

    /** The value, or null where there is none that can be read. */
    async get(name) {
      const owner = await globalThis.shelf.owner();
      const kept = owner && (await within("readonly", (store) => store.get(name)));
      if (!kept) return null;
      const how = { name: "AES-GCM", iv: kept.iv, additionalData: bound(name) };
      return crypto.subtle
        .decrypt(how, owner.key, kept.sealed)
        .then((bytes) => JSON.parse(new TextDecoder().decode(bytes)))
        .catch(() => null);
    },

    remove: (name) => within("readwrite", (store) => store.delete(name)),

    /** Key and pages go. */
    wipe: () =>
      new Promise((resolve) => {
        const asked = indexedDB.deleteDatabase(NAME);
        asked.onsuccess = asked.onerror = asked.onblocked = () => resolve();
      }),
  };
})();
