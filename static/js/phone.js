/*
 * What the phone keeps until it has been sent, in IndexedDB. Everything belongs to somebody
 * (`owner`), and nobody else's is ever shown or sent.
 */
export class Book {
  constructor(name, stores) {
    this.name = name;
    this.stores = stores;
  }

  open() {
    this.opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(this.name, 1);
      asked.onupgradeneeded = () => {
        for (const store of this.stores) asked.result.createObjectStore(store, { keyPath: "id" });
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return this.opened;
  }

  async ask(store, mode, what) {
    const db = await this.open();
    return new Promise((resolve, reject) => {
      const work = db.transaction(store, mode);
      const asked = what(work.objectStore(store));
      work.oncomplete = () => resolve(asked.result);
      work.onerror = work.onabort = () => reject(work.error);
    });
  }

  put(store, thing) {
    return this.ask(store, "readwrite", (kept) => kept.put(thing));
  }

  drop(store, id) {
    return this.ask(store, "readwrite", (kept) => kept.delete(id));
  }

  get(store, id) {
    return this.ask(store, "readonly", (kept) => kept.get(id));
  }

  async all(store, owner) {
    const found = await this.ask(store, "readonly", (kept) => kept.getAll());
    return found.filter((thing) => thing.owner === owner).sort((a, b) => a.at - b.at);
  }
}

/* Photographs and screens of the studio. */
const studio = new Book("studio", ["files", "steps", "versions"]);
export const put = (store, thing) => studio.put(store, thing);
export const drop = (store, id) => studio.drop(store, id);
export const get = (store, id) => studio.get(store, id);
export const all = (store, owner) => studio.all(store, owner);

/* A name that nothing else has: 32 hexadecimal digits. */
export function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
