"""Render the figures of benchmarks/quality.json as the tables of docs/quality.md, between ``<!-- table: NAME -->`` markers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Figures = Mapping[str, Mapping[str, Any]]

OURS = ("rules", "rules + n-gram", "rules + tagger", "everything")
OTHERS = ("surprisal threshold", "harper", "link-grammar", "proselint", "write-good")
MARKED = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fill_tables(figures: Figures, page: str) -> str:
    """Return the page with each table put between its markers; text outside of them stays as it is."""
    return MARKED.sub(lambda match: f"{match[1]}\n{TABLES[match[2]](figures)}\n{match[3]}", page)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a Markdown table; without rows, say that it was not measured."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    if not lines:
        return "Not measured.\n"
    return "\n".join(["| " + " | ".join(head) + " |", "|" + " --- |" * len(head), *lines]) + "\n"


def share(value: float | None, digits: int = 2) -> str:
    """Write a figure; a dash where there is none."""
    return "–" if value is None else f"{value:.{digits}f}"


def _of(figures: Figures, part: str, names: Sequence[str]) -> list[tuple[str, Any]]:
    found = figures.get(part, {})
    return [(name, found[name]) for name in names if name in found]


def _sets(figures: Figures, part: str, *, tags: bool) -> list[str]:
    names = {name for system in figures.get(part, {}).values() for name in system}
    return sorted(name for name in names if name.startswith("wmt") != tags)


def word_tags(figures: Figures) -> str:
    """MCC on post-edit tags by language of origin, and average precision of the whole."""
    sets = _sets(figures, "words", tags=True)
    systems = _of(figures, "words", (*OURS, *OTHERS))
    rows = [[name, *(share(found.get(one, {}).get("mcc")) for one in sets)] for name, found in systems]
    everything = figures.get("words", {}).get("everything", {})
    if everything:
        rows.append(["everything, F1", *(share(everything[one]["f1"]) for one in sets)])
        rows.append(["everything, average precision", *(share(everything[one]["average_precision"]) for one in sets)])
        rows.append(["share of bad words", *(share(everything[one]["base"]) for one in sets)])
        rows.append(["segments", *(str(everything[one]["segments"]) for one in sets)])
    return table(["MCC", *sets], rows)


def rated_words(figures: Figures) -> str:
    """Average precision over base and MCC on words that most raters marked, by campaign, with the raters themselves."""
    sets = _sets(figures, "words", tags=False)
    rows = []
    for name, found in _of(figures, "words", (*OURS, *OTHERS)):
        if any(one in found for one in sets):
            ranked = name in OURS or name == "surprisal threshold"
            cells = [found.get(one, {}) for one in sets]
            over = "average_precision_over_base"
            rows.append([name, *(f"{share(c.get(over), 1) if ranked else '–'} / {share(c.get('mcc'))}" for c in cells)])
    human = figures.get("words", {}).get("human", {})
    if rows:
        rows.append(["another rater", *(f"– / {share(human.get(one, {}).get('human_mcc'))}" for one in sets)])
    return table(["AP over base / MCC", *sets], rows)


def spans(figures: Figures) -> str:
    """Span match and characters against each rater, by campaign, with the raters among themselves."""
    sets = _sets(figures, "words", tags=False)
    rows = []
    for name, found in _of(figures, "words", ("everything", *OTHERS)):
        if any(one in found for one in sets):
            cells = [found.get(one, {}) for one in sets]
            rows.append([name, *(f"{share(cell.get('span_f1'))} / {share(cell.get('char_f1'))}" for cell in cells)])
    human = figures.get("words", {}).get("human", {})
    if rows:
        cells = [human.get(one, {}) for one in sets]
        rows.append(["another rater", *(f"{share(c.get('human_span_f1'))} / {share(c.get('human_char_f1'))}" for c in cells)])
    return table(["span F1 / character F1", *sets], rows)


def signals(figures: Figures) -> str:
    """MCC of each signal alone on post-edit tags, and average precision over base on rated words."""
    found = figures.get("signals", {}).get("words", {})
    tags, rated = _sets({"signals": found}, "signals", tags=True), _sets({"signals": found}, "signals", tags=False)
    rows = [
        [
            name,
            *(share(cells[one]["mcc"]) for one in tags),
            *(share(cells[one]["average_precision_over_base"], 1) for one in rated),
        ]
        for name, cells in sorted(found.items(), key=lambda item: (item[0].startswith("fused"), item[0]))
    ]
    return table(["signal", *(f"{one} MCC" for one in tags), *(f"{one} AP" for one in rated)], rows)


def wild(figures: Figures) -> str:
    """Recall, precision and character F1 on marked documents by label, and the order of the articles."""
    rows = []
    for name, found in _of(figures, "wild", (*OURS, *OTHERS)):
        cells = []
        for label in ("mt", "spun"):
            one = found[label]
            cells.append(f"{share(one['recall'])} / {share(one['precision'])} / {share(one['char_f1'])}")
        human = f"{found['human']['flags_per_1000_words']:.1f}"
        order = found["auc article"]
        rows.append([name, *cells, human, share(order["mt"]), share(order["spun"])])
    head = ["recall / precision / character F1", "mt", "spun", "human: flags per 1,000 words", "AUC mt", "AUC spun"]
    return table(head, rows)


def clean(figures: Figures) -> str:
    """Flags per 1,000 words of clean text, and documents that fail."""
    rows = []
    for name, found in _of(figures, "clean", (*OURS, *OTHERS)):
        row = [name]
        for kind in ("gum", "other"):
            one = found[kind]
            row.append(share(one["at_half"]))
            row.append(share(one["at_nine_tenths"]) if name in OURS else "–")
            row.append(f"{one['failing']} of {one['documents']}" if name in OURS else f"– of {one['documents']}")
        rows.append(row)
    head = ["per 1,000 words", "GUM, p ≥ .5", "p ≥ .9", "failing", "other, p ≥ .5", "p ≥ .9", "failing"]
    return table(head, rows)


def calibration(figures: Figures) -> str:
    """Stated against observed shares, of words and of suspects."""
    found = figures.get("calibration", {}).get("everything", {})
    bins: dict[float, dict[str, Any]] = {}
    for kind, kept in found.items():
        for row in kept:
            bins.setdefault(row["low"], {})[kind] = row
    rows = []
    for low, both in sorted(bins.items()):
        cells = [f"{low:.1f} to {low + 0.1:.1f}"]
        for kind in ("words", "suspects"):
            one = both.get(kind)
            cells += [f"{one['count']:,}", share(one["stated"]), share(one["observed"])] if one else ["–"] * 3
        rows.append(cells)
    return table(["stated", "words", "mean", "marked", "suspects", "mean", "marked"], rows)


def pages(figures: Figures) -> str:
    """AUC of machine against human pages, by language of origin."""
    found = figures.get("pages", {}).get("everything", {})
    rows = [
        [name, str(one["machine"]), str(one["human"]), share(one["auc_article"]), share(one.get("auc_machine"))]
        for name, one in found.items()
    ]
    return table(["origin", "machine", "human", "AUC of the penalty", "AUC of P(machine translation)"], rows)


def cases(figures: Figures) -> str:
    """Names, spun documents and tortured phrases."""
    rows = []
    for name, found in _of(figures, "cases", ("names", "spun", "tortured", "tortured, no phrase table", "tortured, held out")):
        rows += [[name, key, str(value) if isinstance(value, int) else share(value)] for key, value in found.items()]
    return table(["set", "figure", "value"], rows)


TABLES = {
    "word_tags": word_tags,
    "rated_words": rated_words,
    "spans": spans,
    "signals": signals,
    "calibration": calibration,
    "wild": wild,
    "clean": clean,
    "pages": pages,
    "cases": cases,
}
