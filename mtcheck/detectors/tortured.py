"""Find tortured phrases: established terms whose words a machine replaced by odd synonyms ("counterfeit consciousness").

The table holds phrases that the Problematic Paper Screener's people found in published papers, with the expression that was
meant. A phrase matches whatever its number, British or American spelling, case, and hyphens; its verbs match in every form.
The longest phrase wins, and phrases do not overlap. Some phrases are English elsewhere: the table gives their condition, in
clauses parted by ``;``: ``all=a|b`` (the article holds every term), ``any=a|b`` (at least one), ``none=a|b`` (none).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtcheck.core.document import Document, fold
from mtcheck.core.finding import Edit, Finding, TableHit
from mtcheck.core.rule import Context, Rule
from mtcheck.core.span import Span
from mtcheck.core.taxonomy import Severity
from mtcheck.lang.phrases import PhraseTrie, Units, base, document_units, pieces
from mtcheck.tables import Row, Table

PHRASE = Rule(
    id="tortured.phrase",
    title="An established term with its words replaced by odd synonyms",
    category="terminology/wrong-term",
    severity="major",
    why=(
        "Paraphrasing software swaps the words of a fixed term for near-synonyms, and the term is gone. "
        "The phrase stands on a list of such wrecks found in published papers, most with the term that was meant."
    ),
    known_problems=(
        "Knows the listed phrases alone. Their vocabulary is that of science, engineering and medicine. "
        "A writer who quotes a tortured phrase to speak about it is flagged as well."
    ),
    bad=(
        "The team trained a ⟦profound neural organization⟧ on old photographs.",
        "Patients with ⟦bosom malignancy⟧ were seen twice a year.",
    ),
    good=(
        "The team trained a deep neural network on old photographs.",
        "Patients with breast cancer were seen twice a year.",
    ),
    since="0.1",
)
CONDITIONAL = Rule(
    id="tortured.conditional",
    title="A likely tortured term, given what else the article speaks of",
    category="terminology/wrong-term",
    severity="minor",
    why=(
        "The phrase can be good English, but in an article that also names the usual term, or the field it belongs to, "
        "it is what paraphrasing software makes of that term."
    ),
    known_problems="An article on the usual term may use the phrase in its plain sense.",
    bad=(
        "The bank studied machine learning. Its ⟦machine education⟧ now reads each letter.",
        "A ⟦hazard administration⟧ plan was late. Good risk management would have helped.",
    ),
    good=(
        "The school offers machine education to young fitters.",
        "The office for hazard administration closed in May.",
    ),
    since="0.1",
)

_SCORES = {PHRASE.id: 0.95, CONDITIONAL.id: 0.7}
_SIMPLE_PLURAL = re.compile(r"[a-z]*[a-z](?<![sxz])(?<!ch)(?<!sh)(?<![^aeiou]y)")


class TorturedDetector:
    """Find the listed phrases."""

    family = "tortured"
    rules = (PHRASE, CONDITIONAL)

    def __init__(self) -> None:
        self._compiled: tuple[Table, PhraseTrie] | None = None

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield a finding for each phrase whose condition holds."""
        table: Table = ctx.table("tortured")
        trie = self._trie(table)
        units = document_units(doc)
        article = ""
        stop = 0
        for start in trie.starts(units.words):
            if start < stop:
                continue
            hit = trie.longest(units.words, start)
            if hit is None:
                continue
            row = table.by_key[hit[1]]
            if row["condition"]:
                article = article or _article(units)
                if not _holds(row["condition"], article):
                    continue
            stop = hit[0]
            yield _finding(doc, units.span(start, stop), row)

    def _trie(self, table: Table) -> PhraseTrie:
        if self._compiled is None or self._compiled[0] is not table:
            trie = PhraseTrie()
            for row in table:
                trie.add(row["pattern"].split(), row.key)
            self._compiled = table, trie
        return self._compiled[1]


def _article(units: Units) -> str:
    """Return the article's units in their base forms, to look terms up in."""
    return f" {' '.join(map(base, units.words))} "


def _holds(condition: str, article: str) -> bool:
    """Tell whether the article satisfies each clause of a condition."""
    for clause in condition.split(";"):
        name, _, terms = clause.partition("=")
        present = [f" {' '.join(map(base, pieces(fold(term))))} " in article for term in terms.split("|")]
        if not {"all": all(present), "any": any(present), "none": not any(present)}[name]:
            return False
    return True


def _finding(doc: Document, span: Span, row: Row) -> Finding:
    rule = CONDITIONAL if row["condition"] else PHRASE
    written = doc.of(span)
    meant = [text for text in row["expected"].split("|") if text]
    edits = tuple(Edit(span, fit(written, row["pattern"], text), "review") for text in meant)
    if meant:
        said = f"{written!r} is a known wreck of a term; {' or '.join(map(repr, meant))} is probably meant"
    else:
        said = f"{written!r} is known from machine-paraphrased papers; the term that was meant is not certain"
    evidence = (TableHit("tortured", row.key, row.source),)
    severity: Severity | None = "critical" if _is_name(written, meant) else None
    return Finding(rule.id, span, _SCORES[rule.id], said, evidence, edits, severity)


def _is_name(written: str, meant: list[str]) -> bool:
    """Tell whether the ruin of a name stands here: who or where is meant can then only be guessed."""
    return written[0].isupper() and any(
        all(word[0].isupper() for word in text.split() if len(word) > 3 and word[0].isalpha()) for text in meant
    )


def fit(written: str, pattern: str, meant: str) -> str:
    """Return the meant term with the number and the capitals of the text as written, where they are certain."""
    last, listed = re.split(r"[\s-]+", written)[-1].lower(), pattern.split()[-1]
    final = re.split(r"[\s-]+", meant)[-1]
    if last == listed + "s" and _SIMPLE_PLURAL.fullmatch(final):
        meant += "s"
    elif listed == last + "s" and _SIMPLE_PLURAL.fullmatch(final.removesuffix("s")) and final.endswith("s"):
        meant = meant[:-1]
    words = [word for word in re.split(r"[\s-]+", written) if word]
    if written.isupper():
        return meant.upper()
    long = [word for word in words if len(word) > 3]
    if len(words) > 1 and len(long) > 1 and all(word[0].isupper() for word in long):
        return re.sub(r"(?<![\w'’])[a-z](?=\w{3})", lambda match: match.group().upper(), meant)
    if written[0].isupper() and not any(word[0].isupper() for word in words[1:]):
        return meant[0].upper() + meant[1:]
    return meant


detector = TorturedDetector()
