"""Hold what detectors declare: what they need, and on what ground they rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mtcheck import engine, tables
from mtcheck.config.schema import Config
from mtcheck.core.document import Document
from mtcheck.core.finding import Finding
from mtcheck.core.rule import Context, Traits
from mtcheck.core.span import Span
from mtcheck.readers.plain import from_string
from mtcheck.registry import Registry, family_traits, registry
from mtcheck.suspects.calibrate import combine, rule_probability

PACKAGE = Path(tables.__file__).parent


def found(rule_id: str) -> Finding:
    return Finding(rule_id, Span(0, 3), 0.9, "m", ())


def test_families_of_one_ground_are_one_witness() -> None:
    two = found("paraphrase.substitute"), found("language.replaced-word")
    chances = [rule_probability(each.rule_id, each.score) for each in two]
    assert all(0 < chance < 1 for chance in chances)
    assert combine(two) == pytest.approx(max(chances))
    other = found("grammar.article")
    apart = 1 - (1 - max(chances)) * (1 - rule_probability(other.rule_id, other.score))
    assert combine((*two, other)) == pytest.approx(min(0.99, apart))


def test_detector_is_asked_only_where_all_that_it_needs_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Curious:
        family, rules = "script", tuple(rule for rule in registry().rules.values() if rule.family == "script")

        def __init__(self, need: str) -> None:
            self.need = need
            self.traits = Traits(needs=frozenset({need}) if need else frozenset())  # type: ignore[arg-type]

        def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
            asked.append(self.need)
            return iter(())

    needs = ("signals", "ngrams", "reference", "source", "")
    monkeypatch.setattr(engine, "registry", lambda: Registry(tuple(map(Curious, needs)), registry().rules))
    engine.detect(from_string("A text."), Config(), Context(table=tables.load))
    assert asked == [""]
    asked.clear()
    engine.detect(from_string("A text."), Config(), Context(table=tables.load, ngrams=object()))  # type: ignore[arg-type]
    assert asked == ["ngrams", ""]


def test_plug_in_without_traits_is_a_plain_one() -> None:
    assert family_traits("no-such-family") == Traits()


def test_no_rule_is_named_outside_the_detectors() -> None:
    """The rules that compare are the exception: what a reference says is weighed by the room that compares."""
    rules = [rule.id for rule in registry().rules.values() if rule.family not in registry().comparing]
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] != "detectors":
            text = path.read_text(encoding="utf-8")
            assert not [rule_id for rule_id in rules if f'"{rule_id}"' in text], path
