/*
 * Screens of the studio that are sent when the line allows it, each once. A screen is kept on the
 * phone first and then sent with a key of its own; what could not be sent waits here, is shown, and
 * goes by itself when the line is back. Without this module forms are sent by the browser as ever.
 *
 * Works on `[data-outbox]` (the list, with all its words) and on `form[data-step]`.
 */
import { all, drop, fresh, get, put } from "./phone.js";
import { Refused, SignedOut, ask, patience, send, token } from "./line.js";

const box = document.querySelector("[data-outbox]");
const words = box?.dataset ?? {};
const owner = words.owner;

class Outbox {
  constructor() {
    this.going = false;
    addEventListener("online", () => this.proceed());
    document.querySelectorAll("form[data-step]").forEach((form) => this.watch(form));
  }

  async begin() {
    await this.show();
    this.proceed();
    this.remember();
  }

  /* Forms of this page */

  watch(form) {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented || this.native) return;
      const pending = photographs(form);
      const waiting = form.querySelector("[data-upload-list] > .is-waiting");
      if (pending.length && !waiting) return; // upload.js holds the form until they have come
      event.preventDefault();
      this.take(form, event.submitter, pending).catch(() => this.plainly(form, event.submitter));
    });
    this.giveBack(form);
  }

  async take(form, submitter, pending) {
    const step = {
      id: fresh(),
      owner,
      at: Date.now(),
      url: form.action,
      page: location.href,
      piece: form.dataset.step,
      title: document.querySelector("main h2")?.textContent ?? document.title,
      fields: fieldsOf(form, submitter),
      files: pending,
      state: "waiting",
    };
    await put("steps", step);
    submitter?.setAttribute("aria-busy", "true");
    const first = (await all("steps", owner)).find((other) => other.piece === step.piece);
    if (pending.length || first.id !== step.id) return this.later(form, submitter, step);
    try {
      const answer = await this.sent(step);
      location.assign(answer.next);
    } catch (error) {
      if (error instanceof Refused) {
        await drop("steps", step.id); // the page itself shows what is wrong
        this.plainly(form, submitter);
      } else await this.later(form, submitter, step);
    }
    return undefined;
  }

  /* She goes on; the screen follows. */
  async later(form, submitter, step) {
    submitter?.removeAttribute("aria-busy");
    await this.show();
    const onward = submitter?.name === "later" ? words.home : form.dataset.onward;
    const known = onward && (await caches?.match(onward).catch(() => null));
    if (known && navigator.serviceWorker?.controller) location.assign(onward);
    else box.scrollIntoView({ block: "nearest" });
    this.proceed();
    return step;
  }

  plainly(form, submitter) {
    this.native = true;
    form.requestSubmit(submitter);
  }

  /* A screen that was not taken comes back with what she typed. */
  async giveBack(form) {
    const refused = (await all("steps", owner)).find(
      (step) => step.url === form.action && step.state !== "waiting",
    );
    if (!refused) return;
    const values = new Map(refused.fields);
    for (const field of form.elements) {
      if (!field.name || ["hidden", "file", "submit", "button"].includes(field.type)) continue;
      if (["radio", "checkbox"].includes(field.type)) field.checked = values.get(field.name) === field.value;
      else if (values.has(field.name)) field.value = values.get(field.name);
    }
    form.addEventListener("submit", () => drop("steps", refused.id), { once: true });
  }

  /* Sending what waits, one after the other, in one window only. */

  /* Again, where a screen was added while the last one was on its way. */
  async proceed() {
    this.wanted = true;
    if (this.going) return;
    this.going = true;
    const alone = (work) =>
      navigator.locks ? navigator.locks.request("studio", { ifAvailable: true }, (lock) => lock && work()) : work();
    do {
      this.wanted = false;
      await alone(() => this.empty()).catch(() => {});
    } while (this.wanted);
    this.going = false;
  }

  async empty() {
    for (let tries = 0; ; ) {
      const stuck = new Set();
      const next = (await all("steps", owner)).find((step) => {
        if (step.state !== "waiting") stuck.add(step.piece); // what follows waits for her decision
        return !stuck.has(step.piece);
      });
      if (!next) return;
      try {
        await this.sent(next);
        tries = 0;
        this.say(words.sent.replace("{step}", next.title));
      } catch (error) {
        if (error instanceof SignedOut) {
          await this.show(true);
          return;
        }
        if (error instanceof Refused && error.status < 500 && error.status !== 429) {
          await put("steps", { ...next, state: error.status === 409 ? "changed" : "wrong" });
        } else await patience(tries++);
      }
      await this.show();
    }
  }

  /* One screen: its photographs first, then itself, under the version that her own screens made. */
  async sent(step) {
    const fields = new Map(step.fields);
    for (const [name, id] of step.files) fields.set(name, await this.photograph(id, step));
    const versions = (await get("versions", `${owner}:${step.piece}`)) ?? { chain: {} };
    let seen = fields.get("seen");
    while (versions.chain[seen]) seen = versions.chain[seen];
    fields.set("seen", seen);
    fields.set("csrf_token", await token(step.page));
    const headers = { "Idempotency-Key": step.id };
    const body = new URLSearchParams([...fields]);
    const answer = await ask(step.url, { method: "POST", headers, body });
    if (!answer.ok) throw new Refused(answer.status);
    const told = await answer.json();
    if (seen && String(told.version) !== seen) versions.chain[seen] = String(told.version);
    await put("versions", { id: `${owner}:${step.piece}`, owner, chain: versions.chain });
    await drop("steps", step.id);
    for (const file of await all("files", owner)) {
      if (file.page === new URL(step.url).pathname) await drop("files", file.id);
    }
    return told;
  }

  async photograph(id, step) {
    const file = await get("files", id);
    if (!file) return "";
    if (!file.picture) {
      const picture = await send(file, {
        root: words.uploads,
        page: step.page,
        remember: (changed) => put("files", changed),
        progress: () => {},
        waiting: () => {},
      });
      file.picture = picture.id;
      await put("files", file);
    }
    return String(file.picture);
  }

  /* What she sees */

  async show(signedOut = false) {
    const steps = await all("steps", owner);
    box.hidden = !steps.length;
    box.querySelector("[data-sign-in]").hidden = !signedOut;
    const list = box.querySelector("ul");
    list.replaceChildren(
      ...steps.map((step) => {
        const row = document.createElement("li");
        const link = document.createElement("a");
        link.href = step.page;
        link.textContent = step.title;
        row.dataset.state = step.state;
        row.append(link, ": ", words[step.state]);
        return row;
      }),
    );
  }

  say(text) {
    box.querySelector("[role=status]").textContent = text;
  }

  /* The other screens of this piece are there when the line is not. */
  async remember() {
    const worker = navigator.serviceWorker;
    if (!worker || !words.worker) return;
    await worker.register(words.worker, { scope: words.scope }).catch(() => null);
    const ready = await worker.ready.catch(() => null);
    const screens = JSON.parse(document.querySelector("form[data-step]")?.dataset.screens ?? "[]");
    ready?.active?.postMessage({ owner, screens: [location.href, words.home, ...screens] });
  }
}

function fieldsOf(form, submitter) {
  const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  if (submitter?.name) fields.push([submitter.name, submitter.value]);
  return fields;
}

/* The photographs that have not arrived: the field that waits for each, and where it is kept. */
function photographs(form) {
  return [...form.querySelectorAll("[data-upload-list] > li")]
    .filter((row) => row.record && !row.record.picture && !row.classList.contains("is-fail"))
    .map((row) => [row.querySelector("[data-picture-id]").name, row.record.id]);
}

if (box && "indexedDB" in window) new Outbox().begin().catch(() => {});
