// The corrected text: its marks, its changes, or clean; to copy, and to take away as text or as a Word file with tracked changes.
"use strict";
(() => {
  const { data, suspects, article, made, keys } = desk;
  const { byId, on, make, toast, download, count } = page;
  const VIEWS = ["marks", "changes", "clean"];
  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
  const marked = document.querySelector("article.text");
  const revised = make("article", { class: "text revised", dir: "auto", hidden: "" });
  marked.after(revised);
  let view = "marks";
  let stale = true;

  const isLetter = (sign) => sign !== undefined && /[\p{L}\p{M}\p{N}]/u.test(sign);
  const shared = (one, other) => {
    let at = 0;
    while (at < one.length && at < other.length && one[at] === other[at]) at += 1;
    return at;
  };

  // The corrections that were taken, trimmed to what they alter; those that overlap are left out, as `mtcheck fix` does.
  function corrections() {
    const wanted = suspects.filter((s) => !s.gone && made.get(s.n)?.decision === "artifact" && typeof made.get(s.n).edit === "string")
      .map((s) => {
        const old = [...article.textOf(...s.at)];
        const fresh = [...made.get(s.n).edit];
        let head = shared(old, fresh);
        let tail = shared(old.slice(head).reverse(), fresh.slice(head).reverse());
        // Whole words are read more easily than the letters that differ.
        while (head && isLetter(old[head - 1]) && (isLetter(old[head]) || isLetter(fresh[head]))) head -= 1;
        while (tail && isLetter(old.at(-tail)) && (isLetter(old.at(-tail - 1)) || isLetter(fresh.at(-tail - 1)))) tail -= 1;
        return { s, start: s.at[0] + head, end: s.at[1] - tail, text: fresh.slice(head, fresh.length - tail).join("") };
      }).sort((a, b) => a.start - b.start || a.end - b.end);
    const clashes = (a, b) => a !== b && (a.start < b.end && b.start < a.end || (a.start === b.start && a.end === b.end))
      && !(a.start === b.start && a.end === b.end && a.text === b.text);
    const kept = [];
    for (const one of wanted) {
      const near = wanted.filter((other) => clashes(one, other));
      if (!near.length && !kept.some((other) => other.start === one.start && other.end === one.end)) kept.push(one);
    }
    return { kept, refused: wanted.filter((one) => wanted.some((other) => clashes(one, other))).length };
  }

  // Cut a block into what stays, what goes and what comes; a word that is left out takes one space with it.
  function piecesOf(block, changes) {
    const pieces = [];
    const { text } = block;
    let at = 0;
    for (const { s, start, end, text: fresh } of changes) {
      let [from, to] = article.unitsIn(block, start, end);
      if (!fresh && to > from) {
        if (/\s/.test(text[from - 1] ?? "") && /^(?:[\s,.;:!?)”’]|$)/.test(text.slice(to))) from -= 1;
        else if (!from && /\s/.test(text[to] ?? "")) to += 1;
      }
      from = Math.max(from, at);
      pieces.push({ kind: "", text: text.slice(at, from) });
      if (to > from) pieces.push({ kind: "del", text: text.slice(from, to), s });
      if (fresh && start >= block.start) pieces.push({ kind: "ins", text: fresh, s });
      at = Math.max(at, to);
    }
    pieces.push({ kind: "", text: text.slice(at) });
    return pieces.filter((piece) => piece.text);
  }

  function blocksRevised() {
    const { kept, refused } = corrections();
    let next = 0;
    const blocks = article.blocks.map((block) => {
      while (next < kept.length && kept[next].end < block.start) next += 1;
      const here = [];
      for (let at = next; at < kept.length && kept[at].start <= block.end; at += 1) if (kept[at].end >= block.start) here.push(kept[at]);
      return { block, pieces: piecesOf(block, here) };
    });
    return { blocks, kept, refused };
  }

  const seen = (text) => text.replace(HIDDEN, (sign) => `⟨U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);

  function draw() {
    if (!stale || view === "marks") return;
    stale = false;
    const { blocks, kept, refused } = blocksRevised();
    const byElement = new Map(blocks.map((each) => [each.block.element, each.pieces]));
    const copy = (element) => {
      if (element.classList.contains("src")) return null;
      const fresh = element.cloneNode(false);
      const pieces = byElement.get(element);
      if (!pieces) fresh.append(...[...element.children].map(copy).filter(Boolean));
      else for (const { kind, text, s } of pieces) {
        if (kind === "del" && view === "clean") continue;
        fresh.append(kind && view === "changes" ? make(kind, { "data-s": s.n }, seen(text)) : seen(text));
      }
      return byElement.has(element) && !fresh.textContent.trim() && view === "clean" ? null : fresh;
    };
    revised.replaceChildren(...[...marked.children].map(copy).filter(Boolean));
    const left = refused ? `; ${refused} overlap and are left out: choose one of them` : "";
    byId("view-note").textContent = count(kept.length, "correction") + left;
  }

  function show(wanted) {
    view = wanted;
    stale = true;
    for (const name of VIEWS) byId(`view-${name}`).setAttribute("aria-pressed", String(name === view));
    marked.hidden = view !== "marks";
    revised.hidden = view === "marks";
    byId("view-note").textContent = "";
    draw();
    desk.moveFrame();
  }
  desk.showMarks = () => { if (view !== "marks") show("marks"); };
  desk.revealPlace = (s) => {
    const found = revised.querySelector(`[data-s="${s.n}"]`);
    if (view === "changes" && found) desk.reveal(found);
  };
  desk.decided.push(() => { stale = true; if (view !== "marks") draw(); });

  // ---------------------------------------------------------------- to take away
  function cleanText() {
    const parts = blocksRevised().blocks.map(({ block, pieces }) => {
      const text = pieces.filter(({ kind }) => kind !== "del").map((piece) => piece.text).join("");
      return [text, block.element.tagName === "LI" ? "\n" : "\n\n"];
    }).filter(([text]) => text.trim());
    return `${parts.map(([text, gap], at) => (at < parts.length - 1 ? text + gap : text)).join("")}\n`;
  }

  async function copyText() {
    const text = cleanText();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = make("textarea", { class: "hush" });
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      if (!done) {
        toast("This browser lets no page copy; choose “clean” and select the text.", { lasting: true });
        return;
      }
    }
    toast(`The corrected text is copied, with ${count(corrections().kept.length, "correction")}.`);
  }

  function saveText() {
    download(`${data.stem}.corrected.txt`, cleanText(), "text/plain;charset=utf-8");
    toast("The corrected text is saved. “mtcheck fix” writes the corrections into the file itself.");
  }

  function saveWord() {
    const paragraphs = blocksRevised().blocks.map(({ block, pieces }) => ({
      tag: block.element.tagName.toLowerCase(),
      pieces: pieces.map(({ kind, text, s }) => ({ kind, text, ...(s ? made.get(s.n) : {}) })),
    }));
    download(`${data.stem}.corrected.docx`, docx.write(paragraphs), docx.TYPE);
    toast("A Word file with tracked changes is saved.");
  }

  keys.v = ["marks, changes, clean text", () => show(VIEWS[(VIEWS.indexOf(view) + 1) % VIEWS.length])];
  for (const name of VIEWS) on(`view-${name}`, () => show(name));
  on("copy-text", copyText);
  on("save-text", saveText);
  on("save-word", saveWord);
})();
