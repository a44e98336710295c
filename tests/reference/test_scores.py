"""Hold our figures to those of sacreBLEU's own command line, digit by digit."""

from __future__ import annotations

import json
import lzma
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sacrebleu.metrics.lib_ter import translation_edit_rate

from mtcheck.cli.main import cli
from mtcheck.reference.ter import edit_rate

QE = Path(__file__).parent.parent.parent / ".." / "shared" / "data" / "qe"
SETS = 22
Lines = Sequence[str]


def made_up(seed: int) -> tuple[Lines, Lines, Lines]:
    """Make a hypothesis and two references of shuffled, doubled and dropped words, an empty line among them."""
    rnd = random.Random(seed)
    words = "the of a Seoul 3.5 % talks on Monday, said “we” will (not) agree . . to ! naïve 北京 co-operate".split()
    base = [[rnd.choice(words) for _ in range(rnd.randint(1, 60))] for _ in range(12)]

    def damaged(line: list[str]) -> str:
        line = [word for word in line if rnd.random() > 0.15]
        cut = rnd.randint(0, len(line))
        return " ".join(line[cut:] + line[:cut])

    hypothesis = [damaged(line) for line in base]
    hypothesis[rnd.randrange(12)] = ""
    return hypothesis, [" ".join(line) for line in base], [damaged(line) or "the" for line in base]


def annotated() -> list[Any]:
    """Take documents of several systems with two references, or one, from the annotated data where they are at hand."""
    sets = []
    for path in sorted(QE.glob("docs-*.dev.jsonl.xz")):
        groups: dict[Any, dict[str, Lines]] = defaultdict(dict)
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for doc in map(json.loads, lines):
                name = f"human {doc.get('translator', '')}" if doc["system"] == "human" else doc["system"]
                groups[doc["dataset"], doc["doc"]][name] = doc["text"].split("\n")
        for (dataset, name), by_system in sorted(groups.items()):
            texts = [by_system[key] for key in sorted(by_system, key=lambda key: (key.startswith("human"), key))]
            humans = sum(key.startswith("human") for key in by_system)
            short = len({len(text) for text in texts}) == 1 and 3 <= len(texts[0]) <= 8
            if humans and len(texts) > humans and short:
                sets.append(pytest.param((texts[0], *texts[-humans:][:2]), id=f"{dataset}/{name}"))
    return sets[:: max(1, len(sets) // SETS)][:SETS]


def test_there_are_twenty_annotated_sets() -> None:
    if not QE.is_dir():
        pytest.skip("the annotated data are not at hand")
    assert len(annotated()) >= 20


def write(folder: Path, texts: Sequence[Lines]) -> list[str]:
    paths = []
    for number, lines in enumerate(texts):
        path = folder / f"{number}.txt"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        paths.append(str(path))
    return paths


RUNNER = """
import json, os, sys
from sacrebleu.sacrebleu import main
for arguments in json.load(open(sys.argv[1], encoding="utf-8")):
    sys.stdout.flush()
    if os.fork() == 0:
        sys.argv = ["sacrebleu", *arguments]
        main()
        print("\\0", end="")
        sys.stdout.flush()
        os._exit(0)
    os.wait()
"""


def sacrebleu(runs: Sequence[Sequence[str]], folder: Path) -> list[Any]:
    """Run sacreBLEU's command line, which takes over standard input and output, in a process forked for each run."""
    plan = folder / "runs.json"
    plan.write_text(json.dumps([[*run, "--width", "9", "--format", "json"] for run in runs]), encoding="utf-8")
    command = [sys.executable, "-c", RUNNER, str(plan)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    out = [json.loads(part) for part in done.stdout.split("\0")[:-1]]
    assert len(out) == len(runs), done.stderr
    return out


def compare(*arguments: str) -> Any:
    done = CliRunner().invoke(cli, ["compare", *arguments, "--format", "json"], standalone_mode=False)
    assert done.exception is None, done.output
    return json.loads(done.stdout)


def test_figures_are_those_of_sacrebleu(tmp_path: Path) -> None:
    sets = [*(pytest.param(made_up(seed), id=f"made up {seed}") for seed in range(3)), *annotated()]
    places = []
    for number, given in enumerate(sets):
        folder = tmp_path / str(number)
        folder.mkdir()
        places.append(write(folder, given.values[0]))
    runs = []
    for hypothesis, *references in places:
        runs.append([*references, "-i", hypothesis, "-m", "bleu", "chrf", "ter"])
        runs.append([*references, "-i", hypothesis, "-m", "chrf", "--chrf-word-order", "2"])
    outcomes = sacrebleu(runs, tmp_path)
    for given, paths, (bleu, chrf, ter), plus in zip(sets, places, outcomes[::2], outcomes[1::2], strict=True):
        got = compare(*paths)["scores"]
        want = {"BLEU": bleu, "chrF": chrf, "chrF++": plus, "TER": ter}
        assert [row["name"] for row in got] == list(want)
        for row, theirs in zip(got, want.values(), strict=True):
            assert f"{row['value']:.9f}" == f"{theirs['score']:.9f}", given.id
            assert row["signature"] == theirs["signature"], given.id


def test_segments_are_sentence_scores_of_sacrebleu(tmp_path: Path) -> None:
    from sacrebleu.metrics import BLEU, CHRF, TER

    texts = made_up(7)
    got = compare(*write(tmp_path, texts))["segments"]
    own = {"BLEU": BLEU(effective_order=True), "chrF": CHRF(), "chrF++": CHRF(word_order=2), "TER": TER()}
    assert len(got) == len(texts[0])
    for segment, hypothesis, *references in zip(got, *texts, strict=True):
        for row in segment["scores"]:
            score = own[row["name"]].sentence_score(hypothesis, references)
            assert row["value"] == score.score
            assert row["signature"] == own[row["name"]].get_signature().format()


def test_two_systems_are_tested_as_sacrebleu_does(tmp_path: Path) -> None:
    from sacrebleu.metrics import BLEU, CHRF, TER
    from sacrebleu.significance import PairedTest

    first, reference, second = made_up(1)
    paths = write(tmp_path, (first, reference, second))
    got = compare(paths[0], paths[1], "--against", paths[2], "--samples", "200")
    own = {"BLEU": BLEU(), "chrF": CHRF(), "chrF++": CHRF(word_order=2), "TER": TER()}
    systems = [("one", first), ("two", second)]
    signatures, results = PairedTest(systems, own, [reference], test_type="bs", n_samples=200)()
    for row, theirs in zip(got["significance"], ("BLEU", "chrF2", "chrF2++", "TER"), strict=True):
        baseline, other = results[theirs]
        assert row["baseline"] == {"value": baseline.score, "mean": baseline.mean, "half_interval": baseline.ci}
        assert row["against"] == {"value": other.score, "mean": other.mean, "half_interval": other.ci}
        assert row["p_value"] == other.p_value
        assert row["signature"] == signatures[theirs].format()


@pytest.mark.parametrize("seed", range(40))
def test_edits_are_counted_as_sacrebleu_counts_them(seed: int) -> None:
    rnd = random.Random(seed)
    words = "the of a b c d e f g h".split()
    hypothesis = [rnd.choice(words) for _ in range(rnd.randint(0, 90 if seed % 4 == 0 else 25))]
    reference = [rnd.choice(words) for _ in range(rnd.randint(0, 70 if seed % 4 == 0 else 25))]
    found = edit_rate(hypothesis, reference)
    assert (found.count, found.reference_words) == translation_edit_rate(hypothesis, reference)
    assert len(found.kept) == len(hypothesis)
    assert all(place is None or reference[place] == word for place, word in zip(found.kept, hypothesis, strict=True))


MERGED = ("The talks began on Monday. They went on for a week.", "Nobody knew why.", "The train was late again.", "It rained.")
WHOLE = (
    "The talks began on Monday.",
    "They lasted a week.",
    "Nobody knew the reason.",
    "The train was late.",
    "It rained all day.",
)
OTHER = (
    "Talks started Monday.",
    "They went on for seven days; nobody knew the reason.",
    "Late was the train.",
    "Bread is dear.",
    "Rain.",
)


@pytest.mark.parametrize("segmentation", ["sentences", "auto"])
def test_a_system_has_the_same_figures_alone_and_against_another(tmp_path: Path, segmentation: str) -> None:
    paths = write(tmp_path, [list(MERGED), list(WHOLE), list(OTHER)])
    option = ("--segments", segmentation, "--samples", "20")
    one, other = (compare(path, paths[1], *option) for path in (paths[0], paths[2]))
    for first, second, alone, against in ((0, 2, one, other), (2, 0, other, one)):
        both = compare(paths[first], paths[1], "--against", paths[second], *option)
        assert both["scores"] == alone["scores"] and both["segments"] == alone["segments"]
        assert both["against"]["scores"] == against["scores"]
        for row, own, theirs in zip(both["significance"], alone["scores"], against["scores"], strict=True):
            assert row["baseline"]["value"] == pytest.approx(own["value"], abs=1e-9)
            assert row["against"]["value"] == pytest.approx(theirs["value"], abs=1e-9)
