"""Make a finding of a run of faulty words: class, message, edits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import product

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Edit, Evidence, Finding, Measure
from mtcheck.core.signals import Fault, WordSignals
from mtcheck.core.span import Span
from mtcheck.detectors.language.rules import ALIKE, RULE_OF, UNUSUAL
from mtcheck.detectors.language.runs import HIGH

CLASS_FROM = 0.3  # share of a class from which on it is named
DELETED_FROM = 0.6  # share of the operation from which on it is offered to leave a word out
_MOST_EDITS = 3
_LONGEST = 4  # words of a run that is repaired word by word; in an edit one word goes at most
_VOWEL = "aeiou"

Choice = tuple[tuple[str, ...], float]  # the words that a token becomes, and how probable that is


def finding(doc: Document, run: Sequence[int], signals: WordSignals) -> Finding:
    """Return the finding for a run of tokens."""
    span = Span(doc.tokens[run[0]].span.start, doc.tokens[run[-1]].span.end)
    score = round(max(signals.faulty[index] or 0.0 for index in run), 3)
    kind, share = _kind(run, signals)
    rule, says = RULE_OF[kind] if kind in RULE_OF and share >= CLASS_FROM else (UNUSUAL, "is unusual here")
    evidence: list[Evidence] = [Measure("probability that an editor would change a word", score, "", HIGH)]
    edits = _edits(doc, run, signals)
    before = _article_before(doc, run[0])
    if before is not None and any(_article(before.lower(), edit.split()[:1], ()) != before.lower() for edit, _ in edits):
        span = Span(doc.tokens[run[0] - 1].span.start, span.end)  # what is put asks for the other article
        edits = [(f"{_like(before, _article(before.lower(), edit.split()[:1], ()))} {edit}", share) for edit, share in edits]
    meant = tuple(replacement for replacement, _ in edits)
    message = f"{doc.of(span)!r} {says}"
    if meant:
        evidence.append(Derivation((("written", doc.of(span)), ("repaired", meant[0]))))
        message += f"; perhaps {meant[0]!r} is meant" if meant[0] else "; perhaps it should go"
    return Finding(rule.id, span, score, message, tuple(evidence), tuple(Edit(span, text) for text in meant))


def _article_before(doc: Document, index: int) -> str | None:
    """Return the indefinite article that stands before a token, if one does."""
    form = doc.forms[index - 1] if index else ""
    return form if form.lower() in ("a", "an") else None


def _kind(run: Sequence[int], signals: WordSignals) -> tuple[str, float]:
    """Return the likeliest class of a run and its share, each word counting as far as it is faulty."""
    shares: dict[str, float] = {}
    total = 0.0
    for index in run:
        weight = signals.faulty[index] or 0.0
        if index in signals.faults:
            total += weight
            for name, share in signals.faults[index].kinds:
                kind = ALIKE.get(name, name)
                shares[kind] = shares.get(kind, 0.0) + weight * share
    kind = max(shares, key=lambda name: shares[name], default="")
    return kind, shares.get(kind, 0.0) / total if total else 0.0


def _edits(doc: Document, run: Sequence[int], signals: WordSignals) -> list[tuple[str, float]]:
    """Return the likeliest repairs of a run, at most three, that are sure enough to be offered.

    Each word is repaired by one of its own choices, the choices of the words are taken as independent.
    """
    if len(run) > _LONGEST:
        return []
    choices = [_choices(doc, index, signals) for index in run]
    ranked: dict[str, float] = {}
    written = " ".join(doc.forms[index] for index in run)
    for chosen in product(*choices):
        text = _joined(doc, run, [words for words, _ in chosen])
        share = 1.0
        for _, probability in chosen:
            share *= probability
        if text != written and sum(not words for words, _ in chosen) <= 1:
            ranked[text] = max(ranked.get(text, 0.0), share)
    return sorted(ranked.items(), key=lambda item: (-item[1], item[0]))[:_MOST_EDITS]


def _choices(doc: Document, index: int, signals: WordSignals) -> list[Choice]:
    """Return what a token may become, likeliest first."""
    form = doc.forms[index]
    fault: Fault | None = signals.faults.get(index)
    if fault is None or (signals.faulty[index] or 0.0) < HIGH:
        return [((form,), 1.0)]
    if fault.operation == "delete":
        return [((), fault.sureness)] if fault.sureness >= DELETED_FROM else [((form,), 1.0)]
    out: list[Choice] = []
    for word, share in fault.words:
        if fault.operation == "replace" and word == doc.folded[index]:
            continue
        new = (_like(form, word),) if fault.operation == "replace" else _before(form, word, first=_is_first(doc, index))
        out.append((new, fault.sureness * share))
        if len(out) == _MOST_EDITS:
            break
    return out or [((form,), 1.0)]


def _is_first(doc: Document, index: int) -> bool:
    at = bisect_left(doc.sentences, index, key=lambda sent: sent.tokens.start)
    return at < len(doc.sentences) and doc.sentences[at].tokens.start == index


def _before(form: str, word: str, *, first: bool) -> tuple[str, ...]:
    """Return a word put before a token, which takes over its capital at the beginning of a sentence."""
    if first and form[:1].isupper() and not form[1:2].isupper():
        return word.capitalize(), form[:1].lower() + form[1:]
    return word, form


def _like(form: str, word: str) -> str:
    """Return ``word`` written as ``form`` is: capitals, or a capital at the beginning."""
    if form.isupper() and len(form) > 1:
        return word.upper()
    return word.capitalize() if form[:1].isupper() else word


def _joined(doc: Document, run: Sequence[int], chosen: Sequence[tuple[str, ...]]) -> str:
    """Return the words with the white space of the text, and with the article that the next word asks for."""
    out = ""
    for at, (index, words) in enumerate(zip(run, chosen, strict=True)):
        gap = doc.text[doc.tokens[run[at - 1]].span.end : doc.tokens[index].span.start] if at else ""
        for number, word in enumerate(words):
            right = _article(word, words[number + 1 :], chosen[at + 1 :])
            out += f"{' ' if number else gap}{right}" if out else right
    return out


def _article(word: str, rest: Sequence[str], later: Sequence[tuple[str, ...]]) -> str:
    """Return ``a`` or ``an`` by the letter that follows; any other word as it is."""
    if word not in ("a", "an"):
        return word
    following = next(iter((*rest, *(one for words in later for one in words))), "")
    return word if not following else "an" if following[0].lower() in _VOWEL else "a"
