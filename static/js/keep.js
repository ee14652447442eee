/*
 * What is typed on a screen of the studio stays on the phone until the screen has been saved, so that
 * a broken line, a closed tab or an empty battery loses nothing. Without this module the screens work
 * as they are; they only forget what was not yet sent.
 *
 * Works on `form[data-keep]`, whose value tells whose screen it is. What was kept for an older version
 * of the piece is thrown away: the server has something newer.
 */
const PREFIX = "studio:";

class Keeper {
  constructor(form) {
    this.form = form;
    this.key = `${PREFIX}${form.dataset.keep}`;
    this.seen = form.elements.seen?.value ?? "";
    this.told = document.querySelector("[data-kept]");
    this.net = document.querySelector("[data-offline]");
    this.restore();
    form.addEventListener("input", () => this.store());
    form.addEventListener("change", () => this.store());
    window.addEventListener("online", () => this.connection());
    window.addEventListener("offline", () => this.connection());
    this.connection();
  }

  fields() {
    return [...this.form.elements].filter(
      (field) => field.name && !["file", "hidden", "submit", "button"].includes(field.type),
    );
  }

  store() {
    const values = this.fields()
      .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
      .map((field) => [field.name, field.value]);
    try {
      localStorage.setItem(this.key, JSON.stringify({ seen: this.seen, values }));
    } catch {
      // A full or forbidden store: the screen then forgets, as it would without this module.
    }
  }

  restore() {
    const kept = read(this.key);
    if (!kept) return;
    if (kept.seen !== this.seen) {
      localStorage.removeItem(this.key);
      return;
    }
    const values = new Map(kept.values);
    let changed = false;
    for (const field of this.fields()) {
      const tick = ["radio", "checkbox"].includes(field.type);
      const before = tick ? field.checked : field.value;
      if (tick) field.checked = values.get(field.name) === field.value;
      else if (values.has(field.name)) field.value = values.get(field.name);
      changed ||= before !== (tick ? field.checked : field.value);
    }
    if (changed && this.told) this.told.hidden = false;
  }

  connection() {
    if (this.net) this.net.hidden = navigator.onLine;
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

document.querySelectorAll("form[data-keep]").forEach((form) => new Keeper(form));
