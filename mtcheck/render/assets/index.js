// The index as a desk: sort, filter, find, import and export, and the order in which the articles are gone through. The table is
// complete and sorted without this script.
"use strict";
const index = (() => {
  const { byId, all, on, toast, recall, store, count } = page;
  const table = byId("table");
  if (!table) return null;
  const data = page.parse(byId("data").textContent);
  const rows = [...all("tr.article")];
  const heads = [...table.tHead.rows[0].cells];
  const chips = [...all("[data-verdict][aria-pressed]")];
  const groups = [...all(".groups details")];
  const HERE = `mtcheck:index:${page.folder}`;
  const articleOf = (row) => data.articles[rows.indexOf(row)];
  const state = { column: -1, falling: true, folded: true, ...page.parse(recall(HERE, "sessionStorage") || "{}") };
  data.articles.forEach((article, at) => { article.hay = `${rows[at].textContent}\n${article.text}\n${article.words}`.toLowerCase(); });

  // ---------------------------------------------------------------- sorting
  function sort() {
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    const head = heads[state.column];
    if (!head?.dataset.sort) return;
    head.setAttribute("aria-sort", state.falling ? "descending" : "ascending");
    const value = (row) => row.cells[state.column].dataset.value;
    const compare = head.dataset.sort === "text"
      ? (a, b) => value(a).localeCompare(value(b), "en", { numeric: true })
      : (a, b) => Number(value(a)) - Number(value(b));
    for (const body of table.tBodies) {
      const own = rows.filter((row) => row.parentElement === body);
      body.append(...own.toSorted((a, b) => (state.falling ? -1 : 1) * compare(a, b)));
    }
  }

  heads.forEach((head, column) => {
    if (!head.dataset.sort) return;
    const button = page.make("button", { onclick: () => {
      const again = state.column === column;
      state.falling = again ? !state.falling : head.dataset.sort === "number";
      state.column = column;
      sort();
      keep();
    } }, head.textContent);
    head.replaceChildren(button);
  });

  // ---------------------------------------------------------------- filtering
  const decisionsOf = (article) => records.listOf(records.read(article.report));
  const decidedIn = (list) => list.filter((each) => each.decision && each.origin === "tool").length;

  function filter() {
    const words = byId("find").value.toLowerCase().trim();
    const wanted = new Set(chips.filter((chip) => chip.getAttribute("aria-pressed") === "true").map((chip) => chip.dataset.verdict));
    const cls = byId("class").value;
    const undecided = byId("undecided").checked;
    const searching = Boolean(words || cls || undecided);
    let shown = 0;
    for (const row of rows) {
      const article = articleOf(row);
      const fits = wanted.has(row.dataset.verdict) && (!words || article.hay.includes(words))
        && (!cls || article.classes.includes(cls)) && (!undecided || Number(row.dataset.left) > 0);
      const folded = row.dataset.verdict === "pass" && state.folded && !searching;
      row.hidden = !fits || folded;
      shown += fits;
    }
    for (const group of groups) group.hidden = Boolean(words) && !group.textContent.toLowerCase().includes(words);
    const fold = byId("fold");
    if (fold) {
      fold.setAttribute("aria-expanded", String(!state.folded || searching));
      fold.closest("tr").hidden = !wanted.has("pass");
    }
    const places = groups.filter((group) => !group.hidden).length;
    const also = words ? `, ${places} of ${groups.length} groups` : "";
    byId("found").textContent = searching ? `${shown} of ${count(rows.length, "article")}${also}` : "";
  }

  // The order that is shown is the order that `n` follows, past what is done.
  function keep() {
    Object.assign(state, {
      find: byId("find").value, cls: byId("class").value, undecided: byId("undecided").checked,
      off: chips.filter((chip) => chip.getAttribute("aria-pressed") === "false").map((chip) => chip.dataset.verdict),
    });
    store(HERE, JSON.stringify({ ...state, scroll: scrollY, at: document.activeElement?.getAttribute("href") }), "sessionStorage");
    const order = [...table.querySelectorAll("tr.article")].filter((row) => !row.hidden || row.dataset.verdict === "pass")
      .map((row) => ({ href: row.querySelector("th a")?.getAttribute("href"), report: articleOf(row).report, open: Number(row.dataset.open) }));
    store(`mtcheck:order:${page.folder}`, JSON.stringify(order.filter(({ href }) => href)));
  }

  function refresh() {
    filter();
    keep();
  }

  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      if (chip.dataset.verdict === "pass") state.folded = false;
      refresh();
    });
  }
  on("fold", () => {
    state.folded = !state.folded;
    refresh();
  });
  for (const id of ["find", "class", "undecided"]) byId(id).addEventListener("input", refresh);

  // ---------------------------------------------------------------- decisions
  function countDecided() {
    let [total, done, clashes] = [0, 0, 0];
    for (const row of rows) {
      const open = Number(row.dataset.open);
      const kept = records.read(articleOf(row).report);
      const list = records.listOf(kept);
      const decided = Math.min(open, decidedIn(list));
      const conflicts = list.filter(records.isConflict).length;
      const added = list.filter((each) => each.origin === "reviewer").length;
      const cell = row.querySelector(".decided");
      const more = [conflicts ? count(conflicts, "conflict") : "", added ? `${added} added` : ""].filter(Boolean).join(", ");
      cell.textContent = `${decided} of ${open}`;
      cell.title = more;
      cell.classList.toggle("clash", conflicts > 0);
      if (more) cell.append(page.make("small", {}, ` ${more}`));
      cell.parentElement.dataset.value = open ? decided / open : 1;
      row.dataset.left = open - decided;
      row.querySelector(".outlook").textContent = outlook(kept?.outlook);
      total += open;
      done += decided;
      clashes += conflicts;
    }
    byId("decided").textContent = `${done} of ${total}` + (clashes ? `, ${count(clashes, "conflict")}` : "");
    byId("export").disabled = !rows.some((row) => records.listOf(records.read(articleOf(row).report)).length);
    refresh();
  }

  // What the article's page foretold from the decisions, where it is another verdict than the run's.
  function outlook(said) {
    const known = { pass: "would pass", review: "would need a review", fail: "would fail" };
    return typeof said === "string" && Object.hasOwn(known, said) ? `→ ${known[said]}` : "";
  }

  function exportAll() {
    const documents = data.articles.map((article) => records.read(article.report)).filter((doc) => doc && records.listOf(doc).length);
    if (!documents.length) {
      toast("There is no decision to export yet.");
      return;
    }
    for (const doc of documents) doc.decisions = records.listOf(doc);
    page.download("all.decisions.json", records.asFile(documents, data.signature));
    toast(`Decisions on ${count(documents.length, "article")} exported. “mtcheck decisions apply” reads the file.`);
  }

  // Put records to an article's own; return how many were new, in conflict, and there already.
  function mergeInto(article, given) {
    const doc = records.read(article.report) || {
      path: article.path, id: article.id, sha256: article.sha256, signature: data.signature, version: records.VERSION, suspects: article.suspects,
    };
    const known = new Map(records.listOf(doc).map((record) => [record.fingerprint, record]));
    const result = { taken: 0, conflicts: 0, same: 0 };
    for (const record of given) {
      const before = known.get(record.fingerprint);
      const after = records.merge(before, record);
      if (after === before) result.same += 1;
      else if (records.isConflict(after)) result.conflicts += 1;
      else result.taken += 1;
      known.set(record.fingerprint, before ? { ...after, start: before.start, end: before.end } : after);
    }
    records.write(article.report, article.article, { ...doc, outlook: "", decisions: [...known.values()] });
    return result;
  }

  async function importFile(file) {
    const documents = records.documentsOf(await file.text());
    if (!documents) return toast(`${file.name} holds no decisions of mtcheck.`, { lasting: true });
    const before = new Map();
    const sum = { taken: 0, conflicts: 0, same: 0, articles: 0, changed: 0, unknown: 0 };
    for (const doc of documents) {
      const article = data.articles.find((each) => each.path === doc.path && each.id === doc.id) || data.articles.find((each) => each.sha256 === doc.sha256);
      if (!article) {
        sum.unknown += 1;
        continue;
      }
      before.set(article, recall(records.KEPT + article.report));
      if (doc.sha256 !== article.sha256) { // another version: its page finds the places again
        sum.changed += 1;
        if (!records.read(article.report)) records.write(`old-${article.report}`, article.article, { ...doc, decisions: records.listOf(doc) });
        continue;
      }
      const found = mergeInto(article, records.listOf(doc));
      for (const name of ["taken", "conflicts", "same"]) sum[name] += found[name];
      sum.articles += 1;
    }
    countDecided();
    const undo = () => {
      for (const [article, kept] of before) store(records.KEPT + article.report, kept);
      countDecided();
      toast("The import is undone.");
    };
    toast([
      `${file.name}: ${count(sum.taken, "decision")} on ${count(sum.articles, "article")} taken over`,
      sum.conflicts ? `${count(sum.conflicts, "conflict")} left open for you to decide` : "",
      sum.same ? `${sum.same} here already` : "",
      sum.changed ? `${count(sum.changed, "article")} changed since: open them, and what still stands is carried over` : "",
      sum.unknown ? `${count(sum.unknown, "article")} not in this report` : "",
    ].filter(Boolean).join("; ") + ".", { lasting: true, undo: sum.taken || sum.conflicts ? undo : null });
    return undefined;
  }

  on("export", exportAll);
  on("import", () => byId("file").click());
  byId("file").addEventListener("change", async (event) => {
    for (const file of event.target.files) await importFile(file);
    event.target.value = "";
  });
  window.addEventListener("storage", countDecided);
  window.addEventListener("pageshow", countDecided);
  window.addEventListener("pagehide", keep);

  // ---------------------------------------------------------------- keys
  const step = (by) => {
    const links = [...table.querySelectorAll("tr.article:not([hidden]) th a")];
    const at = links.indexOf(document.activeElement);
    links[(at < 0 && by < 0 ? links.length : at) + by]?.focus();
  };
  const keys = {
    j: () => step(1), k: () => step(-1), s: exportAll, f: () => byId("file").click(), "/": () => byId("find").focus(),
    u: () => byId("undecided").click(),
    g: () => [...table.querySelectorAll("tr.article:not([hidden])")].find((row) => Number(row.dataset.left) > 0)?.querySelector("th a")?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (recall("mtcheck:keys-off") || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  // ---------------------------------------------------------------- as it was left
  byId("find").value = state.find ?? "";
  byId("class").value = state.cls ?? "";
  byId("undecided").checked = Boolean(state.undecided);
  for (const chip of chips) if (state.off?.includes(chip.dataset.verdict)) chip.setAttribute("aria-pressed", "false");
  if (rows.every((row) => row.dataset.verdict === "pass")) state.folded = false;
  sort();
  countDecided();
  if (state.scroll) requestAnimationFrame(() => {
    [...all("tr.article th a")].find((link) => link.getAttribute("href") === state.at)?.focus({ preventScroll: true });
    scrollTo(0, state.scroll);
  });

  return { data, rows, mergeInto, countDecided };
})();
