// A piece goes into the bag without leaving its page; without this the same form leads to the bag.
import { show } from "./basket.js";

const form = document.querySelector("form[data-buy]");

function say(...words) {
  const place = form.querySelector("[data-said]");
  place.classList.toggle("field__error", words.length === 1);
  place.replaceChildren(...words);
}

async function add() {
  const headers = { Accept: "application/json" };
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new FormData(form), headers });
  const told = await answer.json();
  if (!answer.ok) return say(told.error);
  show(told);
  say(told.message, " ", form.querySelector("template").content.cloneNode(true));
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  add()
    .catch(() => say(form.dataset.broken))
    .finally(() => form.removeAttribute("aria-busy"));
});
