"""Define Rule, and what a detector is and may use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from mtcheck.core.signals import WordSignals
from mtcheck.core.taxonomy import Severity

if TYPE_CHECKING:
    from mtcheck.core.document import Document
    from mtcheck.core.finding import Finding
    from mtcheck.core.reference import Differences

Status = Literal["preview", "stable", "retired"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Describe one rule: what it finds, why that matters, what it is known to get wrong, two hits and two near misses.

    ``bad`` and ``good`` are whole texts; in ``bad`` the marks ⟦ and ⟧ stand round each span that the rule must find. For a rule
    that compares, what the text is compared with follows after ⇄.
    """

    id: str
    title: str
    category: str
    severity: Severity
    why: str
    known_problems: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    since: str
    status: Status = "stable"

    @property
    def family(self) -> str:
        """Return the part of the id before the dot: the detector that owns the rule."""
        return self.id.partition(".")[0]


class Tables(Protocol):
    """Look up a data table by name, as ``mtcheck.tables.load`` does; what is made of tables may be cached by who gave them."""

    def __call__(self, name: str) -> Any: ...

    def __hash__(self) -> int: ...


def _silence() -> None:
    """Say nothing: no language model was asked for."""


@dataclass(frozen=True, slots=True)
class Context:
    """Offer a detector what it may use beside the document: tables, language models and their signals. No I/O.

    ``differences`` is what the document's reference says of it; None without one.
    """

    table: Tables
    ngrams: NgramCounts | None = None
    listen: Callable[[], WordSignals | None] = _silence
    differences: Differences | None = None

    @property
    def signals(self) -> WordSignals | None:
        """Return what the language models say, waiting for them where they are still at work; None where none was asked for."""
        return self.listen()


Need = Literal["signals", "ngrams", "reference", "source"]


@dataclass(frozen=True, slots=True)
class Traits:
    """Say what a family needs before it can see anything, and how its findings count beside those of others.

    ``ground`` is what the findings rest on: families of one ground are no independent witnesses. ``whole_names`` is True where
    a suspect is a name as a whole, so that a term of the vocabulary inside it accepts it.
    """

    needs: frozenset[Need] = frozenset()
    ground: str = ""
    whole_names: bool = False

    @property
    def compares(self) -> bool:
        """Tell whether the family compares the text with what stands beside it."""
        return bool(self.needs & {"reference", "source"})


class Detector(Protocol):
    """Find suspects of one family; the outcome depends on ``(doc, ctx)`` alone.

    A detector may also have ``traits``; without them it needs the text alone and rests on a ground of its own.
    """

    family: str
    rules: tuple[Rule, ...]

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield the findings in any order."""
        ...


class NgramCounts(Protocol):
    """Compare wordings and count them: an n-gram model, seen from a detector. Arrays are numpy's; probabilities log10."""

    @property
    def order(self) -> int:
        """Return the length of the longest n-gram."""
        ...

    @property
    def words(self) -> tuple[str, ...]:
        """Return the vocabulary; positions are word ids."""
        ...

    @property
    def total(self) -> int:
        """Return the number of words counted."""
        ...

    def word_id(self, word: str) -> int:
        """Return the id of a word, or -1."""
        ...

    def text_ids(self, text: str) -> tuple[int, ...]:
        """Return the word ids of a short text with a space between tokens."""
        ...

    def scored(self, doc: Document) -> Any:
        """Return ``prob`` by position and ``encoded`` (``ids``, ``token``, ``first``, ``stop``, ``spelling``) of a document."""
        ...

    def logprob(self, rows: Any, *, context: int = 0) -> Any:
        """Return log10 P of each row's columns from ``context`` on, given those before them; -1 pads."""
        ...

    def counts(self, rows: Any) -> Any:
        """Return how often each row of one to three word ids stands in the corpora."""
        ...
