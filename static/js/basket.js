// The bag's count: pages are the same for everyone, so it arrives separately.
const tool = document.querySelector("[data-basket]");

export function show({ count, shown }) {
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

export async function showCount() {
  if (!tool?.dataset.basket) return;
  const answer = await fetch(tool.dataset.basket, { headers: { Accept: "application/json" } });
  if (answer.ok) show(await answer.json());
}

showCount().catch(() => {});
