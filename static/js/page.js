// Small comforts on every page: menus close, papers print, codes are copied. Nothing depends on it.
const menus = document.querySelectorAll("details.menu");

addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

addEventListener("click", ({ target }) => {
  for (const menu of menus) if (!menu.contains(target)) menu.open = false;
});

// A row of links that scrolls sideways on a phone shows the page one is on.
for (const here of document.querySelectorAll(":is(.account__nav, .subnav) [aria-current]"))
  here.scrollIntoView({ block: "nearest", inline: "center" });

// Whoever signs out leaves no pages of hers on the phone; what she has not sent yet stays, unseen.
addEventListener("submit", ({ target }) => {
  if (target.action?.endsWith("/sign-out")) self.caches?.delete("studio-pages");
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    if (button.dataset.copied) button.textContent = button.dataset.copied;
  });
}
