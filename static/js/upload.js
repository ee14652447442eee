/*
 * Sends photographs in pieces while the rest of the form is filled in. Each is kept on the phone until
 * it has arrived: a broken line, a closed tab or an empty battery only makes it wait. Without this
 * module the file input is an ordinary one and its files travel with the form.
 *
 * Works on `[data-upload]` as `components/uploads.html` prints it: a list of rows, a template for a
 * new row whose names carry `__n__`, a file input and a live region. All words come from data-*.
 */
import { all, drop, fresh, put } from "./phone.js";
import { Refused, SignedOut, ask, send, token } from "./line.js";

const LONGEST_SIDE = 2000;
const SMALL_ENOUGH = 600 * 1024;
const SHRINKABLE = /^image\/(jpeg|png|webp|avif|heic|heif)$/;
const AT_ONCE = 2;

class Queue {
  constructor(box) {
    this.box = box;
    this.words = box.dataset;
    this.list = box.querySelector("[data-upload-list]");
    this.template = box.querySelector("template");
    this.live = box.querySelector("[data-upload-live]");
    this.input = box.querySelector("input[type=file]");
    this.form = box.closest("form");
    this.page = this.form ? new URL(this.form.action).pathname : location.pathname;
    this.waiting = [];
    this.going = 0;
    this.next = Number(this.words.next);
    this.input.addEventListener("change", () => this.take());
    this.list.addEventListener("click", (event) => this.pressed(event));
    this.list.addEventListener("pointerdown", (event) => this.grab(event));
    this.form?.addEventListener("submit", (event) => this.hold(event));
    this.rows().forEach((row) => this.equip(row));
    this.renumber();
    this.restore().catch(() => {});
  }

  rows() {
    return [...this.list.querySelectorAll(":scope > li")];
  }

  say(words) {
    this.live.textContent = words;
  }

  /* Taking files */

  take() {
    for (const file of [...this.input.files]) {
      if (this.rows().length >= Number(this.words.most)) {
        this.say(this.words.full);
        break;
      }
      const record = { id: fresh(), owner: this.words.owner, page: this.page, at: Date.now() };
      Object.assign(record, { name: file.name, file, url: null, picture: null });
      this.line_up(record);
    }
    this.input.value = "";
    this.renumber();
    this.proceed();
  }

  line_up(record) {
    this.waiting.push({ record, row: this.open(record) });
  }

  /* What was chosen before the page was left, and has not come into the form, stands here again. */
  async restore() {
    const known = new Set(this.rows().map((row) => row.querySelector("[data-picture-id]").value));
    for (const record of await all("files", this.words.owner)) {
      if (record.page !== this.page) continue;
      if (record.picture && known.has(String(record.picture))) await drop("files", record.id);
      else this.line_up(record);
    }
    this.renumber();
    this.proceed();
  }

  open(record) {
    const html = this.template.innerHTML.replaceAll("__n__", String(this.next++));
    this.list.insertAdjacentHTML("beforeend", html);
    const row = this.list.lastElementChild;
    row.querySelector("[data-name]").textContent = record.name;
    row.querySelector("img").src = URL.createObjectURL(record.blob ?? record.file);
    row.record = record;
    this.equip(row);
    this.show(row, this.words.waiting);
    return row;
  }

  proceed() {
    while (this.going < AT_ONCE && this.waiting.length) {
      const { record, row } = this.waiting.shift();
      if (!row.isConnected) continue;
      this.going += 1;
      this.send(record, row).finally(() => {
        this.going -= 1;
        this.proceed();
        this.release();
      });
    }
  }

  async send(record, row) {
    row.classList.remove("is-fail");
    row.querySelector("[data-again]").hidden = true;
    record.blob ??= await shrunk(record.file);
    if (record.file && record.blob !== record.file) record.name = named(record.name, record.blob.type);
    delete record.file;
    const remember = () => put("files", record).catch(() => {}); // a full store only forgets
    await remember();
    try {
      if (!record.picture) {
        const picture = await send(record, {
          root: this.words.root,
          page: location.href,
          remember,
          progress: (part) => this.progress(row, part),
          waiting: () => this.wait(row),
          stopped: () => !row.isConnected,
        });
        if (!picture) return;
        record.picture = picture.id;
        await remember();
        this.follow(row, picture.state_url);
      }
      row.classList.remove("is-waiting");
      row.querySelector("[data-picture-id]").value = record.picture;
      this.show(row, this.words.done);
      this.say(`${record.name}: ${this.words.done}`);
    } catch (error) {
      const reason = error instanceof SignedOut ? this.words.signedOut : error.message;
      if (error instanceof Refused) await drop("files", record.id).catch(() => {});
      this.fail(row, reason || this.words.broken, !(error instanceof Refused));
    }
  }

  /* The worker may still find a fault that a look at the file did not. */
  async follow(row, url) {
    for (let wait = 800; wait < 20000 && row.isConnected; wait *= 1.4) {
      await new Promise((wake) => setTimeout(wake, wait));
      const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
      if (!answer?.ok) continue;
      const told = await answer.json();
      if (told.state === "failed") return this.fail(row, told.message, false);
      if (told.state === "ready") return undefined;
    }
    return undefined;
  }

  /* Showing how it goes */

  wait(row) {
    row.classList.add("is-waiting");
    this.show(row, this.words.offline);
  }

  progress(row, part) {
    row.classList.remove("is-waiting");
    const percent = Math.round(part * 100);
    const bar = row.querySelector("[role=progressbar]");
    bar.hidden = false;
    bar.setAttribute("aria-valuenow", percent);
    bar.querySelector("rect").setAttribute("width", percent);
    const shown = new Intl.NumberFormat(document.documentElement.lang).format(percent);
    row.querySelector("[data-state]").textContent = this.words.going.replace("{percent}", shown);
  }

  show(row, words) {
    row.querySelector("[role=progressbar]").hidden = true;
    const state = row.querySelector("[data-state]");
    state.className = "small muted";
    state.textContent = words;
  }

  fail(row, words, again) {
    this.show(row, words);
    row.classList.remove("is-waiting");
    row.classList.add("is-fail");
    row.querySelector("[data-state]").className = "small bad strong";
    row.querySelector("[data-picture-id]").value = "";
    row.querySelector("[data-again]").hidden = !again;
    this.say(`${row.querySelector("[data-name]").textContent}: ${words}`);
  }

  /* Order */

  equip(row) {
    row.querySelectorAll("[data-plain]").forEach((part) => (part.hidden = true));
    row.querySelectorAll("[data-tools]").forEach((part) => (part.hidden = false));
    const handle = row.querySelector("[data-handle]");
    if (handle) handle.style.touchAction = "none";
  }

  renumber() {
    const rows = this.rows();
    rows.forEach((row, index) => {
      row.querySelector("[data-place]").value = index + 1;
      row.querySelector("[data-up]").disabled = index === 0;
      row.querySelector("[data-down]").disabled = index === rows.length - 1;
    });
    this.input.disabled = rows.length >= Number(this.words.most);
  }

  pressed(event) {
    const button = event.target.closest("button");
    const row = button?.closest("li");
    if (!row) return;
    if ("up" in button.dataset) this.move(row, row.previousElementSibling, button);
    if ("down" in button.dataset) this.move(row.nextElementSibling, row, button);
    if ("remove" in button.dataset) this.remove(row);
    if ("again" in button.dataset) {
      this.waiting.push({ record: row.record, row });
      this.proceed();
    }
  }

  /* `first` comes to stand before `second`; the focus stays with whoever was pressed. */
  move(first, second, button) {
    if (!first || !second) return;
    this.list.insertBefore(first, second);
    this.renumber();
    (button.disabled ? button.closest("li").querySelector("[data-handle]") : button).focus();
    this.tell(button.closest("li"));
  }

  tell(row) {
    const count = new Intl.NumberFormat(document.documentElement.lang);
    const place = count.format(this.rows().indexOf(row) + 1);
    this.say(
      this.words.moved.replace("{place}", place).replace("{of}", count.format(this.rows().length)),
    );
  }

  /* A saved row stays in the form, marked, so that the server takes it out; a new one just goes. */
  remove(row) {
    this.forget(row.record);
    const mark = row.querySelector("[data-remove-mark]");
    const near = row.nextElementSibling ?? row.previousElementSibling;
    const name = row.querySelector("[data-name]").textContent;
    if (mark) {
      mark.checked = true;
      this.form.append(...row.querySelectorAll("input[type=hidden]"), mark);
      mark.hidden = true;
    }
    row.remove();
    this.renumber();
    this.say(`${name}: ${this.words.removed}`);
    (near?.querySelector("[data-remove]") ?? this.input).focus();
  }

  async forget(record) {
    if (!record) return;
    await drop("files", record.id).catch(() => {});
    if (!record.url || record.picture) return;
    const key = await token(location.href).catch(() => "");
    const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": key };
    ask(record.url, { method: "DELETE", headers }).catch(() => {});
  }

  grab(event) {
    const handle = event.target.closest("[data-handle]");
    const row = handle?.closest("li");
    if (!row || event.button) return;
    handle.setPointerCapture(event.pointerId);
    const drag = (moved) => {
      const over = this.rows().find((other) => {
        const edge = other.getBoundingClientRect();
        return other !== row && moved.clientY > edge.top && moved.clientY < edge.bottom;
      });
      if (!over) return;
      // the others step aside: an element that is itself moved would lose the pointer
      const below = row.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
      while (below && row.nextElementSibling !== null && row.previousElementSibling !== over) {
        row.before(row.nextElementSibling);
      }
      while (!below && row.nextElementSibling !== over) row.after(row.previousElementSibling);
    };
    const drop = () => {
      handle.removeEventListener("pointermove", drag);
      this.renumber();
      this.tell(row);
    };
    handle.addEventListener("pointermove", drag);
    handle.addEventListener("lostpointercapture", drop, { once: true });
  }

  /* The form waits for what is still on its way. */

  hold(event) {
    if (event.defaultPrevented || (!this.going && !this.waiting.length)) return;
    event.preventDefault();
    this.submitter = event.submitter;
    this.held = true;
    this.say(this.words.hold);
    this.submitter?.setAttribute("aria-busy", "true");
  }

  release() {
    if (!this.held || this.going || this.waiting.length) return;
    this.held = false;
    this.submitter?.removeAttribute("aria-busy");
    if (!this.list.querySelector(".is-fail")) this.form.requestSubmit(this.submitter);
  }
}

/* A large photograph is made smaller here: less to send, and its place and camera stay home. */
async function shrunk(file) {
  if (!SHRINKABLE.test(file.type) || file.size < SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const type = file.type === "image/jpeg" ? "image/jpeg" : "image/webp";
    const blob = await new Promise((take) => canvas.toBlob(take, type, 0.88));
    return blob && blob.size < file.size ? blob : file;
  } catch {
    return file; // a kind this browser cannot read; the server can
  }
}

function named(name, type) {
  return name.replace(/\.\w+$/, "") + (type === "image/webp" ? ".webp" : ".jpg");
}

document.querySelectorAll("[data-upload]").forEach((box) => new Queue(box));
