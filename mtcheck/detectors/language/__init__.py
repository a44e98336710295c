"""Point at words that the reader finds faulty, say of what kind the fault is and what was meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtcheck.core.document import Document
from mtcheck.core.finding import Finding
from mtcheck.core.rule import Context, Traits
from mtcheck.detectors.language.findings import finding
from mtcheck.detectors.language.rules import NAMING, RULES
from mtcheck.detectors.language.runs import runs


class LanguageDetector:
    """Make findings of runs of words whose probability of being faulty is high."""

    family = "language"
    rules = RULES
    traits = Traits(needs=frozenset({"signals"}), ground="word models")

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield one finding for each run; nothing where no reader was loaded."""
        signals = ctx.signals
        if signals is None or not signals.faults:
            return
        for run in runs(doc, signals):
            found = finding(doc, run, signals)
            if found.rule_id in NAMING or not _is_name(doc, run):
                yield found


def _is_name(doc: Document, run: Sequence[int]) -> bool:
    """Tell whether every word of the run is capitalised: a name, a heading or a sign is no wording."""
    return all(doc.forms[index][0].isupper() for index in run if doc.tokens[index].kind == "word")


detector = LanguageDetector()
