// Marks of the reviewer: a fault that was missed, and other ends, class or severity for a suspect. Words are selected with the
// mouse, the finger, or the arrow keys; the form takes a class by its number and Enter.
"use strict";
(() => {
  const { data, suspects, article, made, change, keys } = desk;
  const { byId, on, make, say, toast } = page;
  const RANKED = data.categories.map((category, at) => ({ ...category, at })).sort((a, b) => a.rank - b.rank);
  const OTHER = RANKED.at(-1).at;
  let form = null; // { s, at, cat, sev }: what the open form is about

  // ---------------------------------------------------------------- suspects of the reviewer
  function hash(text) { // two of 32 bits, as cyrb53 has them
    let [a, b] = [0xdeadbeef, 0x41c6ce57];
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return (b >>> 0).toString(16).padStart(8, "0") + (a >>> 0).toString(16).padStart(8, "0");
  }

  // The same words between the same words have the same name, whoever marks them.
  function fingerprintOf(at) {
    const { before, after } = article.near(...at);
    return `own:${hash([article.textOf(...at), before, after, data.article].join("\u0000"))}`;
  }

  desk.addOwn = (fingerprint, place) => {
    const s = {
      n: suspects.length + 1, own: true, gone: true, fp: fingerprint, rule: "", p: 1, seen: [], msg: "Missed by the tool, marked by the reviewer",
      ...place, first: place,
    };
    suspects.push(s);
    const entry = make("li", { id: `s${s.n}` }, make("a", { class: "m" }, make("bdi")), " ", make("small"), make("p", {}, make("span", {}, s.msg)));
    byId("list").append(entry);
    desk.listed.set(s.n, entry);
    desk.piecesOf.set(s.n, []);
    desk.relist(s);
    return s;
  };

  // Write words, class and severity of a suspect into the list anew.
  desk.relist = (s) => {
    const entry = desk.listed.get(s.n);
    const link = entry.querySelector("a");
    link.className = `m ${desk.categoryOf(s).mark} s${s.sev}`;
    link.setAttribute("href", `#s${s.n}`);
    link.querySelector("bdi").textContent = desk.short(s.text, 160);
    entry.querySelector("small").textContent = `${desk.categoryOf(s).name}, ${data.severities[s.sev]}`;
    entry.classList.toggle("own", Boolean(s.own));
  };

  // ---------------------------------------------------------------- what is selected
  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!byId("text").querySelector("article.text").contains(range.commonAncestorContainer)) return null;
    const start = article.offsetOf(range.startContainer, range.startOffset);
    const end = article.offsetOf(range.endContainer, range.endOffset);
    if (start < 0 || end < start || (start === end && selection.isCollapsed && !range.startContainer.data)) return null;
    const at = article.toWords(start, end);
    return at[0] < at[1] ? at : null;
  }

  function show(at) {
    const range = article.rangeOf(...at);
    if (!range) return;
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    const box = range.getBoundingClientRect();
    if (box.top < 80 || box.bottom > innerHeight - 40) desk.reveal(range.startContainer.parentElement);
  }

  // Without a selection: the word behind the chosen suspect, or the first one on the screen.
  function startingWord() {
    const s = suspects[desk.view.chosen - 1];
    const block = article.blocks.find(({ element }) => element.getBoundingClientRect().bottom > 80) || article.blocks[0];
    const from = s ? s.at[1] : block?.start ?? 0;
    return article.wordsFrom(from).find(([start]) => start >= from) || article.wordsFrom(from)[0];
  }

  // Move the words by the arrow keys: on to the next, with Shift or ] [ at the far end alone.
  function shift(by, stretch) {
    const words = article.wordsFrom(by > 0 || stretch ? form.at[1] : form.at[0]);
    const last = words.findLastIndex(([start]) => start < form.at[1]);
    const first = words.findIndex(([, end]) => end > form.at[0]);
    const next = stretch ? words[last + by] : words[by > 0 ? last + 1 : first - 1];
    if (!next || (stretch && next[1] <= form.at[0])) return;
    form.at = stretch ? [form.at[0], next[1]] : next;
    redraw();
  }

  // ---------------------------------------------------------------- the form
  desk.openForm = (s) => {
    const at = s ? s.at : selected() || startingWord();
    if (!at) {
      toast("There are no words to mark here.");
      return;
    }
    desk.showMarks?.();
    hideHint();
    const state = s && made.get(s.n);
    form = { s, at, cat: s ? s.cat : OTHER, sev: s ? s.sev : 2, edit: state?.edit ?? "", comment: state?.comment ?? "" };
    draw();
    show(at);
    byId("form-title").focus();
    say(`${s ? "Change the suspect" : "A missed fault"}: ${article.textOf(...at)}. A digit chooses the class, Enter adds it.`);
  };

  function choice(name, options, current, pick) {
    return make("div", { class: "pick", role: "radiogroup", "aria-label": name }, ...options.map(([value, shown, letter]) => {
      const radio = make("input", { type: "radio", name, onchange: () => pick(value) });
      radio.checked = value === current;
      return make("label", {}, radio, make("span", {}, shown, letter ? " " : null, letter ? desk.keyHint(letter) : null));
    }));
  }

  function draw() {
    const field = (id, label, letter, value) => {
      const input = make("input", { type: "text", id, dir: "auto", autocomplete: "off", maxlength: records.LONGEST,
        onkeydown: (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); done(); } },
        oninput: () => { form[id === "own-edit" ? "edit" : "comment"] = input.value; } });
      input.value = value;
      return make("label", { class: "note" }, make("span", {}, label, " ", desk.keyHint(letter)), input);
    };
    byId("card").replaceChildren(
      make("button", { class: "close", title: "Close (Esc)", onclick: close }, "✕"),
      make("h2", { id: "form-title", tabindex: "-1" }, form.s ? "Change the suspect" : "A missed fault"),
      make("p", { class: "excerpt", id: "form-words", dir: "auto" }, article.textOf(...form.at)),
      make("div", { class: "buttons" }, ...[["←", -1, false, "The word before"], ["→", 1, false, "The next word"],
        ["− word", -1, true, "One word less"], ["+ word", 1, true, "One word more"]].map(([shown, by, stretch, title]) =>
        make("button", { title, onclick: () => shift(by, stretch) }, shown))),
      make("h3", {}, "Class"),
      choice("class", RANKED.map((category, at) => [category.at, category.name, at < 9 ? String(at + 1) : ""]), form.cat,
        (cat) => { form.cat = cat; }),
      make("h3", {}, "Severity ", desk.keyHint("+"), " ", desk.keyHint("-")),
      choice("severity", data.severities.map((name, at) => [at, name]).slice(1), form.sev, (sev) => { form.sev = sev; }),
      field("own-edit", "Correction", "w", form.edit), field("own-comment", "Comment", "c", form.comment),
      make("div", { class: "decide" },
        make("button", { class: "d-artifact", id: "form-done", onclick: done }, form.s ? "✓ Change it" : "✓ Add it", " ", desk.keyHint("Enter")),
        make("button", { onclick: close }, "Leave it")));
    document.documentElement.classList.add("chosen"); // on a phone the panel is a sheet that has to come up
  }

  function redraw() {
    byId("form-words").textContent = article.textOf(...form.at);
    show(form.at);
    say(article.textOf(...form.at));
  }

  function close() {
    form = null;
    getSelection().removeAllRanges();
    desk.choose(desk.view.chosen, { quiet: true });
  }

  function done() {
    const { s, at, cat, sev, edit, comment } = form;
    form = null;
    getSelection().removeAllRanges();
    const place = { at, cat, sev, text: article.textOf(...at) };
    if (s && !s.own) {
      const back = place.cat === s.first.cat && place.sev === s.first.sev && String(at) === String(s.first.at);
      change([[s.n, desk.signed(s, { place: back ? null : place, decision: "artifact", edit: edit === "" ? null : edit, comment: comment.trim() })]]);
      toast("The suspect is changed and counts as a fault.", { undo: desk.undo });
      desk.choose(s.n, { move: true });
      return;
    }
    const fingerprint = fingerprintOf(at);
    const known = suspects.find((each) => each.fp === fingerprint);
    const target = known || desk.addOwn(fingerprint, place);
    const state = desk.signed(target, { ...desk.blank, opinions: [], place, decision: "artifact", edit: edit === "" ? null : edit, comment: comment.trim() });
    desk.index(target);
    change([...(s && s !== target ? [[s.n, null]] : []), [target.n, state]]);
    toast(s ? "The mark is changed." : `Added: ${desk.short(place.text, 40)}`, { undo: desk.undo });
    desk.choose(target.n, { move: true });
  }

  // The keys of the open form; what it does not know stays with the page only where that harms nothing.
  desk.modal = (event) => {
    if (!form) return false;
    const { key } = event;
    const onControl = event.target.closest("button, input") && (key === "Enter" || key === " " || key.startsWith("Arrow"));
    if (onControl && event.target.closest(".card")) return false;
    if (/^[1-9]$/.test(key)) form.cat = RANKED[Number(key) - 1]?.at ?? form.cat;
    else if (key === "+" || key === "=") form.sev = Math.min(3, form.sev + 1);
    else if (key === "-") form.sev = Math.max(1, form.sev - 1);
    else if (key === "ArrowRight" || key === "ArrowLeft") return shift(key === "ArrowRight" ? 1 : -1, event.shiftKey) ?? true;
    else if (key === "]" || key === "[") return shift(key === "]" ? 1 : -1, true) ?? true;
    else if (key === "Escape") return close() ?? true;
    else if (key === "Enter") return done() ?? true;
    else if (key === "w" || key === "c") return byId(key === "w" ? "own-edit" : "own-comment").focus() ?? true;
    else return key.length === 1;
    draw();
    byId("form-title").focus();
    say(`${data.categories[form.cat].name}, ${data.severities[form.sev]}`);
    return true;
  };

  // ---------------------------------------------------------------- a button beside what is selected
  const hint = make("button", { id: "mark-hint", hidden: "", onclick: () => desk.openForm(null) }, "Mark as missed ", desk.keyHint("m"));
  document.body.append(hint);
  const hideHint = () => { hint.hidden = true; };
  let soon = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      const selection = getSelection();
      if (form || selection.isCollapsed || !selection.toString().trim() || !selected()) {
        hideHint();
        return;
      }
      const box = selection.getRangeAt(0).getBoundingClientRect();
      hint.hidden = false;
      hint.style.top = `${Math.min(innerHeight - 60, box.bottom + 8)}px`;
      hint.style.left = `${Math.max(8, Math.min(innerWidth - 190, box.left))}px`;
    }, 120);
  });
  window.addEventListener("scroll", hideHint, { passive: true });

  keys.m = ["add a fault that was missed", () => desk.openForm(null)];
  keys.b = ["change ends, class, severity", () => {
    const s = suspects[desk.view.chosen - 1];
    if (s) desk.openForm(s);
    else toast("Choose a suspect first, with j.");
  }];
  on("add", () => desk.openForm(null));
})();
