// What the panel offers to do with a suspect: take, reject, other wordings, all alike, comment; and what two reviewers said.
"use strict";
(() => {
  const { made, editsOf, chosenEdit, alike, decide, take, change, signed, setComment } = desk;
  const { make, count } = page;
  const { DECISIONS } = records;

  const key = (name) => make("kbd", { "aria-hidden": "true" }, name);
  const button = (name, sign, shown, letter, says, pressed, act) => make("button", {
    class: `d-${name}`, title: `${says} (${letter})`, "aria-pressed": String(Boolean(pressed)), onclick: act,
  }, make("span", { "aria-hidden": "true" }, `${sign} `), shown, " ", key(letter));

  function buttons(s) {
    const state = made.get(s.n);
    if (s.own) return ownButtons(s);
    const first = chosenEdit(s) ?? editsOf(s)[0] ?? null;
    const is = (decision) => state?.decision === decision;
    const fault = is("artifact");
    return [
      make("div", { class: "decide", role: "group", "aria-label": "Decision" },
        first === null ? null : button("artifact", "✓", "Take the correction", "a", "a fault; the correction is taken",
          fault && state.edit !== null, () => take(s, [s])),
        button("artifact", DECISIONS.artifact.sign, first === null ? "Fault" : "Fault only", "d", DECISIONS.artifact.says,
          fault && state.edit === null, () => decide("artifact", s, [s])),
        button("false-positive", "✕", "No fault", "x", DECISIONS["false-positive"].says, is("false-positive"),
          () => decide("false-positive", s, [s])),
        button("unsure", "?", "Unsure", "u", DECISIONS.unsure.says, is("unsure"), () => decide("unsure", s, [s]))),
      opinions(s),
      choices(s),
      together(s),
      state?.decision && state.reviewer ? make("p", { class: "muted" }, `Decided by ${state.reviewer}.`) : null,
    ];
  }

  // The edits as they would read, each with one click; what is taken is what `mtcheck fix` writes, and nothing else.
  function choices(s) {
    const edits = editsOf(s);
    const chosen = chosenEdit(s);
    const option = (edit, inside, letter) => make("button", {
      class: "option", "aria-pressed": String(edit === chosen), onclick: () => decide("artifact", s, [s], edit),
    }, make("span", { "aria-hidden": "true" }, "✓ "), inside, letter ? key(letter) : null);
    return make("div", { class: "edits", role: "group", "aria-label": "Correction" },
      edits.length ? make("h3", {}, "Write instead ", key("e")) : null,
      ...edits.map((edit, at) => option(edit, desk.editShown(s, s.to?.[at] ?? edit), at ? "" : "a")),
      edits.includes("") ? null : option("", make("span", {}, "Leave the words out"), "l"),
      wording(s, chosen !== null && chosen !== "" && !edits.includes(chosen) ? chosen : ""));
  }

  // Own wording: Enter takes it and goes on.
  function wording(s, value) {
    const field = make("input", {
      type: "text", id: "own", autocomplete: "off", dir: "auto", placeholder: "own wording", maxlength: records.LONGEST,
      onkeydown: (event) => {
        if (event.key !== "Enter" || event.isComposing || !field.value.trim()) return;
        event.preventDefault();
        decide("artifact", s, [s], field.value);
      },
      onchange: () => { if (field.value.trim()) change([[s.n, signed(s, { edit: field.value })]], { moving: true }); },
    });
    field.value = value;
    return make("div", { class: "wording" },
      make("label", { class: "hush", for: "own" }, "Own wording"), field,
      make("button", { title: "Take this wording (Enter)", onclick: () => {
        if (field.value.trim()) decide("artifact", s, [s], field.value);
        else field.focus();
      } }, "Take ", key("w")));
  }

  function together(s) {
    const all = alike(s);
    const isName = /^names\./.test(s.rule) || /-name$/.test(desk.categoryOf(s).id);
    const rightName = isName ? make("button", { onclick: () => decide("false-positive", s, all, null, { name: s.text }),
      title: "No fault, and `mtcheck decisions apply` adds it to the project's names" }, "✕ This name is right, everywhere") : null;
    if (all.length < 2) return rightName ? make("div", { class: "together" }, rightName) : null;
    const first = chosenEdit(s) ?? editsOf(s)[0] ?? null;
    const act = (shown, letter, does) => make("button", { title: `${shown} (${letter})`, onclick: does }, shown);
    return make("div", { class: "together" },
      make("p", { class: "muted" }, `${all.length} are alike in this article: `),
      first === null ? null : act(`✓ Take it in all ${all.length}`, "A", () => take(s, all)),
      act(`✓ All ${all.length} are faults`, "D", () => decide("artifact", s, all)),
      act("✕ None is a fault", "X", () => decide("false-positive", s, all)),
      rightName);
  }

  // What two reviewers said; one click takes the one or the other.
  function opinions(s) {
    const state = made.get(s.n);
    if (!state?.opinions.length) return null;
    return make("div", { class: "opinions" },
      make("h3", {}, state.decision ? "What was said before" : "Two reviewers differ: it is open until you decide"),
      ...state.opinions.map((one) => make("button", { onclick: () => decide(one.decision, s, [s], one.edit) },
        make("b", {}, one.reviewer || "somebody"), `: ${DECISIONS[one.decision].sign} ${DECISIONS[one.decision].name}`,
        one.edit === null ? null : make("ins", { dir: "auto" }, ` ${one.edit || "(leave out)"}`),
        one.comment ? make("span", { class: "muted", dir: "auto" }, ` ${one.comment}`) : null)));
  }

  function ownButtons(s) {
    const edit = chosenEdit(s);
    return [
      make("p", { class: "muted" }, `${made.get(s.n)?.reviewer || "You"} added this fault; an evaluation counts it as missed.`),
      edit === null ? null : make("p", {}, desk.editShown(s, edit)),
      make("div", { class: "decide" }, make("button", { title: "Take the mark away (0)", onclick: () => desk.clear(s) },
        "Take the mark away ", key("0"))),
    ];
  }

  const alter = (s) => make("p", {}, make("button", { class: "plain", title: "Change ends, class or severity (b)",
    onclick: () => desk.openForm(s) }, s.own ? "Change it " : "Other words, class or severity ", key("b")),
  made.get(s.n)?.place && !s.own ? make("span", { class: "muted" }, " changed by the reviewer") : null);

  function comment(s) {
    const field = make("textarea", {
      id: "comment", rows: "1", maxlength: records.LONGEST, dir: "auto",
      onchange: (event) => setComment(s, event.target.value.trim()),
      onkeydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        event.target.blur();
        desk.choose(s.n, { move: true, quiet: true });
      },
    });
    field.value = made.get(s.n)?.comment || "";
    return make("label", { class: "note" }, make("span", {}, "Comment ", key("c")), field);
  }

  desk.parts.splice(1, 0, buttons);
  desk.parts.splice(desk.parts.indexOf(desk.known), 0, comment, alter);
  desk.keyHint = key;
  desk.countOf = count;
})();
