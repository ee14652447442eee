/*
 * The attendance sheet on a phone whose line comes and goes. Each mark is kept on the phone first,
 * under a name of its own, and sent when the line allows it; sent twice it counts once. What somebody
 * else has changed meanwhile is shown beside it, and nothing is overwritten before she has chosen.
 * Without this module the sheet is a form like any other.
 *
 * Works on `[data-sheets]` (how much waits, with all words) and on `form[data-sheet]`.
 */
import { Book, fresh } from "./phone.js";
import { Refused, ask, token } from "./line.js";
import { Queue } from "./queue.js";

const box = document.querySelector("[data-sheets]");
const form = document.querySelector("form[data-sheet]");
const words = box?.dataset ?? {};
const owner = words.owner;
const book = new Book("sheets", ["marks", "known"]);
const PATIENCE = 3000; // so long a pressed button waits for the line
const number = new Intl.NumberFormat(document.documentElement.lang);
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

class Sheets {
  constructor() {
    this.rows = new Map();
    this.last = new Map(); // the newest mark of this phone for each person, sent or not
    this.queue = new Queue("sheets", {
      waiting: () => this.next(),
      send: (marks) => this.send(marks),
      refused: (marks, error) => this.refused(marks, error),
      shown: (signedOut) => this.show(signedOut),
    });
  }

  async begin() {
    if (form) this.take(form);
    await this.ready;
    await this.show();
    this.proceed();
    this.remember();
  }

  /* The form of this page */

  take(sheet) {
    this.lesson = sheet.dataset.sheet;
    this.key = sheet.elements.csrf_token.value;
    for (const row of sheet.querySelectorAll("[data-enrolment]")) this.rows.set(row.dataset.enrolment, row);
    this.ready = this.recall();
    sheet.addEventListener("change", (event) => this.changed(event.target));
    sheet.addEventListener("submit", (event) => this.save(event));
    const every = sheet.querySelector("[data-all-present]");
    every.hidden = false;
    every.addEventListener("click", () => this.allPresent());
  }

  /* What this phone knows beyond the page, which may be one that it kept. */
  async recall() {
    for (const [enrolment, row] of this.rows) {
      const known = await book.get("known", this.place(enrolment));
      if (known && known.version > seenOf(row)) stand(row, known);
    }
    for (const mark of await this.waiting()) {
      if (mark.lesson !== this.lesson || !this.rows.has(mark.enrolment)) continue;
      this.last.set(mark.enrolment, mark.id);
      check(this.rows.get(mark.enrolment), mark.mark);
    }
  }

  async changed(radio) {
    const row = radio.closest("[data-enrolment]");
    if (!row || radio.type !== "radio") return;
    const { value } = radio;
    await this.ready;
    check(row, value);
    await this.mark(row, value);
    await this.show();
    this.proceed();
  }

  async allPresent() {
    await this.ready;
    for (const row of this.rows.values()) {
      if (row.querySelector("input:checked")) continue;
      check(row, "present");
      await this.mark(row, "present");
    }
    await this.show();
    this.proceed();
  }

  /* A choice where two marks stand against each other was made over what the other one saw. */
  async mark(row, value) {
    const { enrolment } = row.dataset;
    const against = await this.against(enrolment);
    if (against) await this.settle(enrolment, against);
    const id = fresh();
    this.newest = Math.max(Date.now(), (this.newest ?? 0) + 1); // no two at the same moment
    await book.put("marks", {
      id,
      owner,
      at: this.newest,
      url: form.dataset.marks,
      page: location.pathname,
      lesson: this.lesson,
      enrolment,
      mark: value,
      seen: seenOf(row),
      follows: this.last.get(enrolment) ?? "",
      state: "waiting",
    });
    this.last.set(enrolment, id);
  }

  async save(event) {
    event.preventDefault();
    await Promise.race([this.proceed(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    const left = (await this.waiting()).filter((mark) => mark.lesson === this.lesson);
    if (left.length) box.scrollIntoView({ block: "nearest" });
    else if (form.querySelector("input:checked")) location.assign(form.dataset.onward);
    else form.submit(); // the server says what is missing
  }

  /* Two marks for one person */

  async against(enrolment) {
    return (await this.waiting()).findLast((mark) => mark.enrolment === enrolment && mark.state === "changed");
  }

  async settle(enrolment, against) {
    for (const mark of await this.waiting()) {
      if (mark.lesson === against.lesson && mark.enrolment === enrolment) await book.drop("marks", mark.id);
    }
    this.last.delete(enrolment);
    await this.learn(against, against.now);
  }

  async keepTheirs(row, against) {
    await this.settle(row.dataset.enrolment, against);
    check(row, against.now.mark);
    await this.show();
  }

  async keepMine(row, against) {
    check(row, against.mark);
    await this.mark(row, against.mark);
    await this.show();
    this.proceed();
  }

  /* Sending what waits, a session at a time, in one window only */

  waiting() {
    return book.all("marks", owner);
  }

  proceed() {
    return this.queue.proceed();
  }

  /* A session at a time. */
  async next() {
    const waiting = (await this.waiting()).filter((mark) => mark.state === "waiting");
    return waiting.filter((mark) => mark.url === waiting[0].url).slice(0, 200);
  }

  async refused(marks, error) {
    for (const mark of marks) await book.put("marks", { ...mark, state: "wrong", why: error.message });
  }

  async send(marks) {
    const lines = marks.map(({ id, enrolment, mark, seen, follows, at }) => ({ name: id, enrolment, mark, seen, follows, at }));
    const body = JSON.stringify({ marks: lines });
    let answer = await this.post(marks[0], body);
    if (answer.status === 422) {
      this.key = await token(marks[0].page); // the session of now knows another one
      answer = await this.post(marks[0], body);
    }
    if (!answer.ok) throw new Refused(answer.status, await reason(answer));
    const told = new Map((await answer.json()).answers.map((one) => [one.name, one]));
    for (const mark of marks) await this.hear(mark, told.get(mark.id));
  }

  async post(mark, body) {
    this.key ??= await token(mark.page);
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.key };
    return ask(mark.url, { method: "POST", headers, body });
  }

  async hear(mark, told) {
    if (told.outcome === "changed") {
      await book.put("marks", { ...mark, state: "changed", now: told.now });
      return;
    }
    if (told.now) await this.learn(mark, told.now);
    await book.drop("marks", mark.id);
  }

  /* What stands at the server, so far as this phone knows. */
  async learn(mark, now) {
    await book.put("known", { id: this.place(mark.enrolment, mark.lesson), owner, at: Date.now(), ...now });
    const row = mark.lesson === this.lesson && this.rows.get(mark.enrolment);
    if (!row) return;
    row.querySelector("[data-seen]").value = now.version;
    if (this.last.get(mark.enrolment) === mark.id) check(row, now.mark);
  }

  place(enrolment, lesson = this.lesson) {
    return `${owner}:${lesson}:${enrolment}`;
  }

  /* What she sees */

  async show(signedOut = false) {
    const marks = await this.waiting();
    const people = new Set(marks.map((mark) => `${mark.lesson}:${mark.enrolment}`));
    box.hidden = !people.size;
    box.querySelector("[data-count]").textContent = number.format(people.size);
    box.querySelector("[data-sign-in]").hidden = !signedOut;
    const wrong = marks.find((mark) => mark.state === "wrong");
    const failed = box.querySelector("[data-wrong]");
    failed.hidden = !wrong;
    failed.querySelector("span").textContent = wrong?.why ?? "";
    failed.querySelector("button").onclick = () => this.forget();
    this.sheetsThatWait(marks);
    for (const [enrolment, row] of this.rows) {
      this.note(row, marks.filter((mark) => mark.lesson === this.lesson && mark.enrolment === enrolment));
    }
    this.progress();
  }

  /* What the server will not have, as from a session that was called off, goes when she says so. */
  async forget() {
    for (const mark of await this.waiting()) if (mark.state === "wrong") await book.drop("marks", mark.id);
    await this.show();
  }

  sheetsThatWait(marks) {
    for (const place of document.querySelectorAll("[data-waits-for]")) {
      const waits = marks.some((mark) => mark.lesson === place.dataset.waitsFor);
      place.hidden = !waits;
    }
  }

  note(row, marks) {
    const against = marks.findLast((mark) => mark.state === "changed");
    row.querySelector("[data-unsent]").hidden = !marks.length;
    const place = row.querySelector("[data-against]");
    place.replaceChildren();
    if (!against) return;
    const shown = document.querySelector("template[data-two-marks]").content.cloneNode(true);
    say(shown, "now", words.now, { mark: against.now.words, who: against.now.who, when: against.now.when });
    say(shown, "mine", words.mine, { mark: wordsOf(row, against.mark), when: clock.format(against.at) });
    shown.querySelector("[data-theirs]").addEventListener("click", () => this.keepTheirs(row, against));
    shown.querySelector("[data-keep]").addEventListener("click", () => this.keepMine(row, against));
    place.append(shown);
  }

  progress() {
    const told = form?.querySelector("[data-progress]");
    if (!told) return;
    const marked = [...this.rows.values()].filter((row) => row.querySelector("input:checked")).length;
    told.textContent = fill(words.progress, { n: number.format(marked), of: number.format(this.rows.size) });
  }

  /* The sheets of these days are there when the line is not. */
  async remember() {
    const worker = navigator.serviceWorker;
    if (!worker || !words.worker) return;
    await worker.register(words.worker, { scope: words.scope }).catch(() => null);
    const ready = await worker.ready.catch(() => null);
    const others = [...document.querySelectorAll("a[data-offline]")].map((link) => link.href);
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    const parts = loaded.filter((name) => new URL(name).pathname.startsWith("/static/"));
    ready?.active?.postMessage({ owner, screens: [location.href, words.scope, ...others], parts });
  }
}

function seenOf(row) {
  return Number(row.querySelector("[data-seen]").value);
}

function stand(row, known) {
  row.querySelector("[data-seen]").value = known.version;
  check(row, known.mark);
}

function check(row, mark) {
  const radio = row.querySelector(`input[value="${mark}"]`);
  if (radio) radio.checked = true;
}

function wordsOf(row, mark) {
  return row.querySelector(`input[value="${mark}"]`)?.ariaLabel ?? mark;
}

function fill(text, values) {
  return Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), text);
}

function say(shown, name, text, values) {
  shown.querySelector(`[data-said=${name}]`).textContent = fill(text, values);
}

async function reason(answer) {
  const told = await answer.json().catch(() => ({}));
  return told.error ?? told.message ?? "";
}

if (box && "indexedDB" in window) new Sheets().begin().catch(() => {});
