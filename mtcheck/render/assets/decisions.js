// Decisions: one key each, kept in the browser, taken back step by step, also after the page was opened again.
"use strict";
(() => {
  const { data, suspects, keys, filters, article } = desk;
  const { byId, on, make, say, toast, recall, store, count } = page;
  const { DECISIONS } = records;
  const REVIEWER = "mtcheck:reviewer";
  const UNDO = `mtcheck:undo:${data.report}`;
  const MOST_STEPS = 200;
  const made = new Map(); // number of a suspect -> { decision, comment, edit, reviewer, time, opinions, place, name }
  const byFingerprint = new Map(suspects.map((s) => [s.fp, s]));
  for (const s of suspects) s.first = { at: s.at, cat: s.cat, sev: s.sev, text: s.text };
  let strangers = []; // kept decisions on suspects that this page does not have: handed on as they are
  let past = page.parse(recall(UNDO, "sessionStorage") || "[]") || []; // steps: lists of [fingerprint, record before or null]

  const signOf = (n) => DECISIONS[made.get(n)?.decision];
  const isOpen = (s) => !made.get(s.n)?.decision;
  const isConflict = (s) => records.isConflict(made.get(s.n));
  // What may be taken with one key; page furniture without a better wording is left out.
  const editsOf = (s) => s.raw || s.to || (data.categories[s.cat].id === "design/boilerplate" ? [""] : []);
  const chosenEdit = (s) => made.get(s.n)?.edit ?? null;

  // ---------------------------------------------------------------- records
  function asRecord(n, state) {
    const s = suspects[n - 1];
    const { at, cat, sev, text } = state.place || s.first;
    const record = {
      fingerprint: s.fp, decision: state.decision, comment: state.comment, edit: state.edit, reviewer: state.reviewer, time: state.time,
      start: at[0], end: at[1], text, rule: s.rule, category: data.categories[cat].id, severity: data.severities[sev],
      origin: s.own ? "reviewer" : "tool",
      found: s.own || !state.place ? null : {
        start: s.first.at[0], end: s.first.at[1], category: data.categories[s.first.cat].id, severity: data.severities[s.first.sev],
      },
      ...(s.own || state.place ? article.near(...at) : { before: "", after: "" }),
      opinions: state.opinions,
    };
    return state.name ? { ...record, name: state.name } : record;
  }

  // Return the number of the record's suspect, made where a reviewer added it, and its state here; null where it is unknown.
  function placed(record) {
    const known = byFingerprint.get(record.fingerprint);
    if (!known && record.origin !== "reviewer") return null;
    const cat = data.categories.findIndex((category) => category.id === record.category);
    const sev = data.severities.indexOf(record.severity);
    let place = null;
    if (record.origin === "reviewer" || record.found) {
      const at = article.locate(record);
      if (at && cat >= 0 && sev >= 0) place = { at, cat, sev, text: article.textOf(...at) };
      if (!place && record.origin === "reviewer") return null;
    }
    const s = known || desk.addOwn(record.fingerprint, place);
    byFingerprint.set(record.fingerprint, s);
    const { decision, comment, edit, reviewer, time, opinions, name } = record;
    return [s.n, { decision, comment, edit, reviewer, time, opinions, place, name }];
  }

  const recordsMade = () => [...made].sort(([a], [b]) => a - b).map(([n, state]) => asRecord(n, state));
  const asDocument = () => ({
    path: data.path, id: data.id, sha256: data.sha256, signature: data.signature, version: records.VERSION,
    suspects: suspects.filter((s) => !s.own).length, outlook: desk.outlook?.() ?? "",
    decisions: [...recordsMade(), ...strangers],
  });

  // ---------------------------------------------------------------- keeping
  let waiting = 0;
  function saveSoon() { // a long list of decisions takes a moment to write; the key does not wait for it
    waiting ||= setTimeout(save);
  }

  function save() {
    clearTimeout(waiting);
    waiting = 0;
    const kept = records.write(data.report, data.article, made.size || strangers.length ? asDocument() : null);
    store(UNDO, past.length ? JSON.stringify(past.slice(-MOST_STEPS)) : "", "sessionStorage");
    byId("saved").textContent = kept ? "" : "This browser keeps nothing for this page: export before you leave it.";
  }

  function load() {
    for (const n of [...made.keys()]) put(n, null);
    strangers = [];
    for (const record of records.listOf(records.read(data.report))) {
      const found = placed(record);
      if (found) put(...found);
      else strangers.push(record);
    }
  }

  // An article that was edited keeps the decisions on what stands in it still.
  function carryOver() {
    const before = records.listOf(records.earlier(data.report, data.article));
    if (!before.length || made.size) return;
    const found = before.map(placed).filter(Boolean);
    if (!found.length) return;
    for (const pair of found) put(...pair);
    save();
    const lost = before.length - found.length;
    const gone = lost ? `, ${lost} on words that are gone` : "";
    toast(`This article was changed since it was reviewed: ${count(found.length, "decision")} carried over${gone}.`, { lasting: true });
  }

  // ---------------------------------------------------------------- changing
  // Put a state, or none, to a suspect, and its marks where the state has them.
  function put(n, state) {
    const s = suspects[n - 1];
    if (state) made.set(n, state);
    else made.delete(n);
    const { at, cat, sev, text } = state?.place || s.first;
    const gone = Boolean(s.own) && !state;
    if (s.gone === gone && s.at === at && s.cat === cat && s.sev === sev) return;
    const old = s.at;
    const moved = Boolean(s.gone) !== gone || old[0] !== at[0] || old[1] !== at[1] || s.cat !== cat || s.sev !== sev;
    Object.assign(s, { at, cat, sev, text, gone });
    if (moved) {
      article.rewrap(Math.min(old[0], at[0]), Math.max(old[1], at[1]));
      desk.relist(s);
    }
  }

  // Write [number, state or null] pairs; one call is one step of undo.
  function change(pairs, { undone = false, moving = false } = {}) {
    if (!pairs.length) return;
    const before = pairs.map(([n]) => [suspects[n - 1].fp, made.has(n) ? asRecord(n, made.get(n)) : null]);
    for (const [n, state] of pairs) put(n, state);
    if (!undone) past.push(before);
    saveSoon();
    const anew = desk.view.dec || pairs.some(([n, state]) => suspects[n - 1].own || state?.place || suspects[n - 1].at !== suspects[n - 1].first.at);
    if (anew) desk.refresh();
    else showAll();
    if (desk.view.chosen && !moving) desk.choose(desk.view.chosen, { quiet: true });
  }

  const blank = { decision: null, comment: "", edit: null, opinions: [], place: null };
  const signed = (s, entries) => ({
    ...(made.get(s.n) || blank), reviewer: byId("reviewer").value.trim(), time: new Date().toISOString(), ...entries,
  });
  const fold = (s) => { s.folded ??= `${s.rule}\u0000${s.first.text.toLowerCase().replace(/\s+/g, " ")}`; return s.folded; };
  const alike = (s) => (s.own ? [s] : suspects.filter((other) => !other.own && !other.gone && fold(other) === fold(s)));

  // The edit of one suspect, said of another that is alike: its own of the same number, else the very words.
  function editFor(other, s, edit) {
    const at = editsOf(s).indexOf(edit);
    return other === s || edit === null ? edit : editsOf(other)[at] ?? edit;
  }

  function decide(decision, s, targets, edit = null, more = {}) {
    if (s.own && decision === "false-positive") return clear(s);
    const order = desk.shown.map((each) => each.n);
    change(targets.map((each) => [each.n, signed(each, { decision, edit: editFor(each, s, edit), name: undefined, ...more })]), { moving: true });
    const what = decision === "artifact" && edit !== null ? `${desk.short(s.text, 30)} → ${edit ? desk.short(edit, 30) : "left out"}`
      : `${desk.short(s.text, 30)}: ${DECISIONS[decision].name}`;
    const done = targets.length > 1 ? `${targets.length} alike: ${what}` : what;
    toast(done, { undo });
    return toUndecided(order, s.n, done);
  }

  const take = (s, targets) => {
    const edit = chosenEdit(s) ?? editsOf(s)[0] ?? null;
    decide("artifact", s, targets, edit);
  };

  // Show the next undecided suspect; `order` is what was shown when the last one was decided.
  function toUndecided(order, from, done) {
    const open = new Set(desk.shown.filter(isOpen).map((s) => s.n));
    const at = order.indexOf(from);
    const next = [...order.slice(at + 1), ...order.slice(0, at)].find((n) => open.has(n));
    if (next) {
      desk.choose(next, { move: true, before: done && `${done}. ` });
    } else {
      desk.choose(desk.view.chosen, { quiet: true });
      const last = "Nothing that is shown is undecided. n: the next article.";
      toast(done ? `${done}. ${last}` : last, done ? { undo } : {});
    }
  }

  function clear(s) {
    if (!made.has(s.n)) return;
    change([[s.n, null]]);
    toast(s.own ? "The added mark is gone." : "Decision cleared.", { undo });
  }

  function undo() {
    let step = past.pop();
    while (step && !(Array.isArray(step) && step.length)) step = past.pop();
    if (!step) {
      toast("Nothing to undo.");
      return;
    }
    const pairs = [];
    for (const [fingerprint, before] of step) {
      const record = records.clean(before);
      const found = record ? placed(record) : byFingerprint.has(fingerprint) ? [byFingerprint.get(fingerprint).n, null] : null;
      if (found) pairs.push(found);
    }
    change(pairs, { undone: true });
    save();
    showAll();
    toast("Undone.");
    if (pairs.length && desk.shown.some((s) => s.n === pairs[0][0])) desk.choose(pairs[0][0], { move: true, before: "Undone. " });
  }

  function nextEdit(s) {
    const choices = [...editsOf(s), ""];
    const next = choices[choices.indexOf(chosenEdit(s)) + 1];
    change([[s.n, signed(s, { edit: next ?? null })]]);
    say(next === undefined ? "No correction." : `Correction: ${next || "leave out"}. a takes it.`);
  }

  function setComment(s, comment) {
    const old = made.get(s.n);
    if (comment === (old?.comment || "")) return;
    change([[s.n, comment || old?.decision || old?.place || old?.opinions.length ? signed(s, { comment }) : null]]);
  }

  // ---------------------------------------------------------------- showing
  function showAll() {
    const all = suspects.filter((s) => !s.own && desk.passes(s, "dec"));
    const left = all.filter(isOpen).length;
    const clashes = suspects.filter(isConflict).length;
    const open = clashes ? `, ${count(clashes, "conflict")}` : "";
    byId("left").textContent = `${left} of ${all.length} undecided${open}`;
    byId("progress").max = Math.max(1, all.length);
    byId("progress").value = all.length - left;
    byId("undo").disabled = !past.length;
    for (const s of suspects) {
      const state = made.get(s.n);
      const line = state ? JSON.stringify([state.decision, state.comment, state.edit, state.reviewer, state.opinions.length]) : "";
      if ((s.told || "") === line) continue;
      s.told = line;
      tell(s, state);
    }
    for (const piece of desk.pieces) {
      const decision = made.get(piece.top)?.decision || (piece.top && isConflict({ n: piece.top }) ? "conflict" : "");
      if ((piece.mark.dataset.d || "") === decision) continue;
      if (decision) piece.mark.dataset.d = decision;
      else delete piece.mark.dataset.d;
      if (piece.top) desk.name(piece);
    }
    for (const listener of desk.decided) listener();
  }

  // Write a decision into the list, which is also what is printed.
  function tell(s, state) {
    const entry = desk.listed.get(s.n);
    entry.querySelector(".made")?.remove();
    const kind = signOf(s.n);
    if (!state) return;
    entry.append(make("p", { class: "made" },
      kind ? make("b", { class: `d-${state.decision}` }, `${kind.sign} ${s.own ? "added by the reviewer" : kind.name} `)
        : make("b", {}, state.opinions.length ? "conflict, to be decided" : "undecided"),
      state.edit === null || state.edit === undefined ? null : make("ins", {}, state.edit || "(leave out)"),
      state.comment ? make("span", { dir: "auto" }, ` ${state.comment}`) : null,
      state.reviewer ? make("span", { class: "muted" }, ` ${state.reviewer}`) : null));
  }

  // ---------------------------------------------------------------- at work
  filters.dec = {
    none: "",
    read: (text) => (["undecided", "commented", "conflict", "added", ...Object.keys(DECISIONS)].includes(text) ? text : ""),
    test: (s, wanted) => !wanted || (wanted === "undecided" ? isOpen(s) : wanted === "conflict" ? isConflict(s)
      : wanted === "added" ? Boolean(s.own) : wanted === "commented" ? Boolean(made.get(s.n)?.comment)
      : made.get(s.n)?.decision === wanted),
  };
  desk.listeners.push(showAll);
  desk.notes.push((s) => (signOf(s.n) ? `, decided: ${signOf(s.n).name}` : isConflict(s) ? ", two reviewers differ" : ""));

  const withChosen = (act) => () => {
    const s = suspects[desk.view.chosen - 1];
    if (s) act(s);
    else toast("Choose a suspect first, with j.");
  };
  Object.assign(keys, {
    a: ["fault: take the correction", withChosen((s) => take(s, [s]))],
    d: ["fault, no correction", withChosen((s) => decide("artifact", s, [s]))],
    x: ["no fault", withChosen((s) => decide("false-positive", s, [s]))],
    u: ["unsure", withChosen((s) => decide("unsure", s, [s]))],
    w: ["fault: own wording", withChosen(() => byId("own").focus())],
    l: ["fault: leave the words out", withChosen((s) => decide("artifact", s, [s], ""))],
    A: ["take the correction for all alike", withChosen((s) => take(s, alike(s)))],
    D: ["fault, for all alike", withChosen((s) => decide("artifact", s, alike(s)))],
    X: ["no fault, for all alike", withChosen((s) => decide("false-positive", s, alike(s)))],
    U: ["unsure, for all alike", withChosen((s) => decide("unsure", s, alike(s)))],
    e: ["the next correction", withChosen(nextEdit)],
    c: ["comment", withChosen(() => byId("comment").focus())],
    0: ["clear the decision, or an added mark", withChosen(clear)],
    z: ["undo", undo],
    g: ["next undecided", () => toUndecided(desk.shown.map((s) => s.n), desk.view.chosen, "")],
  });

  byId("reviewer").value = recall(REVIEWER) || "";
  byId("reviewer").addEventListener("change", () => store(REVIEWER, byId("reviewer").value.trim()));
  on("undo", undo);
  window.addEventListener("pagehide", () => { if (waiting) save(); });
  window.addEventListener("storage", (event) => {
    if (event.key !== records.KEPT + data.report) return;
    load();
    past = [];
    desk.refresh();
  });
  desk.starts.push(load, carryOver);

  Object.assign(desk, {
    decided: [], made, editsOf, chosenEdit, alike, decide, take, change, undo, clear, signed, setComment, isConflict, isOpen, signOf,
    recordsMade, asDocument, asRecord, placed, save, blank, index: (s) => byFingerprint.set(s.fp, s),
    addStrangers: (given) => { strangers = [...strangers.filter((each) => !given.some((one) => one.fingerprint === each.fingerprint)), ...given]; },
  });
})();
