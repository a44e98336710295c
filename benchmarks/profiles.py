"""Measure the gate's profiles: the share of articles that each fails, by kind of article.

usage: python -m benchmarks.profiles DATA [--part dev] [--sample N] [--jobs N]
DATA holds clean/*.txt, wild/ and spun/ (documents with labels) and qe/docs-*.PART.jsonl.xz (systems and human references).
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from mtcheck import engine
from mtcheck.config.schema import Config
from mtcheck.config.settings import load_settings
from mtcheck.gate.judge import judge_run
from mtcheck.gate.policy import PROFILES, policies
from mtcheck.readers.article import Article, text_digest
from mtcheck.readers.plain import article


def groups(data: Path, part: str, sample: int) -> dict[str, list[str]]:
    """Return the texts of each kind; of the large sets a sample, the same every time."""
    found: dict[str, list[str]] = defaultdict(list)
    found["clean"] = [path.read_text(encoding="utf-8") for path in sorted((data / "clean").glob("*.txt"))]
    for row in map(json.loads, (data / "wild" / "gold.jsonl").read_text(encoding="utf-8").splitlines()):
        found[f"wild {row['label']}"].append((data / "wild" / "docs" / row["file"]).read_text(encoding="utf-8"))
    for row in map(json.loads, (data / "spun" / "docs.jsonl").read_text(encoding="utf-8").splitlines()):
        found["spun"].append(row["text"])
        found["spun, original"].append(row["clean"])
    chance = random.Random(1)
    for file in sorted((data / "qe").glob(f"docs-*.{part}.jsonl.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        for kind, wanted in (("human reference", True), ("system", False)):
            texts = [row["text"] for row in rows if (row["system"] == "human") is wanted]
            found[f"{part} {kind}"] += chance.sample(texts, min(sample, len(texts)))
    return dict(found)


def articles(texts: dict[str, list[str]]) -> Iterator[Article]:
    """Yield every text as an article of a file that is named after its kind."""
    for kind, members in texts.items():
        for number, text in enumerate(members):
            yield article(text, id=f"{kind}/{number}", path=f"{kind}/{number}.txt", sha256=text_digest(text), meta={})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--part", default="dev")
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    texts = groups(args.data, args.part, args.sample)
    cfg = Config(jobs=args.jobs)
    run = engine.gather(engine.run(articles(texts), cfg), cfg)
    settings = load_settings(isolated=True)
    print("| articles | number | " + " | ".join(PROFILES) + " |")
    print("| --- " * (2 + len(PROFILES)) + "|")
    verdicts = {}
    for profile in PROFILES:
        gate = judge_run(run, policies(settings, {"profile": profile}), Path())
        verdicts[profile] = [(result.report.id.partition("/")[0], result.verdict) for result in gate.articles]
    for kind, members in texts.items():
        shares = (sum(row == (kind, "fail") for row in rows) / max(1, len(members)) for rows in verdicts.values())
        print(f"| {kind} | {len(members)} | " + " | ".join(f"{share:.1%}" for share in shares) + " |")


if __name__ == "__main__":
    main()
