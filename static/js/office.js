// Keys of the office: G and a letter lead to a page, / to the search, ? tells of all of them.
// Letters go by where they lie, so that they are the same on a Persian keyboard.
const dialog = document.querySelector("[data-keys]");
const listening = dialog.querySelector("[data-keys-on]");
const WAITS = 1500;
const SILENT = "office-keys-silent";
let begun = -WAITS;

try {
  listening.checked = !localStorage.getItem(SILENT);
} catch {
  // Where nothing may be kept they are listened to.
}
listening.addEventListener("change", () => {
  try {
    if (listening.checked) localStorage.removeItem(SILENT);
    else localStorage.setItem(SILENT, "1");
  } catch {
    // It holds for this page.
  }
});

const open = () => {
  if (!dialog.open) dialog.showModal();
};

const inField = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog");

const toSearch = () => {
  const field = document.querySelector("main [role='search'] input:not([type='hidden'])");
  field?.focus();
  field?.select?.();
  return field;
};

const follow = (code) => {
  const place = document.querySelector(`.side__nav [data-key="${code.slice(3).toLowerCase()}"]`);
  place?.click();
  return place;
};

addEventListener("keydown", (event) => {
  const { key, code, timeStamp } = event;
  const other = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat;
  if (other || event.defaultPrevented || inField(event.target)) return;
  if (key === "?" || key === "\u061f") {
    if (!listening.checked) return;
    event.preventDefault();
    open();
    return;
  }
  if (!listening.checked || event.shiftKey) return;
  const second = timeStamp - begun < WAITS;
  begun = -WAITS;
  if (second && /^Key[A-Z]$/.test(code) && follow(code)) event.preventDefault();
  else if (code === "KeyG" && !second) begun = timeStamp;
  else if (key === "/" && toSearch()) event.preventDefault();
});

for (const button of document.querySelectorAll("[data-keys-open]")) {
  button.hidden = false;
  button.addEventListener("click", open);
}

// One box that chooses all rows of a table.
for (const form of document.querySelectorAll("[data-acts]")) {
  const label = form.querySelector("[data-choose-all]");
  const all = label.querySelector("input");
  const rows = [...form.elements].filter(({ name, type }) => name === "row" && type === "checkbox");
  const count = () => {
    const chosen = rows.filter(({ checked }) => checked).length;
    all.checked = chosen === rows.length;
    all.indeterminate = chosen > 0 && !all.checked;
  };
  label.hidden = rows.length < 2;
  all.addEventListener("change", () => {
    for (const row of rows) row.checked = all.checked;
  });
  for (const row of rows) row.addEventListener("change", count);
  count();
}
