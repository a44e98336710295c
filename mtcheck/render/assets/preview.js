// The verdict as the decisions would have it: what is dismissed counts no more, what is corrected is gone with its correction.
"use strict";
(() => {
  const { data, suspects, made } = desk;
  const { byId, make } = page;
  const { scale } = data;
  if (!scale) return;
  const Z95 = 1.96;

  function judged(counted) {
    let total = 0;
    let variance = 0.5;
    for (const s of counted) {
      const weight = scale.severity[s.sev] * (scale.weights[s.cat] ?? 1);
      total += weight * s.p;
      variance += weight * weight * s.p;
    }
    const per = 1000 / Math.max(1, data.words);
    const [value, low] = [total * per, Math.max(0, total - Z95 * Math.sqrt(variance)) * per];
    return { value, verdict: value < scale.review ? "pass" : low >= scale.fail ? "fail" : "review" };
  }

    // Where the report was judged by more than its suspects, only the points can be foretold.
  const same = judged(suspects.filter((s) => !s.state && !s.own)).verdict === data.verdict;

  // The suspects that still count: as the text stands, and with its corrections in.
  function remaining() {
    const left = suspects.filter((s) => !s.state && !s.gone && made.get(s.n)?.decision !== "false-positive");
    return [left, left.filter((s) => !(made.get(s.n)?.decision === "artifact" && typeof made.get(s.n).edit === "string"))];
  }

  function show() {
    const box = byId("preview");
    const decisions = [...made.values()].filter(({ decision }) => decision).length;
    if (!decisions || data.verdict === "not judged") {
      box.replaceChildren();
      return;
    }
    const [left, after] = remaining();
    const say = ({ value, verdict }) => [same ? make("b", { class: `v-${verdict}` }, `would ${verdict === "review" ? "need a review" : verdict}`)
      : make("b", {}, "penalty"), ` (${value.toFixed(1)})`];
    box.replaceChildren("By your decisions the article ", ...say(judged(left)), "; with the corrections in it ", ...say(judged(after)), ".");
  }

  // What the index says beside the verdict of the run, where it is another one by now.
  desk.outlook = () => {
    const { verdict } = judged(remaining()[1]);
    return same && made.size && data.verdict !== "not judged" && verdict !== data.verdict ? verdict : "";
  };
  desk.decided.push(show);
})();
