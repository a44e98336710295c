// The record of a decision: what may stand in it, and what becomes of two that speak of one suspect. Stored and foreign data
// may hold anything; nothing of it is taken over but through `clean`.
"use strict";
const records = (() => {
  const FORMAT = "mtcheck-decisions";
  const VERSION = 2; // 1 had no origin, found, before, after, opinions
  const LONGEST = 4000;
  const DECISIONS = {
    artifact: { key: "d", sign: "✓", name: "fault", says: "a fault, without a correction" },
    "false-positive": { key: "x", sign: "✕", name: "no fault", says: "this is right; it is not reported again" },
    unsure: { key: "u", sign: "?", name: "unsure", says: "somebody else should look" },
  };
  const KEPT = "mtcheck:"; // + id of the report: its decisions
  const LATEST = "mtcheck-latest:"; // + id of the article: the report that was decided last

  const text = (value, most = LONGEST) => (typeof value === "string" ? value.slice(0, most) : "");
  const whole = (value) => (Number.isInteger(value) && value >= 0 ? value : 0);
  const said = (given) => ({
    decision: Object.hasOwn(DECISIONS, given?.decision ?? "") ? given.decision : null,
    comment: text(given?.comment),
    edit: typeof given?.edit === "string" ? given.edit.slice(0, LONGEST) : null,
    reviewer: text(given?.reviewer, 200),
    time: text(given?.time, 40),
  });

  function clean(given) {
    if (typeof given?.fingerprint !== "string" || !given.fingerprint) return null;
    const found = given.found;
    const record = {
      fingerprint: text(given.fingerprint, 200),
      ...said(given),
      start: whole(given.start), end: whole(given.end), text: text(given.text),
      rule: text(given.rule, 200), category: text(given.category, 200), severity: text(given.severity, 20),
      origin: given.origin === "reviewer" ? "reviewer" : "tool",
      found: found && typeof found === "object" ? {
        start: whole(found.start), end: whole(found.end), category: text(found.category, 200), severity: text(found.severity, 20),
      } : null,
      before: text(given.before, 100), after: text(given.after, 100),
      opinions: (Array.isArray(given.opinions) ? given.opinions : []).slice(0, 20).map(said).filter((each) => each.decision),
    };
    if (typeof given.name === "string" && given.name) record.name = text(given.name, 200);
    return record;
  }

  const listOf = (doc) => (Array.isArray(doc?.decisions) ? doc.decisions : []).map(clean).filter(Boolean);
  const alike = (a, b) => a.decision === b.decision && (a.decision !== "artifact" || a.edit === b.edit);
  const known = (ours, given) => ours.opinions.some((each) => alike(each, given) && each.reviewer === given.reviewer);
  const people = (...names) => [...new Set(names.flatMap((name) => name.split(", ")).filter(Boolean))].join(", ");
  const joined = (...comments) => [...new Set(comments.filter(Boolean))].join("; ");
  const isConflict = (record) => Boolean(record && !record.decision && record.opinions.length);

  // Return what is to be kept: `ours` itself where `theirs` brings nothing. Two people who differ leave the suspect open.
  function merge(ours, theirs) {
    if (!ours) return theirs;
    if (!theirs.decision) {
      const more = theirs.opinions.filter((each) => !known(ours, each) && !alike(ours, each));
      if (more.length) return { ...ours, decision: null, edit: null, opinions: [...opinionsOf(ours), ...more] };
      if (!theirs.comment || ours.comment.includes(theirs.comment)) return ours;
      return { ...ours, comment: joined(ours.comment, theirs.comment) };
    }
    if (isConflict(ours)) return known(ours, theirs) ? ours : { ...ours, opinions: [...ours.opinions, said(theirs)] };
    if (!ours.decision) return { ...theirs, comment: joined(ours.comment, theirs.comment) };
    if (known(ours, theirs)) return ours;
    if (alike(ours, theirs)) {
      const reviewer = people(ours.reviewer, theirs.reviewer);
      return reviewer === ours.reviewer ? ours : { ...ours, reviewer };
    }
    if (ours.reviewer.split(", ").includes(theirs.reviewer)) return theirs.time > ours.time ? { ...theirs, opinions: ours.opinions } : ours;
    return { ...ours, decision: null, edit: null, opinions: [...opinionsOf(ours), said(theirs)] };
  }

  const opinionsOf = (record) => (record.decision && !known(record, record) ? [...record.opinions, said(record)] : record.opinions);

  // Return the documents of an exported file, or null where it is none of ours.
  function documentsOf(content) {
    const given = page.parse(content);
    if (given?.format !== FORMAT || !Array.isArray(given.documents) || !(given.version <= VERSION)) return null;
    return given.documents.filter((doc) => doc && typeof doc === "object");
  }

  const asFile = (documents, signature) =>
    `${JSON.stringify({ format: FORMAT, version: VERSION, tool: String(signature).split("|")[0], documents }, null, 1)}\n`;

  const read = (report) => page.parse(page.recall(KEPT + report) || "null");
  function write(report, article, doc) {
    page.store(LATEST + article, doc ? report : "");
    return page.store(KEPT + report, doc ? JSON.stringify(doc) : "");
  }
  // What was decided on another version of the article, if anything.
  function earlier(report, article) {
    const other = page.recall(LATEST + article);
    return other && other !== report ? read(other) : null;
  }

  return { DECISIONS, KEPT, VERSION, LONGEST, clean, listOf, merge, alike, isConflict, documentsOf, asFile, read, write, earlier, said };
})();
