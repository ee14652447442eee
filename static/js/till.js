/*
 * The screen of a till. A sale is kept on the device first, under a name and a number of its own, and
 * sent when the line allows it; sent twice it counts once. While the buyer stands there and the line
 * is up, the server may refuse it, and the slip comes back; otherwise it counts whatever happens, and
 * what the stock could not give is settled by a person. Without this module there is a plain form.
 *
 * Works on `[data-till]` (the slip, with all words) and on `form[data-count]` (the end of a shift).
 */
import { Book, fresh } from "./phone.js";
import { Refused, ask, token } from "./line.js";
import { Queue } from "./queue.js";

const box = document.querySelector("[data-till]");
const count = document.querySelector("form[data-count]");
const words = (box ?? count)?.dataset ?? {};
const { owner, shift } = words;
const book = new Book("till", ["sales", "state"]);
const SLIP = /^[A-Z0-9]{1,8}-\d{4,}-[0-9a-f]{6}-\d+$/; // what stands on a slip, for what comes back
const PATIENCE = 4000; // so long the buyer waits for the line
const figures = new Intl.NumberFormat(document.documentElement.lang);
const latin = (text) =>
  text.replace(/[۰-۹]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹".indexOf(digit)).replace(/[٠-٩]/g, (digit) => "٠١٢٣٤٥٦٧٨٩".indexOf(digit));
const whole = (text) => Number(latin(text).replace(/[^0-9]/g, "")) || 0;

/* What a device knows of itself: its name, and how many sales it has made in a shift. */
class Device {
  async name() {
    const known = await book.get("state", "device");
    if (known) return known.device;
    const device = fresh();
    await book.put("state", { id: "device", device });
    return (await book.get("state", "device")).device;
  }

  async made(of) {
    return (await book.get("sales", `made:${of}`))?.made ?? 0;
  }

  /* The sale and its number are kept together, or neither. */
  async keep(sale) {
    const device = await this.name();
    const alone = (act) => (navigator.locks ? navigator.locks.request("till-number", act) : act());
    return alone(async () => {
      const number = (await this.made(sale.shift)) + 1;
      const made = { id: `made:${sale.shift}`, made: number };
      const kept = { ...sale, device, number };
      await book.ask("sales", "readwrite", (store) => {
        store.put(made);
        return store.put(kept);
      });
      return kept;
    });
  }

  /* A sale that was refused while the buyer stood there has not been. */
  async forget(sale) {
    const last = (await this.made(sale.shift)) === sale.number;
    await book.ask("sales", "readwrite", (store) => {
      if (last) store.put({ id: `made:${sale.shift}`, made: sale.number - 1 });
      return store.delete(sale.id);
    });
    return last;
  }
}

const device = new Device();

class Till {
  constructor() {
    this.lines = new Map();
    this.answers = new Map();
    this.queue = new Queue("till", {
      waiting: async () => (await this.kept()).filter((sale) => sale.state === "waiting").slice(0, 50),
      send: (sales) => this.send(sales),
      refused: (sales, error) => this.refused(sales, error.message),
      shown: (signedOut) => this.show(signedOut),
    });
  }

  kept() {
    return book.all("sales", owner);
  }

  async begin() {
    if (box) await this.take();
    if (count) await this.fill();
    await this.show();
    this.queue.proceed().then(() => count && this.fill());
    if (box) this.remember();
  }

  /* The end of a shift: how many sales this device has made in it. */
  async fill() {
    count.elements.device.value = await device.name();
    count.elements.last.value = await device.made(shift);
    await this.show();
  }

  /* The screen */

  async take() {
    this.goods = new Map();
    for (const tile of document.querySelectorAll("[data-sku]")) this.goods.set(tile.dataset.sku, tile);
    document.querySelector(".till__goods").addEventListener("click", (event) => {
      const tile = event.target.closest("[data-sku]");
      if (tile) this.add(tile.dataset.sku, 1);
    });
    const scan = document.querySelector("#scan");
    scan.addEventListener("input", () => this.filter(scan.value));
    scan.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.scanned(scan);
    });
    for (const link of document.querySelectorAll("[data-craft]")) link.addEventListener("click", (event) => this.choose(event, link));
    box.querySelector(".slip__lines").addEventListener("click", (event) => this.pressed(event.target));
    box.querySelector(".slip__lines").addEventListener("change", ({ target }) => {
      if (target.matches("[data-quantity]")) this.set(target.closest("li").dataset.line, whole(target.value));
    });
    this.pay = box.querySelector("form");
    this.pay.addEventListener("input", () => this.sums());
    this.pay.addEventListener("submit", (event) => {
      event.preventDefault();
      this.sell().catch(() => this.say(words.broken));
    });
    box.querySelector("[data-all-card]").addEventListener("click", () => this.allByCard());
    for (const button of box.querySelectorAll("button:disabled")) button.disabled = false;
    const slip = await book.get("state", `slip:${owner}`);
    for (const [sku, quantity] of slip?.lines ?? []) if (this.goods.has(sku)) this.lines.set(sku, quantity);
    this.draw();
  }

  filter(text) {
    const wanted = latin(text).trim().toLowerCase();
    for (const tile of this.goods.values()) tile.hidden = Boolean(wanted) && !tile.dataset.words.toLowerCase().includes(wanted);
  }

  scanned(scan) {
    const code = latin(scan.value).trim();
    const shown = [...this.goods.values()].filter((tile) => !tile.hidden);
    const sku = [...this.goods.keys()].find((one) => one.toLowerCase() === code.toLowerCase());
    if (SLIP.test(code)) return void (location.href = words.receipts.replace("NUMBER", encodeURIComponent(code)));
    if (sku) this.add(sku, 1);
    else if (shown.length === 1) this.add(shown[0].dataset.sku, 1);
    else return this.say(words.unknown.replace("{code}", code));
    scan.value = "";
    return this.filter("");
  }

  choose(event, link) {
    event.preventDefault();
    for (const other of document.querySelectorAll("[data-craft]")) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    for (const tile of this.goods.values()) tile.hidden = Boolean(link.dataset.craft) && tile.dataset.of !== link.dataset.craft;
  }

  pressed(target) {
    const sku = target.closest("li")?.dataset.line;
    if (!sku) return;
    if (target.closest("[data-more]")) this.add(sku, 1);
    else if (target.closest("[data-less]")) this.add(sku, -1);
    else if (target.closest("[data-drop]")) this.set(sku, 0);
  }

  add(sku, pieces) {
    this.set(sku, (this.lines.get(sku) ?? 0) + pieces);
  }

  async set(sku, quantity) {
    if (quantity > 0) this.lines.set(sku, Math.min(quantity, 999));
    else this.lines.delete(sku);
    this.draw();
    await this.keepSlip();
  }

  keepSlip() {
    return book.put("state", { id: `slip:${owner}`, owner, at: Date.now(), lines: [...this.lines] });
  }

  /* Prices are whole toman, and discounts are rounded down for each piece, as the server does it. */
  rate() {
    return Number(this.pay.elements.discount.selectedOptions[0]?.dataset.rate ?? 0);
  }

  listed(sku) {
    return Number(this.goods.get(sku).dataset.price);
  }

  charged(sku) {
    return this.listed(sku) - Math.floor((this.listed(sku) * this.rate()) / 10000);
  }

  total(price) {
    return [...this.lines].reduce((sum, [sku, quantity]) => sum + price(sku) * quantity, 0);
  }

  draw() {
    const model = document.querySelector("template[data-line]");
    const rows = [...this.lines].map(([sku, quantity]) => {
      const row = model.content.cloneNode(true).firstElementChild;
      const { name } = this.goods.get(sku).dataset;
      row.dataset.line = sku;
      row.querySelector("[data-name]").textContent = name;
      row.querySelector("[data-each]").textContent = figures.format(this.listed(sku));
      row.querySelector("[data-sum]").textContent = figures.format(this.listed(sku) * quantity);
      row.querySelector("[data-quantity]").value = figures.format(quantity);
      for (const part of row.querySelectorAll("[data-of]")) part.setAttribute("aria-label", `${part.dataset.of} ${name}`);
      return row;
    });
    box.querySelector(".slip__lines").replaceChildren(...rows);
    box.querySelector("[data-empty]").hidden = rows.length > 0;
    for (const [sku, tile] of this.goods) {
      const mark = tile.querySelector(".tile__n");
      mark.hidden = !this.lines.has(sku);
      mark.textContent = figures.format(this.lines.get(sku) ?? 0);
    }
    this.sums();
  }

  sums() {
    const listed = this.total((sku) => this.listed(sku));
    const due = this.total((sku) => this.charged(sku));
    const parts = { listed, off: due - listed, due, cash: due - this.otherwise() };
    for (const [name, sum] of Object.entries(parts)) box.querySelector(`[data-${name}]`).textContent = figures.format(sum);
    document.querySelector("[data-go]")?.replaceChildren(figures.format(due));
    return parts;
  }

  otherwise() {
    const { card, transfer } = this.pay.elements;
    return whole(card.value) + whole(transfer.value);
  }

  allByCard() {
    const { card, card_reference: reference } = this.pay.elements;
    card.value = String(this.sums().due - whole(this.pay.elements.transfer.value));
    this.sums();
    box.querySelector("details").open = true;
    reference.focus();
  }

  paid() {
    const { elements } = this.pay;
    const parts = ["card", "transfer"].map((tender) => ({
      tender,
      amount: whole(elements[tender].value),
      reference: elements[`${tender}_reference`].value.trim(),
    }));
    return [...parts, { tender: "cash", amount: this.sums().cash, reference: "" }].filter((part) => part.amount);
  }

  async sell() {
    const paid = this.paid();
    if (!this.lines.size) return this.say(words.nothing);
    if (paid.some((part) => part.amount < 0)) return this.say(words.tooMuch);
    if (paid.some((part) => part.tender !== "cash" && !part.reference)) return this.say(words.reference);
    if (this.busy) return undefined;
    this.busy = true;
    try {
      const live = navigator.onLine && !(await this.kept()).length;
      const sale = await device.keep({ ...this.sale(paid), live });
      const slip = [...this.lines];
      this.clear();
      await this.show();
      const sent = this.queue.proceed();
      if (live) await Promise.race([sent, this.lineGone(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
      await this.after(sale, slip);
    } finally {
      this.busy = false;
    }
    return this.show();
  }

  sale(paid) {
    const discount = this.pay.elements.discount.value;
    return {
      id: fresh(),
      owner,
      at: Date.now(),
      url: words.sales,
      page: location.pathname,
      shift,
      state: "waiting",
      lines: [...this.lines].map(([sku, quantity]) => ({ sku, quantity, listed: this.listed(sku) })),
      paid,
      discount,
      discount_bp: this.rate(),
    };
  }

  /* What the server said while the buyer waited; nothing, where it has not answered. */
  async after(sale, slip) {
    const answer = this.answers.get(sale.id);
    this.answers.delete(sale.id);
    if (answer?.outcome === "refused" && sale.live) {
      for (const [sku, quantity] of slip) this.lines.set(sku, quantity);
      this.draw();
      await this.keepSlip();
      this.say(answer.message);
      return;
    }
    const still = await book.get("sales", sale.id);
    if (still) await book.put("sales", { ...still, live: false }); // the buyer has gone with it
    const number = `${sale.shift}-${sale.device.slice(0, 6)}-${sale.number}`;
    this.say((answer ? words.sold : words.keptHere).replace("{number}", number), answer && words.receipts.replace("NUMBER", number));
  }

  clear() {
    this.lines.clear();
    this.pay.reset();
    this.draw();
    return this.keepSlip();
  }

  /* Sending */

  async send(sales) {
    const body = JSON.stringify({ sales: sales.map((sale) => told(sale)) });
    try {
      let answer = await this.post(sales[0], body);
      if (answer.status === 422) {
        this.key = await token(sales[0].page); // the session of now knows another one
        answer = await this.post(sales[0], body);
      }
      if (!answer.ok) throw new Refused(answer.status, (await answer.json().catch(() => ({}))).error);
      const answers = new Map((await answer.json()).answers.map((one) => [one.name, one]));
      for (const sale of sales) await this.hear(sale, answers.get(sale.id));
    } catch (error) {
      if (!(error instanceof Refused)) await this.gone(sales);
      throw error;
    }
  }

  /* The line went while a sale was on its way: whoever bought it is not kept waiting. */
  async gone(sales) {
    for (const sale of sales) if (sale.live) await book.put("sales", { ...sale, live: false });
    this.released?.();
  }

  lineGone() {
    return new Promise((resolve) => {
      this.released = resolve;
    });
  }

  async post(sale, body) {
    this.key ??= await token(sale.page);
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.key };
    return ask(sale.url, { method: "POST", headers, body }, 30);
  }

  async hear(sale, answer) {
    this.answers.set(sale.id, answer);
    if (["kept", "conflict"].includes(answer.outcome)) await book.drop("sales", sale.id);
    else if (answer.outcome === "refused" && sale.live && (await device.forget(sale))) return;
    else await this.refused([sale], answer.message);
    if (answer.outcome === "conflict") this.say(words.conflict.replace("{number}", answer.number));
  }

  /* It stays here until a person has looked at it, and is sent again when she says so. */
  async refused(sales, why) {
    for (const sale of sales) await book.put("sales", { ...sale, live: false, state: "refused", why });
  }

  async again() {
    for (const sale of await this.kept()) if (sale.state === "refused") await book.put("sales", { ...sale, state: "waiting" });
    this.queue.proceed();
  }

  /* What she sees */

  async show(signedOut = false) {
    const sales = await this.kept();
    const line = document.querySelector("[data-line-state]");
    line.textContent = (sales.length ? words.queued : words.up).replace("{n}", figures.format(sales.length));
    line.dataset.waits = sales.length;
    document.querySelector("[data-sign-in]").hidden = !signedOut;
    const failed = sales.find((sale) => sale.state === "refused");
    const notice = document.querySelector("[data-refused]");
    notice.hidden = !failed;
    notice.querySelector("span").textContent = failed?.why ?? "";
    notice.querySelector("button").onclick = () => this.again();
  }

  say(text, address) {
    const place = document.querySelector("[data-said]");
    if (!place) return;
    place.textContent = text;
    const link = document.querySelector("[data-receipt]");
    link.hidden = !address;
    if (address) link.href = address;
  }

  /* The screen is there when the line is not. */
  async remember() {
    const worker = navigator.serviceWorker;
    if (!worker || !words.worker) return;
    await worker.register(words.worker, { scope: words.scope }).catch(() => null);
    const ready = await worker.ready.catch(() => null);
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    const parts = loaded.filter((name) => new URL(name).pathname.startsWith("/static/"));
    ready?.active?.postMessage({ owner, screens: [location.href], parts });
  }
}

function told({ id, device: of, number, shift: made_in, at, lines, paid, discount, discount_bp, live }) {
  return { name: id, device: of, number, shift: made_in, at, lines, paid, discount, discount_bp, live };
}

if ((box || count) && "indexedDB" in window) new Till().begin().catch(() => {});
