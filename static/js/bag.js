// Changes in the bag arrive in place; without this the same forms reload the page.
import { showCount } from "./basket.js";

let gift = Promise.resolve();

async function send(form, submitter) {
  await gift; // or the bag that comes back would not know its words yet
  const body = new FormData(form); // its buttons are named "action" and hide the property of that name
  if (submitter?.name) body.set(submitter.name, submitter.value);
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { "X-Fragment": "bag" } });
  const text = await answer.text();
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("#bag");
  if (!fresh) throw new Error("no bag in the answer");
  const again = document.activeElement?.getAttribute("aria-label");
  const line = document.activeElement?.closest("article")?.id;
  document.querySelector("#bag").replaceWith(fresh);
  const same = line && again && fresh.querySelector(`#${line} [aria-label="${CSS.escape(again)}"]`);
  (same || fresh.querySelector(".errors") || fresh.querySelector("h1")).focus();
  await showCount().catch(() => {});
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-bag]") || form.dataset.plain) return;
  event.preventDefault();
  form.setAttribute("aria-busy", "true");
  send(form, event.submitter).catch(() => {
    form.dataset.plain = "1";
    form.requestSubmit(event.submitter);
  });
});

// What is said of a gift is kept at once, for whoever goes on without pressing its button.
async function keepGift(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true, headers: { "X-Fragment": "bag" } });
  if (!answer.ok) form.requestSubmit();
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("form.gift")) gift = keepGift(form).catch(() => {});
  if (event.target.name === "quantity" && form?.matches("form[data-bag]")) form.requestSubmit(form.querySelector('[value="set"]'));
});
