/*
 * The load list of an exhibition: a scanned code puts one more piece on it. Works on `form[data-load]`;
 * without it the figures are typed.
 */
const form = document.querySelector("form[data-load]");
const latin = (text) => text.replace(/[۰-۹]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹".indexOf(digit)).replace(/[٠-٩]/g, (digit) => "٠١٢٣٤٥٦٧٨٩".indexOf(digit));
const figures = new Intl.NumberFormat(document.documentElement.lang);
const count = (row) => Number(latin(row.querySelector(".input--count").value).replace(/[^0-9]/g, "")) || 0;

function begin() {
  const scan = form.querySelector("#scan");
  const said = form.querySelector("[data-said]");
  const rows = [...form.querySelectorAll("tr[data-sku]")];
  const say = (text, code) => (said.textContent = (text ?? "").replace("{code}", code));
  const sum = () => (form.querySelector("[data-packed]").textContent = figures.format(rows.reduce((all, row) => all + count(row), 0)));
  form.querySelector("[data-scan]").hidden = false;
  form.addEventListener("input", sum);
  scan.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const code = latin(scan.value).trim();
    const same = rows.filter((row) => row.dataset.sku.toLowerCase() === code.toLowerCase());
    const row = same.find((one) => count(one) && count(one) < Number(one.dataset.most)) ?? same.find((one) => count(one) < Number(one.dataset.most));
    scan.value = "";
    if (!row) return void say(same.length ? scan.dataset.all : scan.dataset.unknown, code);
    row.querySelector(".input--count").value = String(count(row) + 1);
    say(`${row.dataset.sku}: ${figures.format(count(row))}`);
    row.scrollIntoView({ block: "nearest" });
    sum();
  });
  sum();
}

if (form) begin();
