// What this browser keeps of what was typed, until the server has it. In two places: localStorage takes it while a page
// closes, but a browser writes that to disk when it likes; IndexedDB writes it at once, so a machine may fail too.
window.typedKept = (() => {
  "use strict";
  const STORE = "kept", OURS = "typed:";
  const opened = new Promise((ready) => {
    try {
      const asked = indexedDB.open("typed", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
      asked.onsuccess = () => ready(asked.result);
      asked.onerror = asked.onblocked = () => ready(null);
    } catch { ready(null); } // forbidden here: the other place, and the server, still keep it
  });
  const ask = async (what, mode = "readwrite") => {
    const database = await opened;
    if (!database) return undefined;
    return new Promise((ready) => {
      try {
        const work = database.transaction(STORE, mode, { durability: "strict" });
        const asked = what(work.objectStore(STORE));
        work.oncomplete = () => ready(asked.result);
        work.onerror = work.onabort = () => ready(undefined);
      } catch { ready(undefined); }
    });
  };

  return {
    put(key, value) {
      try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ }
      ask((store) => store.put(value, key));
    },
    now(key) {
      try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
    },
    disk: (key) => ask((store) => store.get(key), "readonly"),
    drop(key) {
      try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
      ask((store) => store.delete(key));
    },
    async clear() {
      for (const key of Object.keys(localStorage)) if (key.startsWith(OURS)) localStorage.removeItem(key);
      await ask((store) => store.clear());
    },
  };
})();
