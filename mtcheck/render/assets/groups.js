// Suspects that stand in many places, decided at once: what is decided already stays as it is.
"use strict";
(() => {
  if (!index) return;
  const { toast, recall, store, count } = page;

  function decide(at, action) {
    const before = new Map();
    let done = 0;
    const byRow = Map.groupBy(index.data.groups[at], (place) => place.row);
    for (const [row, places] of byRow) {
      const article = index.data.articles[row];
      const decided = new Set(records.listOf(records.read(article.report)).filter(({ decision }) => decision).map(({ fingerprint }) => fingerprint));
      const open = places.filter(({ fingerprint }) => !decided.has(fingerprint));
      if (!open.length) continue;
      before.set(article, recall(records.KEPT + article.report));
      index.mergeInto(article, open.map((place) => records.clean({
        ...place, decision: action === "take" || action === "artifact" ? "artifact" : "false-positive",
        edit: action === "take" ? place.edits[0] ?? null : null, name: action === "name" ? place.text : "",
        reviewer: recall("mtcheck:reviewer") || "", time: new Date().toISOString(), comment: "", origin: "tool",
      })));
      done += open.length;
    }
    index.countDecided();
    showAll();
    const undo = () => {
      for (const [article, kept] of before) store(records.KEPT + article.report, kept);
      index.countDecided();
      showAll();
      toast("Undone.");
    };
    toast(done ? `${count(done, "suspect")} in ${count(before.size, "article")} decided.` : "All of them are decided already.", { undo: done ? undo : null });
  }

  function showAll() {
    for (const box of page.all("[data-group]")) {
      const places = index.data.groups[Number(box.dataset.group)];
      const left = places.filter(({ row, fingerprint }) => !decidedOf(row).has(fingerprint)).length;
      box.querySelector(".said").textContent = left < places.length ? `${places.length - left} of ${places.length} decided` : "";
    }
    cache.clear();
  }

  const cache = new Map();
  function decidedOf(row) {
    if (!cache.has(row)) {
      const list = records.listOf(records.read(index.data.articles[row].report));
      cache.set(row, new Set(list.filter(({ decision }) => decision).map(({ fingerprint }) => fingerprint)));
    }
    return cache.get(row);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) decide(Number(button.closest("[data-group]").dataset.group), button.dataset.do);
  });
  window.addEventListener("pageshow", showAll);
})();
