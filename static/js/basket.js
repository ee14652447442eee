// The bag's count: pages are the same for everyone, so it arrives separately.
const tool = document.querySelector("[data-basket]");

export async function showCount() {
  if (!tool?.dataset.basket) return;
  const answer = await fetch(tool.dataset.basket, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { count, shown } = await answer.json();
  tool.querySelector(".tool__count")?.remove();
  if (!count) return;
  const badge = Object.assign(document.createElement("span"), { className: "tool__count", textContent: shown ?? count });
  badge.setAttribute("aria-hidden", "true");
  tool.querySelector(".sr").before(badge);
  tool.querySelector(".sr").textContent = tool.dataset.words.replace("{n}", shown ?? count);
}

showCount().catch(() => {});
