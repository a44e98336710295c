// The index over all articles: sort by a column, find, count decisions. The table is complete and sorted without this script.
"use strict";
(() => {
  document.documentElement.classList.add("js");
  const byId = (id) => document.getElementById(id);
  const table = byId("table");
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

  // --- finding: in the names of the articles, and in the artifacts that stand in several places
  const find = byId("find");
  const groups = [...document.querySelectorAll(".groups details")];
  find.addEventListener("input", () => {
    const words = find.value.toLowerCase();
    let count = 0;
    for (const row of rows) {
      row.hidden = !row.cells[0].dataset.value.toLowerCase().includes(words);
      count += !row.hidden;
    }
    for (const group of groups) group.hidden = !group.dataset.text.includes(words) && !group.textContent.toLowerCase().includes(words);
    const places = groups.filter((group) => !group.hidden).length;
    byId("found").textContent = words ? `${count} of ${rows.length} articles, ${places} of ${groups.length} artifacts` : "";
  });

  // --- decisions: what the article pages have kept in this browser
  const keptFor = (row) => {
    try {
      const doc = JSON.parse(localStorage.getItem(`mtcheck:${row.dataset.report}`));
      return Array.isArray(doc?.decisions) ? doc : null;
    } catch {
      return null; // no storage, or not ours
    }
  };

  function countDecided() {
    let all = 0;
    let done = 0;
    for (const row of rows) {
      const open = Number(row.dataset.open);
      const decided = Math.min(open, keptFor(row)?.decisions.filter((given) => given?.decision).length ?? 0);
      const cell = row.querySelector(".decided");
      cell.textContent = `${decided} of ${open}`;
      cell.parentElement.dataset.value = open ? decided / open : 1;
      all += open;
      done += decided;
    }
    byId("decided").textContent = `${done} of ${all}`;
    byId("export").disabled = !done;
  }

  function exportAll() {
    const documents = rows.map(keptFor).filter(Boolean);
    if (!documents.length) return;
    const tool = documents[0].signature?.split("|")[0];
    const text = `${JSON.stringify({ format: "mtcheck-decisions", version: 1, tool, documents }, null, 1)}\n`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "all.decisions.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    byId("said").textContent = `Decisions on ${documents.length} articles exported.`;
  }

  byId("export").addEventListener("click", exportAll);
  window.addEventListener("storage", countDecided);
  window.addEventListener("pageshow", countDecided);

  // --- keys
  const links = () => rows.filter((row) => !row.hidden).map((row) => row.querySelector("th a")).filter(Boolean);
  const step = (by) => {
    const shown = [...body.rows].map((row) => row.querySelector("th a")).filter((link) => links().includes(link));
    const at = shown.indexOf(document.activeElement);
    shown[(at < 0 && by < 0 ? shown.length : at) + by]?.focus();
  };
  const keys = { j: () => step(1), k: () => step(-1), s: exportAll, "/": () => find.focus() };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    let on = true;
    try {
      on = !localStorage.getItem("mtcheck:keys-off");
    } catch { /* no storage: keys are on */ }
    if (!on || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
