// The bag's count and the hearts of what is saved: pages are the same for everyone, so they arrive
// separately.
const tool = document.querySelector("[data-basket]");

export function show({ count, shown, saved }) {
  if (saved) mark(saved);
  if (!tool) return;
  const words = tool.querySelector(".sr");
  tool.querySelector(".tool__count")?.remove();
  words.dataset.none ??= words.textContent;
  words.textContent = count ? tool.dataset.words.replace("{n}", shown) : words.dataset.none;
  if (!count) return;
  const badge = Object.assign(document.createElement("span"), { className: "tool__count", textContent: shown });
  badge.setAttribute("aria-hidden", "true");
  words.before(badge);
}

function mark(saved) {
  for (const heart of document.querySelectorAll(".piece__save")) {
    const title = heart.closest(".piece")?.querySelector(".piece__name")?.textContent.trim();
    heart.dataset.label ??= heart.ariaLabel;
    heart.ariaLabel = `${heart.dataset.label}: ${title}`;
    heart.ariaPressed = saved.includes(Number(heart.value));
  }
}

async function save(form, heart) {
  const body = new FormData(form, heart);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  show(await answer.json());
}

document.querySelector("#save")?.addEventListener("submit", (event) => {
  const { target: form, submitter: heart } = event;
  event.preventDefault();
  if (heart.ariaBusy) return;
  heart.ariaBusy = "true";
  save(form, heart)
    .catch(() => {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: heart.name, value: heart.value }));
      form.submit(); // the page it leads to says what is wrong
    })
    .finally(() => (heart.ariaBusy = null));
});

export async function showCount() {
  if (!tool?.dataset.basket) return;
  const answer = await fetch(tool.dataset.basket, { headers: { Accept: "application/json" } });
  if (answer.ok) show(await answer.json());
}

showCount().catch(() => {});
