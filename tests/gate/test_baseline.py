"""Hold what fingerprints survive and what baselines let through."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck.accept.baseline import Baseline, Entry, Matcher, entries_of, load, merged, renamed_files, save
from mtcheck.config.schema import Config
from mtcheck.core.report import DocumentReport
from mtcheck.engine import check_document
from mtcheck.readers.plain import from_string
from tests.gate.helpers import CLEAN, WORSE, mtcheck, project

FAST = Config(lm="none", tagger="none")
PIECES = (
    "He met the the minister in Seoul on Monday.",
    "The Korean landmass was calm that day.",
    "Nobody at the table, 習 said, was there.",
    "Nobody at the table expected an agreement before the summer.",
    "“It is over,” he said 😀 to them all.",
)


def check(text: str, path: str = "a.txt") -> DocumentReport:
    report = check_document(from_string(text, path=path), FAST).report
    assert report is not None
    return report


def prints(text: str) -> Counter[str]:
    """Count the fingerprints of rules that look at one place; a repeated paragraph, say, hangs on the order."""
    local = ("names", "script", "repetition.doubled-word")
    return Counter(suspect.fingerprint for suspect in check(text).suspects if suspect.rule_id.startswith(local))


def joined(pieces: list[str], end: str = "\n") -> str:
    return f"{end}{end}".join(pieces) + end


paragraphs = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None)
@given(paragraphs, st.randoms())
def test_moved_paragraphs_and_line_ends_change_no_fingerprint(pieces: list[str], random: object) -> None:
    moved = list(pieces)
    random.shuffle(moved)  # type: ignore[attr-defined]
    before = prints(joined(pieces))
    assert sum(before.values()) >= sum(piece in PIECES[:3] for piece in pieces)
    assert before == prints(joined(moved))
    assert before == prints(joined(pieces, "\r\n")) == prints(joined(pieces, "\r"))


@settings(max_examples=40, deadline=None)
@given(paragraphs, paragraphs)
def test_a_baseline_lets_as_many_copies_through_as_it_counted(old: list[str], new: list[str]) -> None:
    before, after = check(joined(old)), check(joined(new))
    matcher = Matcher(Baseline("", entries_of([before], Path())), Path())
    marked = matcher.marked(after)
    known, now = Counter(_what(before)), Counter(_what(after))
    through = Counter(what for what, state in zip(_what(marked), _states(marked), strict=True) if state == "baseline")
    assert through == known & now, "as many as were counted, and no more"
    gone = sum((known - now).values())
    stale = sum(int(notice.message.split(" times, ")[1].split(" of")[0]) for notice in matcher.stale())
    assert stale == gone


def _what(report: DocumentReport) -> list[tuple[str, str]]:
    return [(suspect.rule_id, suspect.text) for suspect in report.suspects]


def _states(report: DocumentReport) -> list[str]:
    return [suspect.state for suspect in report.suspects]


entries = st.lists(
    st.builds(
        Entry,
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["v2:1", "v2:2"]),
        st.just("r"),
        st.just("t"),
        st.integers(1, 4),
    ),
    unique_by=lambda entry: entry.key,
)


@given(entries, entries, st.sets(st.sampled_from(["a", "b", "c"])), st.booleans())
def test_pruning_never_grows_and_leaves_other_files_alone(
    old: list[Entry], new: list[Entry], checked: set[str], grow: bool
) -> None:
    new = [entry for entry in new if entry.path in checked]
    after = {entry.key: entry.count for entry in merged(Baseline("", tuple(old)), new, checked, grow=grow)}
    for entry in old:
        if entry.path not in checked:
            assert after[entry.key] == entry.count
    if not grow:
        known = {entry.key: entry.count for entry in old}
        assert all(count <= known[key] for key, count in after.items())
    else:
        assert {entry.key: entry.count for entry in new}.items() <= after.items()


def test_files_are_told_apart_but_not_their_folders() -> None:
    text = PIECES[0]
    (here,), (there,), (other,) = (check(text, path).suspects for path in ("a.txt", "x/a.txt", "b.txt"))
    assert here.fingerprint == there.fingerprint != other.fingerprint
    matcher = Matcher(Baseline("", entries_of([check(text, "a.txt")], Path.cwd())), Path.cwd())
    assert _states(matcher.marked(check(text, "x/a.txt"))) == ["open"], "another file has no share in it"
    assert _states(matcher.marked(check(text, "./a.txt"))) == ["baseline"]
    assert _states(matcher.marked(check(text, "a.txt"))) == ["open"], "one copy was counted"


def test_the_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    found = Baseline("rules", entries_of([check(joined(list(PIECES)))], Path.cwd()))
    save(file, found)
    again = load(file)
    assert sorted(again.entries, key=str) == sorted(found.entries, key=str) and again.rules == "rules"
    first = file.read_bytes()
    save(file, Baseline("rules", tuple(reversed(found.entries))))
    assert file.read_bytes() == first


def test_life_of_a_baseline(tmp_path: Path) -> None:
    folder = project(
        tmp_path, {"a.txt": WORSE, "b.txt": CLEAN}, config='lm = "none"\ntagger = "none"\nbaseline = "base.json"\n'
    )
    assert mtcheck("gate", ".", cwd=folder).code == 2, "a baseline that is asked for must be there"
    assert mtcheck("baseline", "create", ".", cwd=folder).code == 0
    written = (folder / "base.json").read_bytes()
    done = mtcheck("gate", ".", cwd=folder)
    assert done.code == 0 and "suspects accepted" in done.out
    (folder / "a.txt").write_text(WORSE + "\n" + WORSE)
    assert mtcheck("gate", ".", cwd=folder, CI="true").code == 1, "copies of what is known are new"
    assert mtcheck("baseline", "create", ".", cwd=folder).code == 2, "nothing is overwritten without a word"
    assert mtcheck("baseline", "update", ".", cwd=folder, CI="true").code == 2, "a pipeline writes no baseline"
    assert (folder / "base.json").read_bytes() == written
    assert mtcheck("baseline", "prune", ".", cwd=folder).code == 0
    assert mtcheck("gate", ".", cwd=folder).code == 1, "pruning took nothing in"
    assert mtcheck("baseline", "update", "a.txt", cwd=folder).code == 0
    assert mtcheck("gate", ".", cwd=folder).code == 0
    (folder / "a.txt").write_text(CLEAN)
    done = mtcheck("gate", ".", cwd=folder)
    assert done.code == 0 and "mtcheck baseline prune" in done.out
    assert "0 added" in mtcheck("baseline", "prune", ".", cwd=folder).out
    assert json.loads((folder / "base.json").read_bytes())["entries"] == []
    assert "0 suspects in 0 files" in mtcheck("baseline", "show", cwd=folder).out


def test_order_of_files_changes_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path, {f"{name}.txt": joined(list(PIECES[number:])) for number, name in enumerate("abc")})
    outs = []
    for order in (["a.txt", "b.txt", "c.txt"], ["c.txt", "a.txt", "b.txt"]):
        assert mtcheck("baseline", "create", *order, "--force", cwd=folder).code == 0
        outs.append((folder / "mtcheck-baseline.json").read_bytes())
    assert outs[0] == outs[1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 2}, "version 2"),
        ({"format": "other"}, "not a baseline"),
        ({"entries": [{"path": "a"}]}, "entry 1"),
        ({"entries": [{"path": "a", "fingerprint": "v2:1", "rule": "r", "text": "t", "count": 0}]}, "1 or more"),
        ({"entries": [{"path": "a", "fingerprint": "v2:1", "rule": "r", "text": "t", "count": True}]}, "count cannot be True"),
        ({"entries": [{"path": "a", "fingerprint": "v2:1", "rule": "r", "text": "t", "count": 1}] * 2}, "twice"),
    ],
)
def test_a_broken_baseline_is_refused_with_the_way_out(tmp_path: Path, change: dict[str, object], message: str) -> None:
    sound = {"format": "mtcheck-baseline", "version": 1, "fingerprints": "2", "rules": "", "entries": []}
    folder = project(tmp_path, {"a.txt": CLEAN, "b.json": json.dumps(sound | change)})
    done = mtcheck("gate", "a.txt", "--baseline", "b.json", cwd=folder)
    assert done.code == 2 and message in done.err and "mtcheck baseline create" in done.err


def test_a_renamed_article_is_recognised_and_its_entries_go_along(tmp_path: Path) -> None:
    config = 'lm = "none"\ntagger = "none"\nbaseline = "base.json"\n'
    folder = project(tmp_path, {"a.txt": WORSE, "b.txt": CLEAN}, config=config)
    assert mtcheck("baseline", "create", ".", cwd=folder).code == 0
    (folder / "new").mkdir()
    (folder / "a.txt").rename(folder / "new" / "c.txt")
    done = mtcheck("gate", ".", cwd=folder)
    said = " ".join(done.out.split())
    assert "looks renamed from a.txt" in said and "mtcheck baseline prune new/c.txt" in said and "gone;" not in said
    (folder / "new" / "c.txt").write_text(WORSE + "\nHe met the the minister there, 習 said.\n")
    pruned = mtcheck("baseline", "prune", ".", cwd=folder)
    assert pruned.code == 0 and "a.txt looks renamed to new/c.txt" in pruned.out
    entries = load(folder / "base.json").entries
    assert {entry.path for entry in entries} == {"new/c.txt"}
    marked = json.loads(mtcheck("gate", ".", "--output", "json", cwd=folder).out)["documents"][1]["suspects"]
    assert [each["text"] for each in marked if each.get("state") != "baseline"], "what is new in it stays new"
    (folder / "new" / "c.txt").write_text(WORSE)
    assert mtcheck("gate", ".", cwd=folder).code == 0


def test_a_new_article_that_shares_little_is_no_rename(tmp_path: Path) -> None:
    old = [Entry("gone.txt", f"v2:{number}", "r", f"text {number}") for number in range(4)]
    for shared, expected in ((1, {}), (2, {"new.txt": "gone.txt"})):
        now = {"new.txt": Counter({("r", f"text {number}"): 1 for number in range(shared)})}
        assert renamed_files(old, now, tmp_path) == expected
    (tmp_path / "gone.txt").write_text("It is still there.")
    assert renamed_files(old, now, tmp_path) == {}
