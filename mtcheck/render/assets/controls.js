// The controls: legend, filters, keys, help, clicks, the way to the neighbouring articles.
"use strict";
(() => {
  const { data, suspects, filters, keys } = desk;
  const { byId, on, all, make, say, toast, recall, store } = page;
  const controls = byId("filters");
  const toggles = [...all("[data-cat]")];
  const KEYS_OFF = "mtcheck:keys-off";

  function fillRules() {
    const counts = new Map();
    for (const suspect of suspects) counts.set(suspect.rule, (counts.get(suspect.rule) || 0) + 1);
    for (const [rule, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      byId("rule").append(make("option", { value: rule }, `${rule} (${count})`));
    }
  }

  desk.showControls = () => {
    for (const toggle of toggles) toggle.checked = !desk.view.hide.has(Number(toggle.dataset.cat));
    for (const name of Object.keys(filters)) {
      const control = controls.elements[name];
      if (!control) continue;
      if (control.type === "checkbox") control.checked = desk.view[name];
      else control.value = desk.view[name];
    }
    byId("p-out").textContent = `${desk.view.p}%`;
  };

  function readControls() {
    desk.view.hide = new Set(toggles.filter((toggle) => !toggle.checked).map((toggle) => Number(toggle.dataset.cat)));
    for (const [name, filter] of Object.entries(filters)) {
      const control = controls.elements[name];
      if (control) desk.view[name] = filter.read(control.type === "checkbox" ? control.checked : control.value);
    }
    byId("p-out").textContent = `${desk.view.p}%`;
    desk.refresh();
    say(byId("shown").textContent);
  }

  function toggleClass(at) {
    if (!toggles[at]) return;
    toggles[at].checked = !toggles[at].checked;
    readControls();
    toast(`${data.categories[at].name} ${toggles[at].checked ? "shown" : "hidden"}. ${byId("shown").textContent}`);
  }

  // Go to a neighbouring article in the order that the index shows, past what is done; the filters go along. Where the index
  // has left no order, the links of the page lead on: worst first.
  function leave(by) {
    const order = page.parse(recall(`mtcheck:order:${page.folder}`) || "null");
    const here = decodeURIComponent(location.pathname.slice(page.folder.length));
    const at = Array.isArray(order) ? order.findIndex((entry) => entry?.href === here) : -1;
    let href = byId(by > 0 ? "to-next" : "to-previous")?.getAttribute("href");
    if (at >= 0) {
      const rest = by > 0 ? order.slice(at + 1) : order.slice(0, at).reverse();
      href = rest.find((entry) => by < 0 || !isDone(entry))?.href;
    }
    if (!href || !/^[\w.%-]+\.html$/.test(href)) {
      return toast(by < 0 ? "This is the first article." : at >= 0 ? "No article after this one is undecided." : "This is the last article.");
    }
    const fragment = suspects.length ? desk.filterFragment().toString() : location.hash.slice(1);
    location.href = fragment ? `${href}#${fragment}` : href;
    return undefined;
  }

  function isDone({ report, open }) {
    return records.listOf(records.read(report)).filter((each) => each.decision && each.origin === "tool").length >= open;
  }

  Object.assign(keys, {
    j: ["next suspect", () => desk.step(1)],
    k: ["previous suspect", () => desk.step(-1)],
    "/": ["search in the suspects", () => { byId("legend").open = true; byId("q").focus(); }],
    o: ["order by place, or worst first", () => { desk.view.order = desk.view.order ? "" : "worst"; desk.showControls(); desk.refresh(); }],
    r: ["show all again", desk.reset],
    n: ["next article", () => leave(1)],
    p: ["previous article", () => leave(-1)],
    i: ["to the index", () => byId("to-index")?.click()],
    "?": ["these keys", () => byId("help").showModal()],
    Escape: ["close the panel, leave a field", () => desk.choose(0)],
  });
  const shownAs = { Escape: "Esc", Backspace: "⌫" };

  function fillHelp() {
    const lines = Object.entries(keys).map(([key, [what]]) => [shownAs[key] || key, what]);
    lines.splice(2, 0, ["1 – 9", "show or hide a class"]);
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
    if (desk.modal?.(event)) { // a form that is open has the keys first
      event.preventDefault();
      return;
    }
    if (/^[1-9]$/.test(event.key)) toggleClass(Number(event.key) - 1);
    else if (Object.hasOwn(keys, event.key)) keys[event.key][1]();
    else return;
    event.preventDefault();
  });

  function start() { // when the other scripts have added what they have
    fillHelp();
    if (window.matchMedia("(max-width: 72rem)").matches) {
      for (const box of all(".side details")) box.open = false;
    }
    fillRules();
    desk.readFragment();
    for (const begin of desk.starts) begin();
    desk.showControls();
    desk.refresh();
    if (desk.view.chosen) desk.choose(desk.view.chosen, { move: true });
    document.documentElement.classList.add("ready");
  }
  queueMicrotask(start);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#s']");
    const number = link && /^#s(\d+)$/.exec(link.getAttribute("href"));
    if (!number || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.closest("mark") && !getSelection().isCollapsed) return; // the end of a selection is no click
    desk.choose(Number(number[1]), { move: !link.closest("mark") });
  });

  on("list", (event) => {
    const entry = event.target.closest("li");
    if (!entry || !event.target.closest("a")) return;
    event.preventDefault();
    desk.choose(Number(entry.id.slice(1)), { move: true });
  });

  on("strip", (event) => {
    const box = byId("strip").getBoundingClientRect();
    const offset = ((event.clientX - box.left) / box.width) * data.length;
    const near = [...desk.shown].sort((a, b) => Math.abs(a.at[0] - offset) - Math.abs(b.at[0] - offset))[0];
    if (near) desk.choose(near.n, { move: true });
  });

  on("map", (event) => {
    const box = byId("map").getBoundingClientRect();
    const text = byId("text").querySelector("article:not([hidden])").getBoundingClientRect();
    const share = (event.clientY - box.top) / box.height;
    window.scrollBy({ top: text.top + share * text.height - window.innerHeight / 2, behavior: "instant" });
  });

  on("help-button", () => byId("help").showModal());
  on("previous", () => desk.step(-1));
  on("next", () => desk.step(1));
  on("reset", desk.reset);
  for (const [id, by] of [["to-next", 1], ["to-previous", -1]]) {
    on(id, (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      leave(by);
    });
  }
  controls.addEventListener("input", readControls);
  controls.addEventListener("submit", (event) => event.preventDefault());
  for (const toggle of toggles) toggle.addEventListener("change", readControls);
  window.addEventListener("hashchange", () => {
    if (!/=|^#s\d+$/.test(location.hash)) return; // a jump to a heading is no new state
    desk.readFragment();
    desk.showControls();
    desk.refresh();
  });

  let wasOpen = true;
  window.addEventListener("beforeprint", () => { wasOpen = byId("legend").open; byId("legend").open = true; });
  window.addEventListener("afterprint", () => { byId("legend").open = wasOpen; });
  let waiting = false;
  const soon = () => {
    if (!waiting) requestAnimationFrame(() => { waiting = false; desk.moveFrame(); });
    waiting = true;
  };
  window.addEventListener("scroll", soon, { passive: true });
  window.addEventListener("resize", soon);
})();
