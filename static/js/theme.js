// Remembers the chosen colour theme; without script the choice holds for the page.
document.querySelector("[data-theme-switch]")?.addEventListener("change", ({ target }) => {
  const chosen = target.value === "auto" ? "" : target.value;
  document.cookie = `theme=${chosen}; path=/; max-age=${chosen ? 31536000 : 0}; samesite=lax`;
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
});
