"""Point at words that the language models find out of place: put there instead of another, or worded as no person would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from mtcheck.core.document import Document
from mtcheck.core.finding import Evidence, Finding, Measure
from mtcheck.core.rule import Context, Rule
from mtcheck.core.span import Span

_REPLACED_FROM = 0.5
_UNUSUAL_FROM = 0.5
_LONGEST = 8  # tokens in one run
_SKIPPED = ("code", "chrome")

REPLACED = Rule(
    id="language.replaced-word",
    title="A word that seems to stand for another",
    category="terminology/wrong-term",
    severity="major",
    why=(
        "A thesaurus spinner, or a translation engine short of context, puts a near-synonym where another word is established. "
        "Each word is correct; together they are what nobody would write. A network that has seen millions of such "
        "replacements, and how many other words of the article look replaced, speak here."
    ),
    known_problems=(
        "Poetic, technical and old-fashioned wording can look replaced. It says that a word is odd, not which word was meant; "
        "the paraphrase rules name the word where they can."
    ),
    bad=(
        "The organization consented to lessen the quantity of ⟦laborers⟧ in its ⟦manufactories⟧ by one quarter.",
        "He said the ⟦counterfeit consciousness⟧ would assist specialists with discovering ⟦malignancy⟧ prior.",
    ),
    good=(
        "The company agreed to cut the number of workers in its factories by a quarter next year.",
        "He said that artificial intelligence would help doctors to find cancer earlier.",
    ),
    since="0.1",
)
UNUSUAL = Rule(
    id="language.unusual-wording",
    title="A wording that raters of translations would mark",
    category="accuracy/mistranslation",
    severity="minor",
    why=(
        "A network trained on machine translations that professional raters marked finds that such a place is usually marked: "
        "for its sense, its grammar or its wording."
    ),
    known_problems="It does not say what is wrong. Dense jargon and unedited human writing are marked as well.",
    bad=(
        "The ⟦police fight the⟧ fire was went by the morning.",
        "Its ⟦are⟧ many reasons for that people does not comes.",
    ),
    good=("The fire was put out in the morning.", "There are many reasons why people do not come."),
    since="0.1",
)


class LanguageDetector:
    """Make findings of runs of words whose fused probability is high."""

    family = "language"
    rules = (REPLACED, UNUSUAL)

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each run; nothing where no model was loaded."""
        signals = ctx.signals
        if signals is None:
            return
        middle = _median(signals.bits)
        taken: set[int] = set()
        for run in _runs(doc, signals.replaced, _REPLACED_FROM):
            if not all(_is_name_or_number(doc, index) for index in run):
                taken.update(run)
                yield _finding(doc, REPLACED, run, signals.replaced, signals.bits, middle)
        for run in _runs(doc, signals.bad, _UNUSUAL_FROM):
            if taken.isdisjoint(run) and len(run) > 0:
                yield _finding(doc, UNUSUAL, run, signals.bad, signals.bits, middle)


def _runs(doc: Document, values: Sequence[float | None], least: float) -> Iterator[list[int]]:
    """Yield runs of neighbouring word tokens of one sentence whose value is at least ``least``."""
    for sent in doc.sentences:
        if doc.blocks[sent.block].kind in _SKIPPED:
            continue
        run: list[int] = []
        for index in sent.tokens:
            value = values[index]
            if value is not None and value >= least and len(run) < _LONGEST:
                run.append(index)
                continue
            if run:
                yield run
            run = [index] if value is not None and value >= least else []
        if run:
            yield run


def _finding(
    doc: Document,
    rule: Rule,
    run: Sequence[int],
    values: Sequence[float | None],
    bits: Sequence[float | None],
    middle: float | None,
) -> Finding:
    span = Span(doc.tokens[run[0]].span.start, doc.tokens[run[-1]].span.end)
    score = sum(values[index] or 0.0 for index in run) / len(run)
    least = _REPLACED_FROM if rule is REPLACED else _UNUSUAL_FROM
    evidence: list[Evidence] = [Measure("fused probability of the words", round(score, 3), "", least)]
    highest = max((bits[index] or 0.0 for index in run), default=0.0)
    if middle is not None and highest >= middle:
        evidence.append(Measure("highest surprisal, against the article's median", round(highest, 1), "bits", round(middle, 1)))
    what = "seems to stand for another word" if rule is REPLACED else "reads like a translation slip"
    return Finding(rule.id, span, min(1.0, score), f"unusual here: {doc.of(span)!r} {what}", tuple(evidence))


def _is_name_or_number(doc: Document, index: int) -> bool:
    tok = doc.tokens[index]
    return tok.kind == "number" or doc.forms[index][0].isupper()


def _median(bits: Sequence[float | None]) -> float | None:
    known = [value for value in bits if value is not None]
    return median(known) if known else None


detector = LanguageDetector()
