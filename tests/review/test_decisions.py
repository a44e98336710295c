"""Hold what becomes of decisions: the file, the merge of two reviewers and their agreement, the gold file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mtcheck.core.errors import ReadError
from mtcheck.evaluation.documents import read_gold
from mtcheck.review import decisions, gold
from mtcheck.review.decisions import Decision, Kind, Reviewed


def decision(name: str, kind: Kind | None, *, start: int = 0, **rest: str | None) -> Decision:
    values = {"comment": "", "edit": None, "reviewer": "", "time": "2026-01-01T00:00:00Z", "text": name, **rest}
    return Decision(
        fingerprint=f"v1:{name}",
        decision=kind,
        start=start,
        end=start + 3,
        rule="grammar.article",
        category="linguistic/grammar",
        severity="minor",
        **values,  # type: ignore[arg-type]
    )


def reviewed(*made: Decision, path: str = "a.txt", sha256: str = "0" * 64) -> Reviewed:
    return Reviewed(path, path, sha256, "mtcheck:0.1", 9, made)


def test_file_survives_a_round_trip(tmp_path: Path) -> None:
    document = reviewed(decision("lone\ud800", "artifact", edit="", comment="ü"), decision("b", None, comment="hm"))
    decisions.save(tmp_path / "d.json", [document], tool="mtcheck:0.1")
    assert decisions.load(tmp_path / "d.json") == (document,)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"decision": "maybe"}, "'maybe' is not a decision"),
        ({"start": -1}, "start and end"),
        ({"start": True}, "start and end"),
        ({"end": 0}, "start and end"),
        ({"fingerprint": ""}, "fingerprint is missing"),
        ({"comment": 7}, "comment must be a string"),
        ({"edit": ["x"]}, "edit must be a string"),
    ],
)
def test_broken_entry_is_named(tmp_path: Path, change: dict[str, object], complaint: str) -> None:
    path = tmp_path / "d.json"
    decisions.save(path, [reviewed(decision("a", "unsure"))], tool="")
    data = json.loads(path.read_text())
    data["documents"][0]["decisions"][0] |= change
    path.write_text(json.dumps(data))
    with pytest.raises(ReadError, match=f"document 1, decision 1[:,] .*{complaint}"):
        decisions.load(path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "mtcheck-decisions", "version": 9, "documents": []}', "\xff"])
def test_foreign_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "d.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(ReadError, match=r"d\.json"):
        decisions.load(path)
    with pytest.raises(ReadError, match="cannot be read"):
        decisions.load(tmp_path / "none.json")


def test_agreement_is_cohens() -> None:
    """Take the example with counts 20, 5, 10, 15: raw agreement .7, kappa .4."""
    pairs: dict[tuple[Kind, Kind], int] = {
        ("artifact", "artifact"): 20,
        ("artifact", "false-positive"): 5,
        ("false-positive", "artifact"): 10,
        ("false-positive", "false-positive"): 15,
    }
    one, other = [], []
    for (a, b), count in pairs.items():
        for _ in range(count):
            name = str(len(one))
            one.append(decision(name, a))
            other.append(decision(name, b))
    found = decisions.agreement([reviewed(*one, decision("only", "unsure"))], [reviewed(*other, decision("noted", None))])
    assert found.pairs == pairs and found.both == 50
    assert found.raw == pytest.approx(0.7) and found.kappa == pytest.approx(0.4)
    alike = decisions.agreement([reviewed(one[0])], [reviewed(other[0])])
    assert alike.raw == 1.0 and alike.kappa is None, "with one kind of decision chance alone agrees"
    assert decisions.agreement([], []).raw is None


def test_merge_keeps_what_agrees_and_leaves_the_rest_open() -> None:
    one = reviewed(
        decision("a", "artifact", reviewer="Ada", edit="x"),
        decision("b", "artifact", reviewer="Ada", comment="surely", start=10),
        decision("c", "unsure", reviewer="Ada", start=20),
        decision("e", None, comment="see f", start=40),
    )
    other = reviewed(
        decision("a", "artifact", reviewer="Bob", comment="yes", time="2026-02-02T00:00:00Z"),
        decision("b", "false-positive", reviewer="Bob", start=10),
        decision("d", "artifact", reviewer="Bob", start=30),
        decision("e", "artifact", reviewer="Bob", start=40),
    )
    (merged,) = decisions.merge([one], [other])
    a, b, c, d, e = merged.decisions
    assert (a.decision, a.edit, a.reviewer, a.comment, a.time[:7]) == ("artifact", "x", "Ada, Bob", "yes", "2026-02")
    assert (b.decision, b.edit, b.in_conflict) == (None, None, True), "a conflict is not decided"
    assert [(one.reviewer, one.decision, one.comment) for one in b.opinions] == [
        ("Ada", "artifact", "surely"),
        ("Bob", "false-positive", ""),
    ]
    assert decisions.merge([merged], [other]) == (merged,), "to merge again brings nothing new"
    assert (c.decision, d.decision, e.decision, e.comment) == ("unsure", "artifact", "artifact", "see f")
    assert len(decisions.merge([one], [reviewed(path="b.txt")])) == 2
    with pytest.raises(ReadError, match="different versions"):
        decisions.merge([one], [replace(other, sha256="1" * 64)])


def test_gold_is_read_by_evaluate_and_follows_a_change_of_mind(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    first = reviewed(decision("a", "artifact", start=5), decision("b", "artifact"), decision("c", "false-positive"))
    gold.add(path, [("x/a.txt", first)])
    once = path.read_bytes()
    gold.add(path, [("x/a.txt", first)])
    assert path.read_bytes() == once, "applied twice is applied once"
    (entry,) = read_gold(path)
    assert entry.file == "x/a.txt" and [span.span.start for span in entry.spans] == [0, 5]
    gold.add(path, [("x/a.txt", reviewed(decision("b", "unsure"), decision("d", "artifact", start=9)))])
    assert [span.span.start for span in read_gold(path)[0].spans] == [5, 9]
    gold.add(path, [("x/a.txt", reviewed(decision("e", "artifact", start=7), sha256="1" * 64))])
    assert [span.span.start for span in read_gold(path)[0].spans] == [7], "offsets into another text are worth nothing"
    path.write_text("nonsense\n")
    with pytest.raises(ReadError, match="not a gold file"):
        gold.add(path, [])


def test_file_of_version_1_is_read(tmp_path: Path) -> None:
    """Read a file as the last version wrote it: what is new has its default."""
    path = tmp_path / "d.json"
    decisions.save(path, [reviewed(decision("a", "artifact", edit="x"))], tool="")
    data = json.loads(path.read_text())
    assert data["version"] == 2
    data["version"] = 1
    for name in ("origin", "found", "before", "after", "opinions", "name"):
        del data["documents"][0]["decisions"][0][name]
    path.write_text(json.dumps(data))
    assert decisions.load(path) == (reviewed(decision("a", "artifact", edit="x")),)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"origin": "nobody"}, "origin 'nobody' is not known"),
        ({"found": 7}, "expected an object"),
        ({"found": {"start": 5, "end": 2}}, "start and end"),
        ({"opinions": {}}, "opinions must be a list"),
        ({"opinions": [{"decision": "maybe"}]}, "'maybe' is not a decision"),
        ({"name": 7}, "name must be a string"),
    ],
)
def test_broken_new_entry_is_named(tmp_path: Path, change: dict[str, object], complaint: str) -> None:
    test_broken_entry_is_named(tmp_path, change, complaint)


def test_what_a_reviewer_changed_survives_a_round_trip_and_a_merge(tmp_path: Path) -> None:
    found = decisions.Found(0, 2, "linguistic/grammar", "minor")
    changed = replace(decision("a", "artifact"), found=found, severity="critical")
    added = replace(decision("own", "artifact", start=20), origin="reviewer", before="so ", after=" said")
    document = reviewed(changed, added)
    decisions.save(tmp_path / "d.json", [document], tool="")
    assert decisions.load(tmp_path / "d.json") == (document,)
    (merged,) = decisions.merge([reviewed(decision("a", "artifact"))], [document])
    assert merged.decisions[0].found == found and merged.decisions[1].origin == "reviewer"


def test_nesting_without_end_is_a_message(tmp_path: Path) -> None:
    (tmp_path / "d.json").write_text("[" * 100_000)
    with pytest.raises(ReadError, match=r"d\.json"):
        decisions.load(tmp_path / "d.json")
