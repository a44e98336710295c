// The surprisal view: how unexpected each word was to the language model. Off until it is asked for; nothing is drawn before.
// Words are painted by the CSS Custom Highlight API, so that the page needs no element for each of them.
"use strict";
(() => {
  const { byId, all, make } = page;
  const { parts, keys } = desk;
  const store = byId("words");
  if (!store) return;
  const LEVELS = 4;
  const STEP = 3; // bits from one shade to the next
  const BLOCKS = "p, li, h2, h3, pre, figcaption";
  let blocks; // block -> its words: [start, end, bits] in its text content

  // One sign for each run between spaces, in base 36; "-" is not scored.
  function decoded() {
    if (blocks) return blocks;
    const { code } = JSON.parse(store.textContent);
    let next = 0;
    blocks = new Map([...all("article")[0].querySelectorAll(BLOCKS)].map((block) => {
      const runs = [...block.textContent.matchAll(/[^ \t\n\r\u00a0]+/g)];
      const words = runs.map((run) => [run.index, run.index + run[0].length, parseInt(code[next++], 36)]);
      return [block, words.filter(([, , bits]) => bits >= 0)];
    }));
    return blocks;
  }

  let middle;
  function median() {
    if (middle === undefined) {
      const sorted = [...decoded().values()].flat().map(([, , bits]) => bits).sort((a, b) => a - b);
      middle = sorted[sorted.length >> 1];
    }
    return middle;
  }

  function draw() {
    CSS.highlights.clear();
    byId("heat-key").hidden = !byId("heat").checked;
    if (!byId("heat").checked) return;
    const least = Number(byId("bits").value) || 0;
    const levels = Array.from({ length: LEVELS }, () => new Highlight());
    const counts = levels.map(() => 0);
    for (const [block, words] of decoded()) {
      const hot = words.filter(([, , bits]) => bits >= least);
      if (!hot.length) continue;
      const level = ([, , bits]) => Math.min(LEVELS - 1, Math.floor((bits - least) / STEP));
      for (const word of hot) counts[level(word)] += 1;
      let at = 0;
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        for (const word of hot) {
          const start = Math.max(0, word[0] - at);
          const end = Math.min(node.length, word[1] - at);
          if (start >= end) continue;
          levels[level(word)].add(new StaticRange({
            startContainer: node, startOffset: start, endContainer: node, endOffset: end,
          }));
        }
        at += node.length;
      }
    }
    levels.forEach((level, index) => CSS.highlights.set(`heat-${index}`, level));
    byId("heat-key").replaceChildren(
      ...counts.map((count, i) => make("li", {}, make("span", { class: `heat-${i}` }, `${least + i * STEP} bits and more`),
        ` ${count} ${count === 1 ? "word" : "words"}`)),
      make("li", {}, `The median of this article is ${median()} bits.`));
  }

  // Name the most surprising word of a suspect.
  function figure(s) {
    if (!byId("heat").checked) return null;
    const [first] = desk.piecesOf.get(s.n);
    const block = first?.mark.closest(BLOCKS);
    const words = decoded().get(block);
    if (!words) return null;
    const range = document.createRange();
    range.setStart(block, 0);
    range.setEndBefore(first.mark);
    const start = range.toString().length;
    range.setEndAfter(desk.piecesOf.get(s.n).filter(({ mark }) => block.contains(mark)).at(-1).mark);
    const inside = words.filter((word) => word[0] < range.toString().length && word[1] > start);
    if (!inside.length) return null;
    const most = inside.reduce((a, b) => (b[2] > a[2] ? b : a));
    return [
      make("h3", {}, "Surprisal"),
      make("p", {}, make("bdi", { dir: "auto" }, `“${block.textContent.slice(most[0], most[1])}”`),
        `: ${most[2]} bits; the median of this article is ${median()}. `,
        make("span", { class: "muted" }, "High surprise is not an error.")),
    ];
  }

  function redraw() {
    draw();
    desk.choose(desk.view.chosen, { quiet: true });
  }

  parts.splice(parts.indexOf(desk.known), 0, figure);
  if (!("highlights" in CSS)) {
    byId("heat-box").replaceChildren("This browser cannot paint the surprisal view.");
    return;
  }
  keys.h = ["surprisal of the words", () => {
    byId("heat").checked = !byId("heat").checked;
    redraw();
    page.say(byId("heat").checked ? "Surprisal is shown. High surprise is not an error." : "Surprisal is hidden.");
  }];
  byId("heat").addEventListener("change", redraw);
  byId("bits").addEventListener("input", draw);
})();
