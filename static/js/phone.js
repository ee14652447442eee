/*
 * What the phone keeps for the studio: photographs and screens that have not been sent yet, in
 * IndexedDB. Everything belongs to somebody (`owner`), and nobody else's is ever shown or sent.
 */
const NAME = "studio";
let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const store of ["files", "steps"]) asked.result.createObjectStore(store, { keyPath: "id" });
      asked.result.createObjectStore("versions", { keyPath: "id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function ask(store, mode, what) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const work = db.transaction(store, mode);
    const asked = what(work.objectStore(store));
    work.oncomplete = () => resolve(asked.result);
    work.onerror = work.onabort = () => reject(work.error);
  });
}

export const put = (store, thing) => ask(store, "readwrite", (kept) => kept.put(thing));
export const drop = (store, id) => ask(store, "readwrite", (kept) => kept.delete(id));
export const get = (store, id) => ask(store, "readonly", (kept) => kept.get(id));

export async function all(store, owner) {
  const found = await ask(store, "readonly", (kept) => kept.getAll());
  return found.filter((thing) => thing.owner === owner).sort((a, b) => a.at - b.at);
}

/* A name that nothing else has: 32 hexadecimal digits. */
export function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
