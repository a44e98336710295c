// The index over all articles: sort by a column, find by name. The table is complete and sorted without this script.
"use strict";
(() => {
  document.documentElement.classList.add("js");
  const table = document.getElementById("table");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];

  // --- sorting: a button in each sortable heading; a second press turns the order round
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const kind = head.dataset.sort;
    if (!kind) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const falling = head.getAttribute("aria-sort") !== "descending" && !(kind === "text" && !head.hasAttribute("aria-sort"));
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      const sign = falling ? -1 : 1;
      const value = (row) => row.cells[column].dataset.value;
      const compare = kind === "text"
        ? (a, b) => value(a).localeCompare(value(b), "en", { numeric: true })
        : (a, b) => Number(value(a)) - Number(value(b));
      body.append(...rows.toSorted((a, b) => sign * compare(a, b)));
    });
  });

  // --- finding
  const find = document.getElementById("find");
  const found = document.getElementById("found");
  find.addEventListener("input", () => {
    const words = find.value.toLowerCase();
    let count = 0;
    for (const row of rows) {
      const hit = row.cells[0].dataset.value.toLowerCase().includes(words);
      row.hidden = !hit;
      count += hit;
    }
    found.textContent = words ? `${count} of ${rows.length}` : "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (event.key === "/") {
      event.preventDefault();
      find.focus();
    }
  });
})();
