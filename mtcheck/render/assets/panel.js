// The panel: what is wrong, what was meant, why, and how sure; all evidence behind "How we know".
"use strict";
(() => {
  const { data, string, suspects, piecesOf, categoryOf } = desk;
  const { byId, all, make, makeSvg, say, count } = page;
  const NEAR = 45; // characters shown on each side of an edit
  const short = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
  const bdi = (text) => make("bdi", { dir: "auto" }, text);

  desk.showWelcome = () => {
    const worst = [...desk.shown].sort(desk.worstFirst).slice(0, 6);
    byId("card").replaceChildren(
      make("h2", {}, desk.shown.length ? "Choose a suspect" : "Nothing to show"),
      desk.shown.length
        ? make("p", { class: "quiet" }, "Click a mark in the text, or press ", make("kbd", {}, "j"), " for the next one. ",
          make("kbd", {}, "?"), " lists all keys.")
        : make("p", { class: "quiet" }, suspects.length ? "The filters leave no suspect. " : "No rule spoke in this article. ",
          suspects.length ? make("button", { onclick: desk.reset }, "Show all again") : null),
      make("p", { class: "quiet" }, "Something was missed? Select the words and press ", make("kbd", {}, "m"), "."),
      worst.length ? make("h3", {}, "Begin with these") : "",
      worst.length ? make("ol", { class: "worst" }, ...worst.map((s) => make("li", {},
        make("a", { href: `#s${s.n}` }, make("span", { dir: "auto" }, short(s.text, 80)), make("span", {}, categoryOf(s).name))))) : "",
    );
  };

  desk.showCard = (suspect) => {
    byId("card").replaceChildren(...desk.parts.map((part) => part(suspect)).flat().filter(Boolean));
    byId("panel").scrollTop = 0;
  };

  // Show an edit in its surroundings; words that both ends share are kept out of del and ins.
  function editShown(s, to) {
    const old = s.text.split(/(?<=\s)/u);
    const fresh = to.split(/(?<=\s)/u);
    let head = 0;
    while (head < Math.min(old.length, fresh.length) && old[head] === fresh[head]) head += 1;
    let tail = 0;
    while (tail < Math.min(old.length, fresh.length) - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
    const cut = (list) => list.slice(head, list.length - tail).join("");
    const removed = cut(old);
    const added = cut(fresh);
    const [before, after] = around(s);
    return make("span", { class: "change", dir: "auto" },
      make("span", { class: "near" }, before), old.slice(0, head).join(""),
      removed ? make("del", {}, removed) : null,
      removed && added && !/^\s|\s$/u.test(removed) ? " " : null,
      added ? make("ins", {}, added) : null,
      tail && !/\s$/u.test(added || removed) ? " " : null,
      tail ? old.slice(old.length - tail).join("") : null,
      make("span", { class: "near" }, after));
  }

  // Give the words that stand before and after a suspect in its own blocks.
  function around(s) {
    const marks = piecesOf.get(s.n).map((piece) => piece.mark);
    if (!marks.length) return ["", ""];
    const blockOf = (mark) => mark.closest("p, li, h2, h3, pre, figcaption");
    const range = document.createRange();
    range.setStart(blockOf(marks[0]), 0);
    range.setEndBefore(marks[0]);
    const before = range.toString().slice(-NEAR);
    range.selectNodeContents(blockOf(marks.at(-1)));
    range.setStartAfter(marks.at(-1));
    const after = range.toString().slice(0, NEAR);
    return [
      before.length < NEAR ? before : `…${before.replace(/^\S*\s/u, "")}`,
      after.length < NEAR ? after : `${after.replace(/\s\S*$/u, "")}…`,
    ];
  }

  // One probability, one sentence: of ten places rated alike, so many were faults.
  function probability(s) {
    if (s.own) return null;
    const tenth = Math.round(s.p * 10);
    const share = s.p < 0.05 ? "fewer than 1 in 20 was a fault" : s.p > 0.95 ? "more than 19 in 20 were faults"
      : tenth <= 1 ? "about 1 in 10 was a fault" : `about ${tenth} in 10 were faults`;
    const word = s.p >= 0.9 ? "Almost certainly a fault" : s.p >= 0.7 ? "Probably a fault" : s.p > 0.55 ? "More likely a fault than not"
      : s.p >= 0.45 ? "As likely right as wrong" : s.p >= 0.25 ? "Possibly a fault" : "Seldom a fault";
    return make("p", { class: "sure" }, make("b", {}, word), `: of places rated like this one, ${share}.`);
  }

  function why(s) {
    const text = byId(`rule-${s.rule}`)?.querySelector("p");
    return text ? make("p", { class: "why" }, text.textContent) : null;
  }

  // ---------------------------------------------------------------- how we know
  function known(s) {
    if (s.own) return null;
    const rows = [...evidence(s), measured(s), make("p", { class: "muted" }, "Rule ", ruleLink(s.rule))];
    const box = make("details", { class: "known" }, make("summary", {}, "How we know"), ...rows);
    box.open = desk.knownOpen;
    box.addEventListener("toggle", () => { desk.knownOpen = box.open; });
    return box;
  }

  // Say how often the rule was right by itself; the probability above heeds all that speaks for this place.
  function measured(s) {
    const [seen, right] = data.measured[s.rule] || [0, 0];
    return make("p", { class: "muted" }, seen
      ? `By itself this rule was right in ${right} of ${count(seen, "place")} that people judged; the sentence above heeds all that speaks for this one.`
      : "This rule has not been seen often enough to be measured by itself.");
  }

  function evidence(s) {
    return s.seen.flatMap((finding, at) => {
      const rows = finding.ev.map((row) => show[data.evidence[row[0]]](row));
      const other = finding.rule || (finding.msg && at);
      if (!rows.length && !other) return [];
      return [
        make("h3", {}, other ? "Also seen here" : "Evidence"),
        other ? make("p", { dir: "auto" }, finding.msg || "", " ", ruleLink(finding.rule || s.rule)) : null,
        rows.length ? make("ul", { class: "proof" }, ...rows.map((row) => make("li", {}, ...row))) : null,
      ].filter(Boolean);
    });
  }

  // A unit as people say it.
  const amount = (value, unit) => (unit === "probability-like" ? `${Math.round(100 * value)} of 100` : `${value} ${unit}`);

  // One function for each kind of evidence; each gives the children of its list item.
  const show = {
    table: ([, table, key, source]) => [
      "Table ", make("code", {}, string(table)), ", row ", make("b", { dir: "auto" }, string(key)),
      make("span", { class: "from" }, string(source)),
    ],
    measure: ([, name, value, unit, threshold]) => [
      `${string(name)}: `, make("b", {}, amount(value, string(unit))),
      make("span", { class: "from" }, `reported from ${amount(threshold, string(unit))} on`),
    ],
    place: ([, place, note, text]) => [
      make("span", { class: "from" }, string(note)),
      make("button", { title: "Show this place in the text", onclick: () => showPlace(place) }, bdi(text)),
    ],
    steps: ([, steps]) => [
      "How one leads to the other",
      make("ol", {}, ...steps.map(([operation, outcome]) =>
        make("li", {}, `${string(operation)}: `, make("b", { dir: "auto" }, string(outcome))))),
    ],
  };

  function showPlace(place) {
    const found = [...all("[data-rel]")].filter((e) => e.dataset.rel.split(" ").includes(String(place)));
    for (const element of all(".hit")) element.classList.remove("hit");
    for (const element of found) element.classList.add("hit");
    if (found.length) desk.reveal(found[0]);
    say(`The related place is shown in the text: ${found.map((element) => element.textContent).join("")}`);
  }

  function ruleLink(rule) {
    return make("a", { href: `#rule-${rule}`, onclick: (event) => {
      event.preventDefault();
      const section = byId(`rule-${rule}`);
      if (!section) return;
      section.open = true;
      section.scrollIntoView({ block: "start", behavior: "instant" });
      section.firstElementChild.focus({ preventScroll: true });
    } }, make("code", {}, rule));
  }

  const head = (s) => [
    make("button", { class: "close", title: "Close (Esc)", onclick: () => desk.choose(0) }, "✕"),
    make("div", { class: "tag" },
      make("span", { class: `m ${categoryOf(s).mark} s${s.sev}` }, categoryOf(s).name),
      make("span", {}, data.severities[s.sev]),
      s.quoted ? make("span", {}, "in a quotation") : null,
      s.place ? make("span", {}, s.place) : null,
      s.state ? make("span", {}, s.state) : null),
    s.accepted ? make("p", { class: "muted", dir: "auto" }, `Accepted (${s.accepted[0]}): ${s.accepted[1]}`) : null,
    make("h2", { dir: "auto" }, s.msg),
  ];

  Object.assign(desk, { parts: [head, why, probability, known], known, editShown, short, knownOpen: false });
})();
