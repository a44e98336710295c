// The article as text: where each block begins, what stands at an offset, and marks that are written anew when a reviewer adds
// one or moves an end. Offsets count code points of the article; the page counts UTF-16 units inside a block.
"use strict";
(() => {
  const { data, suspects, categoryOf } = desk;
  const { make } = page;
  const BLOCKS = "p, li, h2, h3, pre, figcaption";
  const NEAR = 32; // characters kept beside an added mark, to find it again
  const blocks = [...document.querySelector("article.text").querySelectorAll(BLOCKS)].map((element, at) => ({
    element, start: data.blocks[at], text: element.textContent,
  }));
  for (const block of blocks) {
    block.wide = /[\ud800-\udbff]/.test(block.text);
    block.end = block.start + (block.wide ? [...block.text].length : block.text.length);
  }
  const byElement = new Map(blocks.map((block) => [block.element, block]));
  const units = (block, points) => (block.wide ? [...block.text].slice(0, points).join("").length : points);
  const points = (block, unit) => (block.wide ? [...block.text.slice(0, unit)].length : unit);
  const overlapping = (start, end) => blocks.filter((block) => block.start < end && start < block.end);
  const unitsIn = (block, start, end) =>
    [units(block, Math.max(0, start - block.start)), units(block, Math.min(block.end, end) - block.start)];

  function textOf(start, end) {
    return overlapping(start, end).map((block) => block.text.slice(...unitsIn(block, start, end))).join("\n");
  }

  // Return the offset of a place in the document, or -1 outside the article.
  function offsetOf(node, unit) {
    const element = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(BLOCKS);
    const block = byElement.get(element);
    if (!block) return -1;
    const range = document.createRange();
    range.setStart(element, 0);
    range.setEnd(node, unit);
    return block.start + points(block, range.toString().length);
  }

  // Return the text nodes that a stretch of a block covers, each with the part of it.
  function nodesOf(block, from, to) {
    const found = [];
    const walker = document.createTreeWalker(block.element, NodeFilter.SHOW_TEXT);
    let at = 0;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const start = Math.max(0, from - at);
      const end = Math.min(node.length, to - at);
      if (start < end) found.push([node, start, end]);
      at += node.length;
      if (at >= to) break;
    }
    return found;
  }

  function rangeOf(start, end) {
    const parts = overlapping(start, end).flatMap((block) => nodesOf(block, ...unitsIn(block, start, end)));
    if (!parts.length) return null;
    const range = document.createRange();
    range.setStart(parts[0][0], parts[0][1]);
    range.setEnd(parts.at(-1)[0], parts.at(-1)[2]);
    return range;
  }

  function near(start, end) {
    const [block] = overlapping(start, end);
    if (!block) return { before: "", after: "" };
    const last = overlapping(start, end).at(-1);
    const [from] = unitsIn(block, start, end);
    const [, to] = unitsIn(last, start, end);
    return { before: block.text.slice(Math.max(0, from - NEAR), from), after: last.text.slice(to, to + NEAR) };
  }

  // Find a stretch of an earlier version of the article: by itself, and by its neighbours where it stands more than once.
  function locate({ text, before, after, start, end }) {
    if (text && textOf(start, end) === text) return [start, end];
    const places = [];
    for (const block of blocks) {
      for (let at = text ? block.text.indexOf(text) : -1; at >= 0; at = block.text.indexOf(text, at + 1)) {
        const tail = block.text.slice(at + text.length, at + text.length + NEAR);
        const head = block.text.slice(Math.max(0, at - NEAR), at);
        places.push([same(reversed(head), reversed(before)) + same(tail, after), block, at]);
      }
    }
    if (!places.length || (places.length > 1 && !(before || after))) return null;
    const [, block, at] = places.reduce((best, place) => (place[0] > best[0] ? place : best));
    return [block.start + points(block, at), block.start + points(block, at + text.length)];
  }

  const reversed = (text) => [...text].reverse().join("");
  function same(one, other) {
    let at = 0;
    while (at < one.length && at < other.length && one[at] === other[at]) at += 1;
    return at;
  }

  // ---------------------------------------------------------------- marks
  const worse = (a, b) => b.sev - a.sev || b.p - a.p || (a.at[1] - a.at[0]) - (b.at[1] - b.at[0]) || a.n - b.n;

  function rewrap(start, end) {
    for (const block of overlapping(start, end)) {
      unwrap(block.element);
      const here = suspects.filter((s) => !s.gone && s.at[0] < block.end && block.start < s.at[1]).sort(worse);
      const edges = new Set();
      const spans = here.map((s) => unitsIn(block, ...s.at));
      for (const span of spans) for (const edge of span) edges.add(edge);
      const cuts = [...edges].sort((a, b) => a - b);
      const marks = [];
      for (let at = cuts.length - 2; at >= 0; at -= 1) { // from the end, so that what comes before keeps its place
        const covering = here.filter((_, index) => spans[index][0] <= cuts[at] && cuts[at + 1] <= spans[index][1]);
        if (covering.length) marks.unshift(...wrap(block, cuts[at], cuts[at + 1], covering));
      }
      desk.repiece(block.element, marks);
    }
  }

  function unwrap(element) {
    for (const mark of element.querySelectorAll("mark.m")) {
      const inside = [...mark.firstElementChild.childNodes];
      mark.replaceWith(...(mark.dataset.rel ? [make("span", { "data-rel": mark.dataset.rel }, ...inside)] : inside));
    }
    element.normalize();
  }

  function wrap(block, from, to, covering) {
    const [top] = covering;
    const last = covering.filter((s) => block.start + points(block, to) >= Math.min(s.at[1], block.end)).map((s) => s.n);
    const nodes = nodesOf(block, from, to);
    return nodes.reverse().map(([node, start, end], at) => {
      const middle = node.splitText(start);
      middle.splitText(end - start);
      const link = make("a", { href: `#s${top.n}` });
      const mark = make("mark", { class: `m ${categoryOf(top).mark} s${top.sev}` }, link);
      if (covering.length > 1) mark.dataset.ids = covering.map((s) => s.n).join(" ");
      if (last.length && !at) mark.dataset.n = last.sort((a, b) => a - b).join(",");
      middle.replaceWith(mark);
      link.append(middle);
      return mark;
    }).reverse();
  }

  // ---------------------------------------------------------------- words
  // Widen a stretch to whole words; a stretch of one sign stays.
  function toWords(start, end) {
    const letter = /[\p{L}\p{N}\p{M}'’-]/u;
    const block = overlapping(start, Math.max(end, start + 1))[0] || blocks.at(-1);
    const last = overlapping(start, end).at(-1) || block;
    let [from, to] = [unitsIn(block, start, end)[0], unitsIn(last, start, Math.max(end, start))[1]];
    while (block === last && from < to && /\s/.test(block.text[from])) from += 1;
    while (block === last && to > from && /\s/.test(last.text[to - 1])) to -= 1;
    while (from > 0 && letter.test(block.text[from - 1]) && letter.test(block.text[from] ?? "")) from -= 1;
    while (to < last.text.length && letter.test(last.text[to]) && (to <= from || letter.test(last.text[to - 1]))) to += 1;
    return [block.start + points(block, from), last.start + points(last, to)];
  }

  // Return the words round an offset: [start, end] each, of its own block and those beside it.
  function wordsFrom(offset) {
    let at = blocks.findIndex((block) => block.end > offset);
    if (at < 0) at = blocks.length - 1;
    return blocks.slice(Math.max(0, at - 2), at + 3).flatMap((block) => [...block.text.matchAll(/\S+/g)].map((word) =>
      [block.start + points(block, word.index), block.start + points(block, word.index + word[0].length)]));
  }

  desk.article = { blocks, unitsIn, textOf, offsetOf, rangeOf, near, locate, rewrap, toWords, wordsFrom };
})();
