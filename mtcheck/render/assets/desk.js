// The article page at work: what is shown, what is chosen, how one steps. The page is complete without its scripts: text,
// marks, numbered list and rules stand in the HTML. Article text reaches the page only through textContent.
//
// To extend: a new key is an entry of `desk.keys`; a new filter is an entry of `desk.filters` and a control of that name;
// something new to show of a suspect is a part in `desk.parts`; `desk.listeners` are called after each change.
"use strict";
const desk = (() => {
  const { byId, all, make, say } = page;
  const root = document.documentElement;
  const data = JSON.parse(byId("data").textContent);
  const string = (number) => data.strings[number];
  const BINS = 96;
  const STRIP_HEIGHT = 24;

  // A suspect is a row of `data.columns`; its text and message are read from the list, which has them already.
  const suspects = data.suspects.map((row, index) => {
    const [start, end, line, column, rule, cat, sev, p, fp, seen, more] = row;
    const entry = byId(`s${index + 1}`);
    return {
      n: index + 1,
      at: [start, end],
      place: `line ${line}, column ${column}`,
      rule: string(rule), cat, sev, p, fp,
      seen: seen.map(([ev, other, msg]) => ({ ev, rule: Number.isInteger(other) ? string(other) : "", msg })),
      text: entry.querySelector("bdi").textContent,
      msg: entry.querySelector("p > span").textContent,
      ...more,
    };
  });
  const listed = new Map(suspects.map((suspect) => [suspect.n, byId(`s${suspect.n}`)]));
  const pieceOf = (mark) => ({
    mark,
    link: mark.firstElementChild,
    ids: (mark.dataset.ids || mark.firstElementChild.hash.slice(2)).split(" ").map(Number),
    top: undefined,
  });
  let pieces = [...all("mark.m")].map(pieceOf);
  const piecesOf = new Map();
  function index() {
    piecesOf.clear();
    for (const suspect of suspects) piecesOf.set(suspect.n, []);
    for (const piece of pieces) for (const id of piece.ids) piecesOf.get(id)?.push(piece);
  }
  index();

  // The marks of a block were written anew.
  function repiece(block, marks) {
    pieces = [...pieces.filter(({ mark }) => mark.isConnected && !block.contains(mark)), ...marks.map(pieceOf)];
    pieces.sort((a, b) => (a.mark.compareDocumentPosition(b.mark) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    index();
  }

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
  let view = fresh();
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
    data.categories.forEach((category, at) => {
      if (hidden.includes(category.id)) view.hide.add(at);
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
    history.replaceState(history.state, "", fragment ? `#${fragment}` : location.pathname + location.search);
  }

  // ---------------------------------------------------------------- filtering
  const categoryOf = (suspect) => data.categories[suspect.cat];
  const notes = []; // functions that add words to what is said of a suspect
  const listeners = []; // called after each change of what is shown
  const described = (s) =>
    `possible ${categoryOf(s).name.toLowerCase()}, ${data.severities[s.sev]}${notes.map((note) => note(s)).join("")}`;
  const reveal = (element) => element.scrollIntoView({ block: "center", behavior: "instant" });
  const worstFirst = (a, b) => b.sev * b.p - a.sev * a.p || b.sev - a.sev || a.at[0] - b.at[0] || a.n - b.n;
  const byPlace = (a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1] || a.n - b.n;

  function passes(suspect, except) {
    if (suspect.gone || view.hide.has(suspect.cat)) return false;
    for (const name in filters) if (name !== except && !filters[name].test(suspect, view[name])) return false;
    return true;
  }

  function refresh() {
    shown = suspects.filter((suspect) => passes(suspect)).sort(view.order ? worstFirst : byPlace);
    const visible = new Set(shown.map((suspect) => suspect.n));
    if (view.chosen && !visible.has(view.chosen)) view.chosen = 0;
    for (const suspect of suspects) listed.get(suspect.n).hidden = !visible.has(suspect.n);
    for (const piece of pieces) paint(piece, visible);
    const counts = data.categories.map(() => 0);
    for (const suspect of shown) counts[suspect.cat] += 1;
    for (const cell of all("[data-count]")) {
      const category = Number(cell.dataset.count);
      if (!view.hide.has(category)) cell.textContent = counts[category];
    }
    byId("shown").textContent = `${shown.length} of ${suspects.filter((s) => !s.gone).length} shown`;
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
    piece.mark.className = `m ${categoryOf(suspect).mark} s${suspect.sev}${suspect.own ? " own" : ""}`;
    piece.link.setAttribute("href", `#s${top}`);
    piece.link.setAttribute("tabindex", piecesOf.get(top)[0] === piece ? "0" : "-1");
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
    const drawn = data.severities.map(() => "");
    for (const [place, { count, level }] of bars) {
      drawn[level] += `M${place * 10 + 4} ${STRIP_HEIGHT}v-${Math.min(STRIP_HEIGHT, 6 + 6 * count)}`;
    }
    drawn.forEach((path, level) => byId(`strip-${level}`).setAttribute("d", path));
  }

  // The map: a tick for each suspect that is shown, and a frame round what is on the screen.
  function drawMap() {
    const ticks = shown.map((s) => `M${s.sev > 1 ? 4 : 12} ${Math.round((1000 * s.at[0]) / Math.max(1, data.length))}H28`);
    for (const level of [0, 1, 2, 3]) {
      byId(`map-${level}`).setAttribute("d", ticks.filter((_, at) => shown[at].sev === level).join(""));
    }
    moveFrame();
  }

  function moveFrame() {
    const box = byId("text").querySelector("article:not([hidden])").getBoundingClientRect();
    const share = (pixels) => Math.min(1000, Math.max(0, (1000 * pixels) / Math.max(1, box.height)));
    const top = share(-box.top);
    byId("frame").setAttribute("y", top);
    byId("frame").setAttribute("height", Math.max(6, share(window.innerHeight - box.top) - top));
  }

  // ---------------------------------------------------------------- choosing
  function choose(n, { quiet = false, move = false, before = "" } = {}) {
    for (const element of all("mark.on, li.on, .hit")) element.classList.remove("on", "hit");
    view.chosen = n;
    root.classList.toggle("chosen", Boolean(n));
    const suspect = suspects[n - 1];
    const position = shown.indexOf(suspect);
    byId("place").textContent = n ? `${position + 1} of ${shown.length}` : `${shown.length} shown`;
    byId("here").setAttribute("x", n ? (960 * suspect.at[0]) / Math.max(1, data.length) : -10);
    if (!n) {
      desk.showWelcome();
    } else {
      for (const piece of piecesOf.get(n)) piece.mark.classList.add("on");
      listed.get(n).classList.add("on");
      desk.showCard(suspect);
      const first = piecesOf.get(n)[0];
      if (move && first && first.mark.offsetParent) {
        first.link.focus({ preventScroll: true });
        reveal(first.mark);
      } else if (move) {
        desk.revealPlace?.(suspect);
      }
      if (!quiet) say(`${before}Suspect ${position + 1} of ${shown.length}: ${described(suspect)}. ${suspect.msg}`);
    }
    writeFragment();
  }

  const isBelow = (s) => piecesOf.get(s.n).some(({ mark }) => mark.getBoundingClientRect().top > 60);

  // Step through what is shown; without a choice, begin at what the eye is on.
  function step(by) {
    if (!shown.length) {
      page.toast("No suspect is shown. Press m to add a fault that was missed.");
      return;
    }
    let at = shown.findIndex((suspect) => suspect.n === view.chosen);
    if (at < 0) {
      const below = view.order ? 0 : shown.findIndex((s) => isBelow(s));
      at = below < 0 ? (by > 0 ? -1 : shown.length) : by > 0 ? below - 1 : below;
    }
    choose(shown[(at + by + shown.length) % shown.length].n, { move: true });
  }

  function reset() {
    view = { ...fresh(), chosen: view.chosen, order: view.order };
    desk.showControls();
    refresh();
  }

  return {
    data, string, suspects, listed, piecesOf, filters, notes, listeners, keys: {}, starts: [],
    categoryOf, described, passes, worstFirst, refresh, repiece, name, choose, step, reset, reveal, moveFrame,
    readFragment, filterFragment, make,
    get pieces() { return pieces; },
    get view() { return view; },
    get shown() { return shown; },
  };
})();
