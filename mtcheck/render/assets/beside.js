// A bilingual article: what a chosen suspect's segment and its source have in common - figures, names in Latin letters - is lit.
"use strict";
(() => {
  const { make } = page;
  if (!document.querySelector(".src") || !("highlights" in CSS)) return;

  function light(s) {
    CSS.highlights.delete("twin");
    const [first] = desk.piecesOf.get(s.n);
    const source = first?.mark.closest(".seg")?.querySelector(".src");
    if (!source) return null;
    const own = first.mark.closest(".seg").firstElementChild;
    const twin = new Highlight();
    const wanted = new Set((own.textContent.match(/\d[\d.,:]*\d|\d|\p{Lu}[\p{Script=Latin}\p{M}]+/gu) || []).map((word) => word.toLowerCase()));
    for (const element of [source, own]) {
      const other = (element === own ? source : own).textContent.toLowerCase();
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        for (const found of node.data.matchAll(/\d[\d.,:]*\d|\d|[\p{Script=Latin}\p{M}]+/gu)) {
          const word = found[0].toLowerCase();
          if (!wanted.has(word) || !other.includes(word)) continue;
          twin.add(new StaticRange({ startContainer: node, startOffset: found.index, endContainer: node, endOffset: found.index + word.length }));
        }
      }
    }
    CSS.highlights.set("twin", twin);
    return make("div", { class: "source" }, make("h3", {}, "Source"), make("p", { dir: "auto", lang: source.lang || null }, source.textContent));
  }

  desk.parts.splice(2, 0, light);
})();
