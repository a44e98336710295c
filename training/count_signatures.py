"""Count each row of a draft of ``mtcheck/data/signatures.tsv`` and write the table.

The draft has a line per row, cells parted by ``|``: rule, languages, pattern, meant, edits (parted by ``;``), near misses,
flag. A row is counted as the detector matches it: ``mt`` is the number of source segments for which at least one system wrote
it, ``human`` the number for which a reference did, ``clean`` its count in the corpora of people's English. Rows that no system
wrote are left out unless the flag is ``b`` (observation of the project's brief); so are rows over the ``--most-*`` limits.

    nice -n 10 python training/count_signatures.py DRAFT --qe ../shared/data/qe --corpora ../shared/corpora
"""

from __future__ import annotations

import argparse
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mine_signatures import segments

from mtcheck import tables
from mtcheck.core.document import fold
from mtcheck.detectors.signatures import Node, compile_rows, walk
from mtcheck.lang.phrases import Units

TABLE = Path(__file__).parent.parent / "mtcheck" / "data" / "signatures.tsv"
COLUMNS = ("key", "pattern", "rule", "language", "meant", "edit", "mt", "human", "clean", "source", "note")
HEAD = """\
# source: ranked and counted by training/ on the train documents of WMT, MQM and post-editing sets; reviewed by hand
# licence: the project's own; the counts are facts about research releases
# version: 1
"""
CLEAN = ("wikinews", "slate_oanc", "state_history", "un_general_debate", "wikipedia", "whitehouse_written")
PIECE = re.compile(r"\d+(?:[.,]\d+)*[a-z]*|[^\W_]+(?:'[^\W_]+)*|[^\w\s]")
DASHES = frozenset("-‐‑–—")


def line_units(text: str) -> Units:
    """Cut a line into units as the detector does."""
    units = Units()
    folded = fold(text)
    if len(folded) != len(text):
        return units
    for match in PIECE.finditer(folded):
        if match.group() not in DASHES:
            units.add(match.group(), match.start(), match.end())
    return units


def keys_in(root: Node, text: str) -> Iterator[str]:
    """Yield the key of each row that matches in a line, once per place."""
    units = line_units(text)
    for start, word in enumerate(units.words):
        if word in root.words or word[0].isdigit():
            yield from {row.key for _, row in walk(root, units, text, start)}


def read_draft(path: Path) -> list[dict[str, str]]:
    """Read the rows of the draft; the pattern is the key."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("//"):
            rule, language, pattern, meant, edit, note, flag = (line.split("|") + [""] * 7)[:7]
            row = {
                "rule": rule,
                "language": language,
                "pattern": pattern.strip(),
                "meant": meant,
                "note": note,
                "flag": flag.strip(),
            }
            if any(row["pattern"] == other["pattern"] for other in rows):
                print(f"stands twice: {row['pattern']}", file=sys.stderr)
                continue
            rows.append({**row, "key": pattern.strip(), "edit": edit.replace(";", "|")})
    return rows


def render(rows: list[dict[str, str]]) -> str:
    """Return the text of the table."""
    ordered = sorted(rows, key=lambda row: (row["rule"], row["key"]))
    return HEAD + "\n".join(["\t".join(COLUMNS), *("\t".join(row[name] for name in COLUMNS) for row in ordered)]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("draft", type=Path)
    parser.add_argument("--qe", type=Path, required=True)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--words", type=int, default=2_500_000, help="words to read of each corpus")
    parser.add_argument("--most-clean", type=int, default=10, help="leave out a row that the corpora hold oftener")
    parser.add_argument("-o", "--output", type=Path, default=TABLE)
    args = parser.parse_args()
    rows = [{**row, "mt": "0", "human": "0", "clean": "0", "source": "draft"} for row in read_draft(args.draft)]
    root = compile_rows(tables.parse_rows("draft", render(rows)), tables.load("signatures_slots"))
    mt, human, clean, where = count(root, args.qe, args.corpora, args.words)
    for row in rows:
        key = row["key"]
        found = ", ".join(f"{name} {n}" for name, n in where.get(key, Counter()).most_common(3))
        row |= {"mt": str(mt[key]), "human": str(human[key]), "clean": str(clean[key])}
        row["source"] = found or ("project brief" if row["flag"] == "b" else "")
    for row in rows:
        row["source"] = "good English" if row["rule"] == "exception" else row["source"]
    kept = [row for row in rows if row["source"] and (row["rule"] == "exception" or clean[row["key"]] <= args.most_clean)]
    args.output.write_text(render(kept), encoding="utf-8")
    print(f"{len(rows)} rows in the draft, {len(kept)} kept", file=sys.stderr)


def count(
    root: Node, qe: Path, corpora: Path, limit: int
) -> tuple[Counter[str], Counter[str], Counter[str], dict[str, Counter[str]]]:
    """Count all rows in machine output, references and corpora; say in which sets machines wrote them."""
    mt: Counter[str] = Counter()
    human: Counter[str] = Counter()
    clean: Counter[str] = Counter()
    where: dict[str, Counter[str]] = {}
    for seg in segments(qe, "train"):
        for key in {key for text, _ in seg.mt for key in keys_in(root, text)}:
            mt[key] += 1
            where.setdefault(key, Counter())[seg.dataset] += 1
        human.update({key for text in seg.human for key in keys_in(root, text)})
    for name in CLEAN:
        read = 0
        with lzma.open(corpora / f"{name}.txt.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                clean.update(keys_in(root, line))
                read += line.count(" ") + 1
                if read >= limit:
                    break
    return mt, human, clean, where


if __name__ == "__main__":
    main()
