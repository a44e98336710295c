"""Check the tables of senses: each row's example fires, its near miss is silent, and people's English holds it rarely.

Run by hand from the root of the repository::

    nice -n 10 python -m training.check_senses --corpora ../shared/corpora --clean ../shared/data/clean ../shared/data/clean2
    python -m training.check_senses --draft DRAFT.tsv --language es --name Spanish [-o mtcheck/data/senses/es.tsv]

A draft has the columns without a line of names; examples need no marks there: the place that fires is marked. Rows that fail
are printed with the reason; ``-o`` writes those that pass. ``--most`` is how often a row may fire in a million words of
people's English.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from mtcheck import tables
from mtcheck.core.document import Document, fold
from mtcheck.core.errors import TableError
from mtcheck.detectors.senses.match import Article, Match, Trie, matches
from mtcheck.detectors.senses.rows import CLASSES, COLUMNS, SIGNS, Reader, Sense
from mtcheck.lang.inflection import Inflections
from mtcheck.lang.phrases import pieces
from mtcheck.readers.plain import from_string

FOLDER = Path(__file__).parent.parent / "mtcheck" / "data" / "senses"
HEAD = """\
# source: written for this project
# licence: the project's own
# version: 1
# language: {name}
# keyed-by: wrong frame right
"""
SAMPLE_EVERY = 8  # blocks of lines
BLOCK = 12  # lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draft", type=Path)
    parser.add_argument("--language")
    parser.add_argument("--name")
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--clean", type=Path, nargs="*", default=[])
    parser.add_argument("--words", type=int, default=6_000_000, help="words of the corpora to read")
    parser.add_argument("--most", type=float, default=0.5)
    parser.add_argument("--show", type=int, default=3, help="hits to print of a row that is too frequent")
    parser.add_argument("-o", "--output", type=Path)
    args = parser.parse_args()
    if args.draft:
        senses = read_draft(args.draft, args.language, args.name)
    else:
        made = tables.load("senses")
        senses = [sense for name, table in made.items() if name not in (CLASSES, SIGNS) for sense in _read(name, table)]
    good = [sense for sense in senses if not complaint(sense)]
    if args.corpora:
        good = rare_enough(good, texts(args.corpora, args.clean, args.words), args.most, args.show)
    print(f"{len(senses)} rows, {len(good)} good", file=sys.stderr)
    if args.output:
        write(args.output, args.name, good)


def _reader() -> Reader:
    return Reader(tables.load("senses")[CLASSES], _inflections())


def _inflections() -> Inflections:
    return Inflections(tables.load("lexicon"), tables.load("inflections"))


def _read(name: str, table: tables.Table) -> list[Sense]:
    return _reader().senses(name, f"senses/{name}", table)


def read_draft(path: Path, language: str, name: str) -> list[Sense]:
    """Return the readable rows of a draft; print what is wrong with the others."""
    found: list[Sense] = []
    seen: set[str] = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith(("#", "source\t")):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        try:
            read = [sense for sense in _read_line(cells, language, name) if sense.row.key not in seen]
        except TableError as error:
            print(f"{path.name}:{number}: {error}")
            continue
        seen.update(sense.row.key for sense in read)
        found += read
    return found


def _read_line(cells: list[str], language: str, name: str) -> list[Sense]:
    cells = cells + [""] * (len(COLUMNS) - len(cells))
    cells[1] = " ".join(_as_lemma(word) for word in cells[1].lower().replace("-", " ").split())
    if "⟦" not in cells[5]:
        hits = _hits(cells, language, name)
        if not hits:  # the row may be about a name
            cells[3] = f"cap:any {cells[3]}".strip()
            hits = _hits(cells, language, name)
        if len(hits) != 1:
            raise TableError(f"{cells[1]!r}: the example fires {len(hits)} times: {cells[5]!r}")
        start, end = hits[0]
        cells[5] = f"{cells[5][:start]}⟦{cells[5][start:end]}⟧{cells[5][end:]}"
    return _parsed(cells, language, name)


def _hits(cells: list[str], language: str, name: str) -> list[tuple[int, int]]:
    marked = [*cells[:5], f"⟦{cells[5]}⟧", *cells[6:]]
    return list(fired(_parsed(marked, language, name), cells[5]))


def _as_lemma(element: str) -> str:
    """Return an element of a wording with ``=`` before the inflected forms that it names."""
    inflections = _inflections_once()
    bare = element.removesuffix("?")
    parts = [part if part[:1] in "={~*" or inflections.is_lemma(part) else f"={part}" for part in bare.split("|")]
    return "|".join(parts) + element[len(bare) :]


_ONCE: list[Inflections] = []


def _inflections_once() -> Inflections:
    if not _ONCE:
        _ONCE.append(_inflections())
    return _ONCE[0]


def _parsed(cells: list[str], language: str, name: str) -> list[Sense]:
    text = HEAD.format(name=name) + "\t".join(COLUMNS) + "\n" + "\t".join(cells) + "\n"
    return Reader(tables.load("senses")[CLASSES], _inflections_once()).senses(
        language, f"senses/{language}", tables.parse_rows("draft", text)
    )


def fired(senses: Iterable[Sense], text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each place where rows fire in a text."""
    trie = Trie(senses, _inflections_once())
    article = Article(from_string(text), _inflections_once())
    for held in matches(trie, article):
        span = article.units.span(held[0].start, held[0].stop)
        yield span.start, span.end


def complaint(sense: Sense) -> str:
    """Return what is wrong with a row's example or near miss, and print it; empty where both are as they should be."""
    example = sense.row["example"]
    wanted = example.index("⟦"), example.index("⟧") - 1
    place = f"{sense.table}: {sense.row.key}"
    said = ""
    hits = list(fired([sense], example.replace("⟦", "").replace("⟧", "")))
    if hits != [wanted]:
        said = f"{place}: the example fires at {hits}, not at {wanted}"
    elif list(fired([sense], sense.row["near_miss"])):
        said = f"{place}: the near miss fires: {sense.row['near_miss']}"
    if said:
        print(said)
    return said


def texts(corpora: Path, clean: Iterable[Path], words: int) -> Iterator[str]:
    """Yield the clean texts whole, and stretches of all corpora, about ``words`` words in all."""
    for folder in clean:
        for path in sorted(folder.rglob("*.txt")):
            yield path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.rglob("*.jsonl")):
            yield from (json.loads(line).get("text", "") for line in path.read_text(encoding="utf-8").splitlines() if line)
    paths = sorted(corpora.glob("*.txt.xz"))
    for path in paths:
        read = 0
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            block: list[str] = []
            for number, line in enumerate(lines):
                if number // BLOCK % SAMPLE_EVERY == 0 or path.stat().st_size < 1 << 20:
                    block.append(line)
                if len(block) == BLOCK:
                    yield "".join(block)
                    read += sum(line.count(" ") for line in block)
                    block = []
                if read > words / len(paths):
                    break


def rare_enough(senses: list[Sense], read: Iterable[str], most: float, show: int) -> list[Sense]:
    """Return the rows that people's English does not hold too often; print hits of the others, and all counts."""
    trie = Trie(senses, _inflections_once())
    counts: Counter[int] = Counter()
    shown: dict[int, list[str]] = {}
    words = 0
    may_hold = _prefilter(trie)
    for text in read:
        words += text.count(" ") + 1
        if not may_hold(text):
            continue
        doc = from_string(text)
        article = Article(doc, _inflections_once())
        for held in matches(trie, article):
            for match in held:
                counts[id(match.sense)] += 1
                shown.setdefault(id(match.sense), []).append(_around(doc, article, match))
    limit = max(1.0, most * words / 1e6)
    print(f"{words} words read; a row may fire {limit:.1f} times; all rows {sum(counts.values())} times", file=sys.stderr)
    for sense in sorted(senses, key=lambda sense: -counts[id(sense)]):
        if counts[id(sense)]:
            mark = "TOO OFTEN" if counts[id(sense)] > limit else "rare"
            print(f"{mark}\t{counts[id(sense)]}\t{sense.table}\t{sense.row.key}")
            for line in shown[id(sense)][:show]:
                print(f"\t\t{line}")
    return [sense for sense in senses if counts[id(sense)] <= limit]


def _prefilter(trie: Trie) -> Callable[[str], bool]:
    """Return a quick test whether a wording of the rows stands in a text, whatever its frame says."""

    def may_hold(text: str) -> bool:
        words = pieces(fold(text))
        return any(True for at in trie.places(words) for _ in trie.matches(words, at))

    return may_hold


def _around(doc: Document, article: Article, match: Match) -> str:
    span = article.units.span(match.start, match.stop)
    before, after = doc.text[max(0, span.start - 70) : span.start], doc.text[span.end : span.end + 70]
    return f"{before}⟦{doc.of(span)}⟧{after}".replace("\n", " ")


def write(path: Path, name: str, senses: Iterable[Sense]) -> None:
    """Write a table of the rows."""
    lines = ["\t".join(sense.row[column] for column in COLUMNS).rstrip("\t") for sense in senses]
    path.write_text(HEAD.format(name=name) + "\n".join(["\t".join(COLUMNS), *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
