// The article page at work: choose a suspect, filter, step by key. The page is complete without this script: text, marks,
// numbered list and rules stand in the HTML. Article text reaches the page only through textContent.
//
// To extend: a new key is an entry of `desk.keys`; a new filter is an entry of `desk.filters` and a control of that name;
// something new to show of a suspect is a part in `desk.parts`. The scripts after this one do just that.
"use strict";
const desk = (() => {
  const root = document.documentElement;
  root.classList.add("js");
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const suspects = data.suspects;
  suspects.forEach((s, index) => { // what the list says is not said twice
    const entry = byId(`s${index + 1}`);
    s.n = index + 1;
    s.text ??= entry.querySelector("bdi").textContent;
    s.msg = entry.querySelector("p > span").textContent;
    s.rule = data.rules[s.rule];
    for (const finding of s.seen) if (finding.rule !== undefined) finding.rule = data.rules[finding.rule];
  });

  const SEVERITY_WORDS = data.severities;
  const BINS = 96;
  const STRIP_HEIGHT = 24;
  const NEAR = 45; // characters shown on each side of an edit
  const pieces = [...document.querySelectorAll("mark.m")].map((mark) => ({
    mark,
    link: mark.firstElementChild,
    ids: (mark.dataset.ids || mark.firstElementChild.hash.slice(2)).split(" ").map(Number),
    top: undefined,
  }));
  const piecesOf = new Map(suspects.map((suspect) => [suspect.n, []]));
  for (const piece of pieces) for (const id of piece.ids) piecesOf.get(id).push(piece);
  const listed = new Map(suspects.map((suspect) => [suspect.n, byId(`s${suspect.n}`)]));

  // ---------------------------------------------------------------- state
  // A filter has a neutral value, a way to read it from an address, and a test that a suspect passes or fails.
  const within = (least, most) => (text) => Math.min(most, Math.max(least, Number(text) || least));
  const oneOf = (...values) => (text) => (values.includes(text) ? text : "");
  const flag = (text) => text === "1" || text === true;
  const filters = {
    sev: { none: 0, read: within(0, 3), test: (s, least) => s.sev >= least },
    p: { none: 0, read: within(0, 100), test: (s, least) => s.p * 100 >= least },
    rule: {
      none: "",
      read: (text) => (suspects.some((s) => s.rule === text) ? text : ""),
      test: (s, rule) => !rule || s.rule === rule || s.seen.some((finding) => finding.rule === rule),
    },
    voice: {
      none: "",
      read: oneOf("quoted", "narration"),
      test: (s, voice) => !voice || (voice === "quoted") === Boolean(s.quoted),
    },
    q: {
      none: "",
      read: String,
      test: (s, words) => !words || `${s.text}\n${s.msg}\n${s.rule}`.toLowerCase().includes(words.toLowerCase()),
    },
    all: { none: false, read: flag, test: (s, also) => also || s.state !== "suppressed" },
    known: { none: false, read: flag, test: (s, also) => also || s.state !== "baseline" },
    order: { none: "", read: oneOf("worst"), test: () => true },
  };
  const fresh = () => ({
    chosen: 0,
    hide: new Set(),
    ...Object.fromEntries(Object.entries(filters).map(([name, filter]) => [name, filter.none])),
  });
  let view;
  let shown = [];

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
    for (const [name, filter] of Object.entries(filters)) if (given.has(name)) view[name] = filter.read(given.get(name));
  }

  function filterFragment() {
    const parts = new URLSearchParams();
    if (view.hide.size) parts.set("hide", [...view.hide].sort((a, b) => a - b).map((i) => data.categories[i].id).join(","));
    for (const [name, filter] of Object.entries(filters)) {
      if (view[name] !== filter.none) parts.set(name, view[name] === true ? "1" : view[name]);
    }
    return parts;
  }

  function writeFragment() {
    const parts = filterFragment();
    if (view.chosen) parts.set("s", view.chosen);
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
  const notes = []; // functions that add words to what is said of a suspect
  const listeners = []; // called after each change of what is shown
  const described = (s) =>
    `possible ${categoryOf(s).name.toLowerCase()}, ${SEVERITY_WORDS[s.sev]}${notes.map((note) => note(s)).join("")}`;

  function say(text) {
    byId("say").textContent = text;
  }

  // A browser may refuse storage to files; then nothing is kept.
  function recall(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  function store(key, value) {
    try {
      if (value) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
      return true;
    } catch {
      return false;
    }
  }

  function reveal(element) {
    element.scrollIntoView({ block: "center", behavior: "instant" });
  }

  // ---------------------------------------------------------------- filtering
  function passes(suspect, except) {
    if (view.hide.has(suspect.cat)) return false;
    for (const name in filters) if (name !== except && !filters[name].test(suspect, view[name])) return false;
    return true;
  }

  const worstFirst = (a, b) => b.sev * b.p - a.sev * a.p || b.sev - a.sev || a.n - b.n;

  function refresh() {
    shown = suspects.filter((suspect) => passes(suspect));
    if (view.order) shown.sort(worstFirst);
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
    drawMap();
    choose(view.chosen, { quiet: true });
    for (const listener of listeners) listener();
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
    name(piece);
  }

  function name(piece) {
    piece.link.setAttribute("aria-label", `${piece.link.textContent}: ${described(suspects[piece.top - 1])}`);
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

  // The map: a tick for each suspect that is shown, and a frame round what is on the screen.
  function drawMap() {
    const ticks = shown.map((s) => `M${s.sev > 1 ? 4 : 12} ${Math.round((1000 * s.at[0]) / Math.max(1, data.length))}H28`);
    for (const level of [0, 1, 2, 3]) {
      byId(`map-${level}`).setAttribute("d", ticks.filter((_, index) => shown[index].sev === level).join(""));
    }
    moveFrame();
  }

  function moveFrame() {
    const box = byId("text").firstElementChild.getBoundingClientRect();
    const share = (pixels) => Math.min(1000, Math.max(0, (1000 * pixels) / Math.max(1, box.height)));
    const top = share(-box.top);
    byId("frame").setAttribute("y", top);
    byId("frame").setAttribute("height", Math.max(6, share(window.innerHeight - box.top) - top));
  }

  // ---------------------------------------------------------------- choosing
  function choose(n, { quiet = false, move = false, before = "" } = {}) {
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
      if (!quiet) say(`${before}Suspect ${position + 1} of ${shown.length}: ${described(suspect)}. ${suspect.msg}`);
    }
    writeFragment();
  }

  const isBelow = (s) => piecesOf.get(s.n).some(({ mark }) => mark.getBoundingClientRect().top > 60);

  // Step through what is shown; without a choice, begin at what the eye is on.
  function step(by) {
    if (!shown.length) {
      say("No suspect is shown. Change the filters.");
      return;
    }
    let index = shown.findIndex((suspect) => suspect.n === view.chosen);
    if (index < 0) {
      const below = view.order ? 0 : shown.findIndex((s) => isBelow(s));
      index = below < 0 ? (by > 0 ? -1 : shown.length) : by > 0 ? below - 1 : below;
    }
    choose(shown[(index + by + shown.length) % shown.length].n, { move: true });
  }

  // ---------------------------------------------------------------- the panel
  function showWelcome() {
    const worst = [...shown].sort(worstFirst).slice(0, 6);
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
      make("span", {}, `line ${s.at[2]}, column ${s.at[3]}`),
      s.state ? make("span", {}, s.state) : null),
    (s) => make("h2", { dir: "auto" }, s.msg),
    edits,
    probability,
    (s) => evidence(s),
    why,
  ];

  function edits(s) {
    return s.to ? [make("h3", {}, s.to.length > 1 ? "Perhaps one of these" : "Perhaps"), ...s.to.map((to) => change(s, to))] : null;
  }

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
      measured(s),
    ];
  }

  // Say how often the rule was right where it was measured.
  function measured(s) {
    const [seen, right] = data.measured[s.rule] || [0, 0];
    return make("p", { class: "muted" }, seen
      ? `Where this rule was measured, ${right} of its ${seen} ${seen === 1 ? "suspect was" : "suspects were"} right.`
      : "This rule has not been seen often enough to be measured by itself.");
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
    for (const name of Object.keys(filters)) {
      const control = controls.elements[name];
      if (!control) continue;
      if (control.type === "checkbox") control.checked = view[name];
      else control.value = view[name];
    }
    byId("p-out").textContent = `${view.p}%`;
  }

  function readControls() {
    view.hide = new Set(toggles.filter((toggle) => !toggle.checked).map((toggle) => Number(toggle.dataset.cat)));
    for (const [name, filter] of Object.entries(filters)) {
      const control = controls.elements[name];
      if (control) view[name] = filter.read(control.type === "checkbox" ? control.checked : control.value);
    }
    byId("p-out").textContent = `${view.p}%`;
    refresh();
    say(byId("shown").textContent);
  }

  function reset() {
    view = { ...fresh(), chosen: view.chosen, order: view.order };
    showControls();
    refresh();
  }

  function toggleClass(index) {
    if (!toggles[index]) return;
    toggles[index].checked = !toggles[index].checked;
    readControls();
    say(`${data.categories[index].name} ${toggles[index].checked ? "shown" : "hidden"}. ${byId("shown").textContent}`);
  }

  // Go to a neighbouring article; the filters go along.
  function leave(id) {
    const link = byId(id);
    if (!link) return say(id === "to-next" ? "This is the last article." : "This is the first article.");
    const fragment = suspects.length ? filterFragment().toString() : location.hash.slice(1);
    link.hash = fragment;
    return link.click();
  }

  const keys = suspects.length
    ? {
      j: ["next suspect", () => step(1)],
      k: ["previous suspect", () => step(-1)],
      "/": ["search in the suspects", () => { byId("legend").open = true; byId("q").focus(); }],
      o: ["order by place, or worst first", () => { view.order = view.order ? "" : "worst"; showControls(); refresh(); }],
      r: ["show all again", reset],
    }
    : {};
  Object.assign(keys, {
    n: ["next article", () => leave("to-next")],
    p: ["previous article", () => leave("to-previous")],
    i: ["to the index", () => byId("to-index")?.click()],
    "?": ["these keys", () => byId("help").showModal()],
  });
  if (suspects.length) keys.Escape = ["close the panel, leave a field", () => choose(0)];
  const shownAs = { Escape: "Esc" };
  const KEYS_OFF = "mtcheck:keys-off";

  function fillHelp() {
    const lines = Object.entries(keys).map(([key, [what]]) => [shownAs[key] || key, what]);
    if (suspects.length) lines.splice(2, 0, ["1 – 9", "show or hide a class"]);
    byId("keys").replaceChildren(
      ...lines.flatMap(([key, what]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)]));
  }

  // Who dictates, or types by accident, can switch the single keys off.
  byId("keys-on").checked = !recall(KEYS_OFF);
  byId("keys-on").addEventListener("change", () => store(KEYS_OFF, byId("keys-on").checked ? "" : "1"));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (!byId("keys-on").checked && event.key !== "Escape") return;
    if (suspects.length && /^[1-9]$/.test(event.key)) toggleClass(Number(event.key) - 1);
    else if (Object.hasOwn(keys, event.key)) keys[event.key][1]();
    else return;
    event.preventDefault();
  });
  byId("help-button").addEventListener("click", () => byId("help").showModal());

  function start() { // when the other scripts have added what they have
    fillHelp();
    if (!suspects.length) return;
    if (window.matchMedia("(max-width: 72rem)").matches) byId("legend").open = false;
    fillRules();
    readFragment();
    showControls();
    refresh();
    if (view.chosen) choose(view.chosen, { move: true });
  }

  document.addEventListener("DOMContentLoaded", start);
  const shared = { data, keys, say, make, byId, recall, store };
  if (!suspects.length) return shared;

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

  byId("map").addEventListener("click", (event) => {
    const box = byId("map").getBoundingClientRect();
    const text = byId("text").firstElementChild.getBoundingClientRect();
    const share = (event.clientY - box.top) / box.height;
    window.scrollBy({ top: text.top + share * text.height - window.innerHeight / 2, behavior: "instant" });
  });
  let waiting = false;
  const soon = () => {
    if (!waiting) requestAnimationFrame(() => { waiting = false; moveFrame(); });
    waiting = true;
  };
  window.addEventListener("scroll", soon, { passive: true });
  window.addEventListener("resize", soon);

  return {
    ...shared, filters, parts, edits, why, change, notes, listeners, pieces, piecesOf, listed, passes, choose, refresh, name, categoryOf,
    get view() { return view; },
    get shown() { return shown; },
  };
})();
