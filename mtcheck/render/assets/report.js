// The article page at work: choose a suspect, filter, step by key. The page is complete without this script: text, marks,
// numbered list and rules stand in the HTML. Article text reaches the page only through textContent.
//
// To extend: a new key is an entry of `keys`; a new filter is a field of `view`, a test in `tests` and a control;
// something new to show of a suspect is a part in `parts`.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const suspects = data.suspects;
  if (!suspects.length) return;

  const SEVERITY_WORDS = data.severities;
  const BINS = 96;
  const STRIP_HEIGHT = 24;
  const NEAR = 45; // characters shown on each side of an edit
  const pieces = [...document.querySelectorAll("mark.m")].map((mark) => ({
    mark,
    link: mark.firstElementChild,
    ids: mark.dataset.ids.split(" ").map(Number),
    top: undefined,
  }));
  const piecesOf = new Map(suspects.map((suspect) => [suspect.n, []]));
  for (const piece of pieces) for (const id of piece.ids) piecesOf.get(id).push(piece);
  const listed = new Map(suspects.map((suspect) => [suspect.n, byId(`s${suspect.n}`)]));

  // ---------------------------------------------------------------- state
  const fresh = () => ({ chosen: 0, hide: new Set(), sev: 0, p: 0, rule: "", voice: "", q: "", all: false });
  let view = fresh();
  let shown = [];

  const tests = [
    (s) => !view.hide.has(s.cat),
    (s) => s.sev >= view.sev,
    (s) => s.p * 100 >= view.p,
    (s) => !view.rule || s.rule === view.rule || s.seen.some((finding) => finding.rule === view.rule),
    (s) => !view.voice || (view.voice === "quoted") === Boolean(s.quoted),
    (s) => view.all || !s.state,
    (s) => !view.q || `${s.text}\n${s.msg}\n${s.rule}`.toLowerCase().includes(view.q.toLowerCase()),
  ];

  // The state stands in the fragment, so that an address can be kept or handed on: #s=3&hide=number,layout&p=50
  function readFragment() {
    const fragment = location.hash.slice(1);
    view = fresh();
    const plain = /^s(\d+)$/.exec(fragment);
    if (plain) view.chosen = Number(plain[1]);
    if (!fragment.includes("=")) return;
    const given = new URLSearchParams(fragment);
    const hidden = (given.get("hide") || "").split(",");
    data.categories.forEach((category, index) => {
      if (hidden.includes(category.id)) view.hide.add(index);
    });
    view.chosen = Number(given.get("s")) || 0;
    view.sev = Math.min(3, Math.max(0, Number(given.get("sev")) || 0));
    view.p = Math.min(100, Math.max(0, Number(given.get("p")) || 0));
    view.rule = suspects.some((s) => s.rule === given.get("rule")) ? given.get("rule") : "";
    view.voice = ["quoted", "narration"].includes(given.get("voice")) ? given.get("voice") : "";
    view.q = given.get("q") || "";
    view.all = given.get("all") === "1";
  }

  function writeFragment() {
    const parts = new URLSearchParams();
    if (view.chosen) parts.set("s", view.chosen);
    if (view.hide.size) parts.set("hide", [...view.hide].sort((a, b) => a - b).map((i) => data.categories[i].id).join(","));
    if (view.sev) parts.set("sev", view.sev);
    if (view.p) parts.set("p", view.p);
    if (view.rule) parts.set("rule", view.rule);
    if (view.voice) parts.set("voice", view.voice);
    if (view.q) parts.set("q", view.q);
    if (view.all) parts.set("all", "1");
    const fragment = parts.toString();
    history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
  }

  // ---------------------------------------------------------------- small helpers
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== undefined && value !== null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  function makeSvg(tag, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  const bdi = (text) => make("bdi", { dir: "auto" }, text);
  const categoryOf = (suspect) => data.categories[suspect.cat];
  const short = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
  const percent = (share) => `${Math.round(share * 100)}%`;
  const described = (s) => `possible ${categoryOf(s).name.toLowerCase()}, ${SEVERITY_WORDS[s.sev]}`;

  function say(text) {
    byId("say").textContent = text;
  }

  function reveal(element) {
    element.scrollIntoView({ block: "center", behavior: "instant" });
  }

  // ---------------------------------------------------------------- filtering
  function refresh() {
    shown = suspects.filter((suspect) => tests.every((test) => test(suspect)));
    const visible = new Set(shown.map((suspect) => suspect.n));
    if (view.chosen && !visible.has(view.chosen)) view.chosen = 0;
    for (const suspect of suspects) listed.get(suspect.n).hidden = !visible.has(suspect.n);
    for (const piece of pieces) paint(piece, visible);
    const counts = data.categories.map(() => 0);
    for (const suspect of shown) counts[suspect.cat] += 1;
    for (const cell of document.querySelectorAll("[data-count]")) {
      const category = Number(cell.dataset.count);
      if (!view.hide.has(category)) cell.textContent = counts[category];
    }
    byId("shown").textContent = `${shown.length} of ${suspects.length} shown`;
    drawStrip();
    choose(view.chosen, { quiet: true });
  }

  // A piece looks like the worst of its suspects that are shown; `ids` are in that order already.
  function paint(piece, visible) {
    const top = piece.ids.find((id) => visible.has(id)) || 0;
    if (top === piece.top) return;
    piece.top = top;
    if (!top) {
      piece.mark.className = "m off";
      piece.link.removeAttribute("href");
      piece.link.removeAttribute("aria-label");
      return;
    }
    const suspect = suspects[top - 1];
    const first = piecesOf.get(top)[0] === piece;
    piece.mark.className = `m ${categoryOf(suspect).mark} s${suspect.sev}`;
    piece.link.setAttribute("href", `#s${top}`);
    piece.link.setAttribute("tabindex", first ? "0" : "-1");
    piece.link.setAttribute("aria-label", `${piece.link.textContent}: ${described(suspect)}`);
  }

  function drawStrip() {
    const bars = new Map();
    for (const suspect of shown) {
      const place = Math.min(BINS - 1, Math.floor((suspect.at[0] * BINS) / Math.max(1, data.length)));
      const bar = bars.get(place) || { count: 0, level: 0 };
      bar.count += 1;
      bar.level = Math.max(bar.level, suspect.sev);
      bars.set(place, bar);
    }
    byId("bins").replaceChildren(...[...bars].map(([place, bar]) => {
      const height = Math.min(STRIP_HEIGHT, 6 + 6 * bar.count);
      return makeSvg("rect", { x: place * 10, y: STRIP_HEIGHT - height, width: 8, height, class: `b${bar.level}` });
    }));
  }

  // ---------------------------------------------------------------- choosing
  function choose(n, { quiet = false, move = false } = {}) {
    for (const element of document.querySelectorAll("mark.on, li.on, .hit")) element.classList.remove("on", "hit");
    view.chosen = n;
    root.classList.toggle("chosen", Boolean(n));
    const suspect = suspects[n - 1];
    const position = shown.indexOf(suspect);
    byId("place").textContent = n ? `${position + 1} of ${shown.length}` : `${shown.length} shown`;
    byId("here").setAttribute("x", n ? (960 * suspect.at[0]) / Math.max(1, data.length) : -10);
    if (!n) {
      showWelcome();
    } else {
      for (const piece of piecesOf.get(n)) piece.mark.classList.add("on");
      listed.get(n).classList.add("on");
      showCard(suspect);
      const first = piecesOf.get(n)[0];
      if (move && first) {
        first.link.focus({ preventScroll: true });
        reveal(first.mark);
      }
      if (!quiet) say(`Suspect ${position + 1} of ${shown.length}: ${described(suspect)}. ${suspect.msg}`);
    }
    writeFragment();
  }

  // Step through what is shown; without a choice, begin at what the eye is on.
  function step(by) {
    if (!shown.length) {
      say("No suspect is shown. Change the filters.");
      return;
    }
    let index = shown.findIndex((suspect) => suspect.n === view.chosen);
    if (index < 0) {
      const below = shown.findIndex((s) => piecesOf.get(s.n).some(({ mark }) => mark.getBoundingClientRect().top > 60));
      index = below < 0 ? (by > 0 ? -1 : shown.length) : by > 0 ? below - 1 : below;
    }
    choose(shown[(index + by + shown.length) % shown.length].n, { move: true });
  }

  // ---------------------------------------------------------------- the panel
  function showWelcome() {
    const worst = [...shown].sort((a, b) => b.sev * b.p - a.sev * a.p || a.n - b.n).slice(0, 6);
    byId("card").replaceChildren(
      make("h2", {}, shown.length ? "No suspect chosen" : "Nothing to show"),
      shown.length
        ? make("p", { class: "quiet" }, "Click a mark in the text, or press ", make("kbd", {}, "j"), " for the next one. ",
          make("kbd", {}, "?"), " lists all keys.")
        : make("p", { class: "quiet" }, "The filters leave no suspect. ",
          make("button", { type: "button", onclick: reset }, "Show all again")),
      worst.length ? make("h3", {}, "Begin with these") : null,
      worst.length ? make("ol", { class: "worst" }, ...worst.map((s) => make("li", {},
        make("a", { href: `#s${s.n}` }, make("span", { dir: "auto" }, short(s.text, 80)), make("span", {}, categoryOf(s).name))))) : "",
    );
  }

  function showCard(suspect) {
    byId("card").replaceChildren(...parts.map((part) => part(suspect)).flat().filter(Boolean));
    byId("panel").scrollTop = 0;
  }

  const parts = [
    () => make("button", { type: "button", class: "close", title: "Close (Esc)", onclick: () => choose(0) }, "✕"),
    (s) => make("div", { class: "tag" },
      make("span", { class: `m ${categoryOf(s).mark} s${s.sev}` }, categoryOf(s).name),
      make("span", {}, SEVERITY_WORDS[s.sev]),
      make("span", {}, s.quoted ? "in a quotation" : "in narration"),
      make("span", {}, `line ${s.line[0]}, column ${s.line[1]}`),
      s.state ? make("span", {}, s.state) : null),
    (s) => make("h2", { dir: "auto" }, s.msg),
    (s) => (s.to ? [make("h3", {}, s.to.length > 1 ? "Perhaps one of these" : "Perhaps"), ...s.to.map((to) => change(s, to))] : null),
    probability,
    (s) => evidence(s),
    why,
  ];

  // Show an edit in its surroundings; words that both ends share are kept out of del and ins.
  function change(s, to) {
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
    return make("p", { class: "change", dir: "auto" },
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

  function probability(s) {
    const tenth = Math.round(s.p * 10);
    const share = s.p < 0.05 ? "fewer than 1 of 20 were" : s.p > 0.95 ? "more than 19 of 20 were" : tenth === 1 || s.p < 0.1
      ? "about 1 of 10 was" : `about ${tenth} of 10 were`;
    const word = s.p >= 0.9 ? "Almost certainly wrong" : s.p >= 0.7 ? "Probably wrong" : s.p > 0.55 ? "More likely wrong than right"
      : s.p >= 0.45 ? "As likely wrong as right"
      : s.p >= 0.25 ? "Possibly wrong" : "Seldom wrong";
    const meter = makeSvg("svg", { class: "meter", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" });
    meter.append(makeSvg("rect", { class: "track", width: 100, height: 6, rx: 1 }),
      makeSvg("rect", { class: "level", width: s.p * 100, height: 6, rx: 1 }));
    return [
      make("h3", {}, "Probability"),
      make("p", {}, make("b", {}, `${word}, ${percent(s.p)}.`), ` Of spans rated like this, ${share} marked wrong by people.`),
      meter,
    ];
  }

  function evidence(s) {
    return s.seen.flatMap((finding, index) => {
      const rows = finding.ev.map((row) => show[row[0]](row));
      const other = finding.rule || (finding.msg && index);
      if (!rows.length && !other) return [];
      return [
        make("h3", {}, other ? "Also seen here" : "Evidence"),
        other ? make("p", { dir: "auto" }, finding.msg || "", " ", ruleLink(finding.rule || s.rule)) : null,
        rows.length ? make("ul", { class: "proof" }, ...rows.map((row) => make("li", {}, ...row))) : null,
      ];
    });
  }

  // One function for each kind of evidence; each gives the children of its list item.
  const show = {
    table: ([, table, key, source]) => [
      "Table ", make("code", {}, table), ", row ", make("b", { dir: "auto" }, key),
      make("span", { class: "from" }, data.sources[source]),
    ],
    measure: ([, name, value, unit, threshold]) => [
      `${name}: `, make("b", {}, `${value} ${unit}`), make("span", { class: "from" }, `reported from ${threshold} ${unit} on`),
    ],
    place: ([, place, note, text]) => [
      make("span", { class: "from" }, note),
      make("button", { type: "button", title: "Show this place in the text", onclick: () => showPlace(place) }, bdi(text)),
    ],
    steps: ([, steps]) => [
      "How one leads to the other",
      make("ol", {}, ...steps.map(([operation, outcome]) => make("li", {}, `${operation}: `, make("b", { dir: "auto" }, outcome)))),
    ],
  };

  function showPlace(place) {
    const found = [...document.querySelectorAll("[data-rel]")].filter((e) => e.dataset.rel.split(" ").includes(String(place)));
    for (const element of document.querySelectorAll(".hit")) element.classList.remove("hit");
    for (const element of found) element.classList.add("hit");
    if (found.length) reveal(found[0]);
    say(`The related place is shown in the text: ${found.map((element) => element.textContent).join("")}`);
  }

  function why(s) {
    const text = document.querySelector(`[data-rule="${CSS.escape(s.rule)}"] .why`);
    return [
      make("h3", {}, "Why this matters"),
      text ? make("p", {}, text.textContent) : null,
      make("p", { class: "muted" }, "Rule ", ruleLink(s.rule)),
    ];
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

  // ---------------------------------------------------------------- controls
  const controls = byId("filters");
  const toggles = [...document.querySelectorAll("[data-cat]")];

  function fillRules() {
    const counts = new Map();
    for (const suspect of suspects) counts.set(suspect.rule, (counts.get(suspect.rule) || 0) + 1);
    for (const [rule, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      byId("rule").append(make("option", { value: rule }, `${rule} (${count})`));
    }
  }

  function showControls() {
    for (const toggle of toggles) toggle.checked = !view.hide.has(Number(toggle.dataset.cat));
    controls.elements.sev.value = String(view.sev);
    byId("p").value = view.p;
    byId("p-out").textContent = `${view.p}%`;
    byId("rule").value = view.rule;
    byId("voice").value = view.voice;
    byId("q").value = view.q;
    if (byId("all")) byId("all").checked = view.all;
  }

  function readControls() {
    view.hide = new Set(toggles.filter((toggle) => !toggle.checked).map((toggle) => Number(toggle.dataset.cat)));
    view.sev = Number(controls.elements.sev.value);
    view.p = Number(byId("p").value);
    view.rule = byId("rule").value;
    view.voice = byId("voice").value;
    view.q = byId("q").value;
    view.all = Boolean(byId("all") && byId("all").checked);
    byId("p-out").textContent = `${view.p}%`;
    refresh();
    say(byId("shown").textContent);
  }

  function reset() {
    view = { ...fresh(), chosen: view.chosen };
    showControls();
    refresh();
  }

  function toggleClass(index) {
    if (!toggles[index]) return;
    toggles[index].checked = !toggles[index].checked;
    readControls();
    say(`${data.categories[index].name} ${toggles[index].checked ? "shown" : "hidden"}. ${byId("shown").textContent}`);
  }

  const keys = {
    j: ["next suspect", () => step(1)],
    k: ["previous suspect", () => step(-1)],
    "/": ["search in the suspects", () => { byId("legend").open = true; byId("q").focus(); }],
    r: ["show all again", reset],
    i: ["to the index", () => { if (byId("to-index")) byId("to-index").click(); }],
    "?": ["these keys", () => byId("help").showModal()],
    Escape: ["close the panel, leave a field", () => choose(0)],
  };
  const shownAs = { Escape: "Esc" };

  function fillHelp() {
    const lines = Object.entries(keys).map(([key, [what]]) => [shownAs[key] || key, what]);
    lines.splice(2, 0, ["1 – 9", "show or hide a class"]);
    byId("keys").append(...lines.flatMap(([key, what]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)]));
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (/^[1-9]$/.test(event.key)) toggleClass(Number(event.key) - 1);
    else if (Object.hasOwn(keys, event.key)) keys[event.key][1]();
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#s']");
    const number = link && /^#s(\d+)$/.exec(link.getAttribute("href"));
    if (!number || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(Number(number[1]), { move: !link.closest("mark") });
  });

  byId("list").addEventListener("click", (event) => {
    const entry = event.target.closest("li");
    if (!entry || !event.target.closest("a")) return;
    event.preventDefault();
    choose(Number(entry.id.slice(1)), { move: true });
  });

  byId("strip").addEventListener("click", (event) => {
    const box = byId("strip").getBoundingClientRect();
    const offset = ((event.clientX - box.left) / box.width) * data.length;
    const near = [...shown].sort((a, b) => Math.abs(a.at[0] - offset) - Math.abs(b.at[0] - offset))[0];
    if (near) choose(near.n, { move: true });
  });

  byId("previous").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  byId("help-button").addEventListener("click", () => byId("help").showModal());
  byId("reset").addEventListener("click", reset);
  controls.addEventListener("input", readControls);
  controls.addEventListener("submit", (event) => event.preventDefault());
  for (const toggle of toggles) toggle.addEventListener("change", readControls);
  window.addEventListener("hashchange", () => {
    if (!/=|^#s\d+$/.test(location.hash)) return; // a jump to a heading is no new state
    readFragment();
    showControls();
    refresh();
  });

  let wasOpen = true;
  window.addEventListener("beforeprint", () => { wasOpen = byId("legend").open; byId("legend").open = true; });
  window.addEventListener("afterprint", () => { byId("legend").open = wasOpen; });

  if (window.matchMedia("(max-width: 72rem)").matches) byId("legend").open = false;
  fillRules();
  fillHelp();
  readFragment();
  showControls();
  refresh();
  if (view.chosen) choose(view.chosen, { move: true });
})();
