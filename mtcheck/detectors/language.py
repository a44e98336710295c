"""Point at words that the language models find out of place: put there instead of another, or worded as no person would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from mtcheck.core.document import Document
from mtcheck.core.finding import Evidence, Finding, Measure
from mtcheck.core.rule import Context, Rule, Traits
from mtcheck.core.signals import WordSignals
from mtcheck.core.span import Span
from mtcheck.lang.wording import unchosen

# A run begins where a signal reaches its high mark and goes on while it stays above its low one: people mark phrases.
_REPLACED_HIGH, _REPLACED_LOW = 0.58, 0.15
_NOTED_HIGH, _NOTED_LOW = 0.32, 0.15
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
        "Workers in the ⟦manufactories⟧ consented to the new contract after a long strike.",
        "⟦Numerous folks trust⟧ that the ⟦colossal organization⟧ will ⟦procure⟧ its ⟦littler opponent⟧.",
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
    category="other/uncategorized",
    severity="minor",
    why=(
        "A network trained on machine translations that professional raters marked finds that such a place is usually marked: "
        "for its sense, its grammar or its wording."
    ),
    known_problems="It does not say what is wrong. Dense jargon and unedited human writing are marked as well.",
    bad=(
        "⟦The house was feel very the tired⟧.",
        "The people in the process ⟦of to build the house was feel very the tired⟧.",
    ),
    good=("The fire was put out in the morning.", "There are many reasons why people do not come."),
    since="0.1",
)


class LanguageDetector:
    """Make findings of runs of words whose fused probability is high."""

    family = "language"
    rules = (REPLACED, UNUSUAL)
    traits = Traits(needs=frozenset({"signals"}), ground="word models")

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each run; nothing where no model was loaded."""
        signals = ctx.signals
        if signals is None:
            return
        middle = _median(signals.bits)
        for run in _runs(doc, signals):
            yield _finding(doc, run, signals, middle)


def _runs(doc: Document, signals: WordSignals) -> Iterator[list[int]]:
    """Yield runs of neighbouring tokens of one sentence that a signal points at."""
    fixed = unchosen(doc)
    for sent in doc.sentences:
        if doc.blocks[sent.block].kind in _SKIPPED:
            continue
        run: list[int] = []
        for index in (*sent.tokens, -1):
            if index >= 0 and _goes_on(doc, signals, index):
                run.append(index)
                continue
            if not _is_name(doc, run) and any(_starts(doc, signals, member) for member in run if member not in fixed):
                yield run
            run = []


def _is_name(doc: Document, run: Sequence[int]) -> bool:
    """Tell whether every word of the run is capitalised: a name, a heading or a sign is no wording."""
    return all(doc.forms[index][0].isupper() for index in run if doc.tokens[index].kind == "word")


def _goes_on(doc: Document, signals: WordSignals, index: int) -> bool:
    is_mark = doc.tokens[index].kind == "punct"
    return not is_mark and (_reaches(signals.replaced[index], _REPLACED_LOW) or _reaches(signals.noted[index], _NOTED_LOW))


def _starts(doc: Document, signals: WordSignals, index: int) -> bool:
    is_name = doc.tokens[index].kind == "number" or doc.forms[index][0].isupper()
    return (_reaches(signals.replaced[index], _REPLACED_HIGH) and not is_name) or _reaches(signals.noted[index], _NOTED_HIGH)


def _reaches(value: float | None, least: float) -> bool:
    return value is not None and value >= least


def _finding(doc: Document, run: Sequence[int], signals: WordSignals, middle: float | None) -> Finding:
    rule = REPLACED if any(_reaches(signals.replaced[index], _REPLACED_HIGH) for index in run) else UNUSUAL
    values, least = (signals.replaced, _REPLACED_HIGH) if rule is REPLACED else (signals.noted, _NOTED_HIGH)
    span = Span(doc.tokens[run[0]].span.start, doc.tokens[run[-1]].span.end)
    score = round(max(values[index] or 0.0 for index in run), 3)
    evidence: list[Evidence] = [Measure("fused probability", score, "", least)]
    highest = max(signals.bits[index] or 0.0 for index in run)
    if middle is not None and highest >= middle:
        evidence.append(Measure("highest surprisal, against the article's median", round(highest, 1), "bits", round(middle, 1)))
    what = "seems to stand for another word" if rule is REPLACED else "is wording that raters of translations mark"
    return Finding(rule.id, span, score, f"unusual here: {doc.of(span)!r} {what}", tuple(evidence))


def _median(bits: Sequence[float | None]) -> float | None:
    known = [value for value in bits if value is not None]
    return median(known) if known else None


detector = LanguageDetector()
