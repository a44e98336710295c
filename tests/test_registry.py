"""Hold what is registered: a rule that vanishes or changes must show in a diff."""

from __future__ import annotations

import json
from importlib.metadata import EntryPoint

import pytest

from mtcheck import registry as registry_module
from mtcheck.core.errors import DetectorError
from mtcheck.engine import categories
from mtcheck.registry import registry
from tests.golden_files import check_golden


@pytest.mark.golden
def test_registry_is_the_golden_one(request: pytest.FixtureRequest) -> None:
    rules = {
        rule.id: {"category": rule.category, "severity": rule.severity, "status": rule.status, "title": rule.title}
        for rule in registry().rules.values()
    }
    check_golden(request, "registry.json", json.dumps(rules, indent=1, ensure_ascii=False) + "\n")


def test_every_rule_has_a_known_category_and_text() -> None:
    for rule in registry().rules.values():
        assert rule.category in categories(), rule.id
        assert rule.why.endswith(".") and rule.known_problems.endswith("."), rule.id


def test_broken_plug_in_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("nowhere", "no_such_module:detector", registry_module.ENTRY_POINT_GROUP)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [point])
    registry.cache_clear()
    try:
        with pytest.raises(DetectorError, match="nowhere"):
            registry()
    finally:
        registry.cache_clear()
