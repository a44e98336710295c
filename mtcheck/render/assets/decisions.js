// Decisions: a key for each, kept in the browser, taken back step by step, handed on as a file.
"use strict";
(() => {
  if (!desk.choose) return; // no suspect, nothing to decide
  const { data, keys, filters, parts, make, byId, say, store, recall } = desk;
  const suspects = data.suspects;
  const DECISIONS = {
    artifact: { key: "a", sign: "✕", name: "artifact", says: "a machine left this" },
    "false-positive": { key: "f", sign: "✓", name: "false positive", says: "this is fine; not to be reported again" },
    unsure: { key: "u", sign: "?", name: "unsure", says: "somebody else should look" },
  };
  const HERE = `mtcheck:${data.report}`;
  const REVIEWER = "mtcheck:reviewer";
  const LONGEST_COMMENT = 4000;

  const byFingerprint = new Map(suspects.map((s) => [s.fp, s]));
  const made = new Map(); // number of a suspect -> { decision, comment, edit, reviewer, time }
  let strangers = []; // kept decisions on suspects that this page does not have: handed on as they are
  const past = []; // what undo takes back: lists of [number, what stood there before]

  const signOf = (n) => DECISIONS[made.get(n)?.decision];
  const isOpen = (s) => !made.get(s.n)?.decision;
  const editsOf = (s) => s.raw || s.to || [];

  // ---------------------------------------------------------------- keeping
  function asRecord([n, { decision, comment, edit, reviewer, time }]) {
    const s = suspects[n - 1];
    return {
      fingerprint: s.fp, decision: decision || null, comment, edit: edit ?? null, reviewer, time,
      start: s.at[0], end: s.at[1], text: s.text, rule: s.rule,
      category: desk.categoryOf(s).id, severity: data.severities[s.sev],
    };
  }

  const asDocument = () => ({
    path: data.path,
    id: data.id,
    sha256: data.sha256,
    signature: data.signature,
    suspects: suspects.length,
    decisions: [...[...made].sort(([a], [b]) => a - b).map(asRecord), ...strangers],
  });

  // Take decisions over from stored or foreign data, which may hold anything.
  function fromDocument(doc) {
    const known = [];
    const unknown = [];
    for (const given of Array.isArray(doc?.decisions) ? doc.decisions : []) {
      if (typeof given?.fingerprint !== "string") continue;
      const suspect = byFingerprint.get(given.fingerprint);
      if (!suspect) {
        unknown.push(given);
        continue;
      }
      const text = (value, most) => (typeof value === "string" ? value.slice(0, most) : "");
      known.push([suspect.n, {
        decision: Object.hasOwn(DECISIONS, given.decision) ? given.decision : "",
        comment: text(given.comment, LONGEST_COMMENT),
        edit: typeof given.edit === "string" ? given.edit : null,
        reviewer: text(given.reviewer, 100),
        time: text(given.time, 40),
      }]);
    }
    return { known, unknown };
  }

  let waiting = 0;
  function saveSoon() { // a long list of decisions takes a moment to write; the key does not wait for it
    waiting ||= setTimeout(save);
  }

  function save() {
    clearTimeout(waiting);
    waiting = 0;
    const kept = store(HERE, made.size || strangers.length ? JSON.stringify(asDocument()) : "");
    byId("saved").textContent = kept ? "" : "This browser keeps nothing for this page: export before you leave it.";
  }

  function load() {
    let doc;
    try {
      doc = JSON.parse(recall(HERE) || "{}");
    } catch {
      doc = {};
    }
    const { known, unknown } = fromDocument(doc);
    made.clear();
    for (const [n, decision] of known) made.set(n, decision);
    strangers = unknown;
  }

  // ---------------------------------------------------------------- deciding
  // Write [number, decision or null] pairs; one call is one step of undo.
  function change(pairs, { undone = false, moving = false } = {}) {
    const before = pairs.map(([n]) => [n, made.get(n) || null]);
    for (const [n, decision] of pairs) {
      if (decision) made.set(n, decision);
      else made.delete(n);
    }
    if (!undone) past.push(before);
    saveSoon();
    if (desk.view.dec) desk.refresh();
    else showAll();
    if (desk.view.chosen && !moving) desk.choose(desk.view.chosen, { quiet: true });
  }

  const signed = (entries) => ({ reviewer: byId("reviewer").value.trim(), time: new Date().toISOString(), ...entries });
  const fold = (s) => `${s.rule}\u0000${s.text.toLowerCase().replace(/\s+/g, " ")}`;
  const alike = (s) => suspects.filter((other) => fold(other) === fold(s));

  function withChosen(act) {
    return () => {
      const suspect = suspects[desk.view.chosen - 1];
      if (suspect) act(suspect);
      else say("Choose a suspect first, with j.");
    };
  }

  function decide(decision, suspect, targets) {
    const order = desk.shown.map((s) => s.n);
    change(targets.map((s) => {
      const old = made.get(s.n) || { comment: "", edit: null };
      return [s.n, signed({ comment: old.comment, edit: decision === "artifact" ? old.edit : null, decision })];
    }), { moving: true });
    const done = `${targets.length > 1 ? `${targets.length} alike: ` : ""}${DECISIONS[decision].name}`;
    toUndecided(order, suspect.n, done);
  }

  // Show the next undecided suspect; `order` is what was shown when the last one was decided.
  function toUndecided(order, from, done) {
    const waiting = new Set(desk.shown.filter(isOpen).map((s) => s.n));
    const at = order.indexOf(from);
    const next = [...order.slice(at + 1), ...order.slice(0, at)].find((n) => waiting.has(n));
    if (next) desk.choose(next, { move: true, before: done && `${done}. ` });
    else {
      desk.choose(desk.view.chosen, { quiet: true });
      say(`${done ? `${done}. ` : ""}Nothing that is shown is undecided.`);
    }
  }

  function clear(suspect) {
    if (!made.has(suspect.n)) return;
    change([[suspect.n, null]]);
    say("Decision cleared.");
  }

  function undo() {
    const step = past.pop();
    if (!step) {
      say("Nothing to undo.");
      return;
    }
    change(step, { undone: true });
    if (desk.shown.some((s) => s.n === step[0][0])) desk.choose(step[0][0], { move: true, before: "Undone. " });
    else say("Undone.");
  }

  function setEdit(suspect, edit) {
    const old = made.get(suspect.n) || { comment: "" };
    change([[suspect.n, signed({ comment: old.comment, edit, decision: edit === null ? old.decision : "artifact" })]]);
    say(edit === null ? "No edit." : `Edit: ${edit || "leave out"}.`);
  }

  function nextEdit(suspect) {
    const choices = editsOf(suspect);
    if (!choices.length) {
      say("No edit is offered here; type one under “own wording”.");
      return;
    }
    const at = choices.indexOf(made.get(suspect.n)?.edit);
    setEdit(suspect, at + 1 < choices.length ? choices[at + 1] : null);
  }

  function setComment(suspect, comment) {
    const old = made.get(suspect.n) || { decision: "", edit: null };
    if (comment === (old.comment || "")) return;
    change([[suspect.n, comment || old.decision ? signed({ ...old, comment, ...signed({}) }) : null]]);
  }

  // ---------------------------------------------------------------- showing
  function showAll() {
    const all = suspects.filter((s) => desk.passes(s, "dec"));
    const left = all.filter(isOpen).length;
    byId("left").textContent = `${left} of ${all.length} undecided`;
    byId("progress").max = Math.max(1, all.length);
    byId("progress").value = all.length - left;
    byId("undo").disabled = !past.length;
    for (const s of suspects) {
      const decision = made.get(s.n);
      const line = `${decision?.decision || ""}\n${decision?.comment || ""}\n${decision?.edit ?? ""}`;
      if ((s.told || "\n\n") === line) continue;
      s.told = line;
      tell(s, decision);
    }
    for (const piece of desk.pieces) {
      const decision = made.get(piece.top)?.decision || "";
      if ((piece.mark.dataset.d || "") === decision) continue;
      if (decision) piece.mark.dataset.d = decision;
      else delete piece.mark.dataset.d;
      if (piece.top) desk.name(piece);
    }
  }

  // Write a decision into the list, which is also what is printed.
  function tell(s, decision) {
    const entry = desk.listed.get(s.n);
    entry.querySelector(".made")?.remove();
    const kind = signOf(s.n);
    if (!decision) return;
    entry.append(make("p", { class: "made" },
      kind ? make("b", { class: `d-${decision.decision}` }, `${kind.sign} ${kind.name}`) : make("b", {}, "undecided"),
      decision.edit === null || decision.edit === undefined ? null : make("ins", {}, decision.edit || "(leave out)"),
      decision.comment ? make("span", { dir: "auto" }, ` ${decision.comment}`) : null,
      decision.reviewer ? make("span", { class: "muted" }, ` ${decision.reviewer}`) : null));
  }

  function buttons(s) {
    const others = alike(s).length;
    const current = made.get(s.n);
    return [
      make("div", { class: "decide", role: "group", "aria-label": "Decision" },
        ...Object.entries(DECISIONS).map(([name, { key, sign, name: shown, says }]) => make("button", {
          type: "button", class: `d-${name}`, title: `${says} (${key})`, "aria-pressed": String(current?.decision === name),
          onclick: () => decide(name, s, [s]),
        }, make("span", { "aria-hidden": "true" }, `${sign} `), shown, " ", make("kbd", { "aria-hidden": "true" }, key)))),
      others > 1 ? make("p", { class: "muted" }, `${others} are alike in this article; with Shift the key decides them all. `,
        current?.decision ? make("button", { type: "button", onclick: () => decide(current.decision, s, alike(s)) },
          `All ${others}: ${signOf(s.n).name}`) : null) : null,
      current?.decision && current.reviewer ? make("p", { class: "muted" }, `Decided by ${current.reviewer}.`) : null,
    ];
  }

  function comment(s) {
    const field = make("textarea", {
      id: "comment", rows: "2", maxlength: LONGEST_COMMENT, dir: "auto",
      onchange: (event) => setComment(s, event.target.value.trim()),
      onkeydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        event.target.blur();
        desk.choose(s.n, { move: true, quiet: true });
      },
    });
    field.value = made.get(s.n)?.comment || "";
    return make("label", { class: "note" }, make("span", {}, "Comment ", make("kbd", { "aria-hidden": "true" }, "c")), field);
  }

  // The edits as a choice; what is chosen is what `mtcheck fix` writes, and nothing else.
  function choices(s) {
    const edits = editsOf(s);
    const chosen = made.get(s.n)?.edit ?? null;
    const own = chosen !== null && !edits.includes(chosen);
    const option = (edit, ...inside) => {
      const radio = make("input", { type: "radio", name: "edit", onchange: () => setEdit(s, edit) });
      radio.checked = edit === chosen;
      return make("label", { class: "option" }, radio, ...inside);
    };
    const wording = make("input", {
      type: "text", id: "own", autocomplete: "off", dir: "auto",
      onchange: (event) => setEdit(s, event.target.value || null),
      onkeydown: (event) => { if (event.key === "Enter") event.target.blur(); },
    });
    wording.value = own ? chosen : "";
    const field = make("label", { class: "note" }, make("span", {}, "Own wording"), wording);
    if (!edits.length) return field;
    return make("fieldset", { class: "edits" }, make("legend", {}, "Correction ", make("kbd", { "aria-hidden": "true" }, "e")),
      ...edits.map((edit, index) => option(edit, desk.change(s, s.to[index]))), option(null, make("span", {}, "none")), field);
  }

  // ---------------------------------------------------------------- files
  function download(name, text) {
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  function exportFile() {
    const file = { format: "mtcheck-decisions", version: 1, tool: data.signature.split("|")[0], documents: [asDocument()] };
    download(`${data.stem}.decisions.json`, `${JSON.stringify(file, null, 1)}\n`);
    say(`${made.size} decisions exported.`);
  }

  async function importFile(file) {
    let given;
    try {
      given = JSON.parse(await file.text());
    } catch {
      given = {};
    }
    const documents = given?.format === "mtcheck-decisions" && Array.isArray(given.documents) ? given.documents : null;
    const ours = documents?.filter((doc) => doc?.sha256 === data.sha256 || (doc?.path === data.path && doc?.id === data.id));
    if (!ours?.length) {
      say(documents ? "That file holds no decisions on this article." : "That file holds no decisions of mtcheck.");
      byId("saved").textContent = byId("say").textContent;
      return;
    }
    const found = ours.map(fromDocument);
    const newer = found.flatMap(({ known }) => known).filter(([n, { time }]) => !made.has(n) || made.get(n).time < time);
    strangers = [...strangers, ...found.flatMap(({ unknown }) => unknown)];
    change(newer);
    say(`${newer.length} decisions taken over from ${file.name}.`);
    byId("saved").textContent = byId("say").textContent;
  }

  // ---------------------------------------------------------------- at work
  filters.dec = {
    none: "",
    read: (text) => (["undecided", "commented", ...Object.keys(DECISIONS)].includes(text) ? text : ""),
    test: (s, wanted) => !wanted || (wanted === "undecided" ? isOpen(s)
      : wanted === "commented" ? Boolean(made.get(s.n)?.comment) : made.get(s.n)?.decision === wanted),
  };
  parts.splice(parts.indexOf(desk.edits), 1, buttons, choices, comment);
  desk.listeners.push(showAll);
  desk.notes.push((s) => (signOf(s.n) ? `, decided: ${signOf(s.n).name}` : ""));

  for (const [name, { key, name: shown }] of Object.entries(DECISIONS)) {
    keys[key] = [shown, withChosen((s) => decide(name, s, [s]))];
    keys[key.toUpperCase()] = [`${shown}, for all alike`, withChosen((s) => decide(name, s, alike(s)))];
  }
  Object.assign(keys, {
    e: ["choose the next correction", withChosen(nextEdit)],
    c: ["comment", withChosen(() => byId("comment").focus())],
    x: ["clear the decision", withChosen(clear)],
    z: ["undo", undo],
    g: ["next undecided", () => toUndecided(desk.shown.map((s) => s.n), desk.view.chosen, "")],
    s: ["export the decisions", exportFile],
    l: ["import decisions", () => byId("file").click()],
  });

  byId("reviewer").value = recall(REVIEWER) || "";
  byId("reviewer").addEventListener("change", () => store(REVIEWER, byId("reviewer").value.trim()));
  byId("undo").addEventListener("click", undo);
  byId("export").addEventListener("click", exportFile);
  byId("import").addEventListener("click", () => byId("file").click());
  byId("file").addEventListener("change", async (event) => {
    if (event.target.files[0]) await importFile(event.target.files[0]);
    event.target.value = "";
  });
  window.addEventListener("pagehide", () => { if (waiting) save(); });
  window.addEventListener("storage", (event) => {
    if (event.key !== HERE) return;
    load();
    desk.refresh();
  });
  load();
})();
