"""Run another checker over texts, in its own process and with its own Python: a JSON list of texts in, lists of spans out.

usage: PYTHON benchmarks/quality_worker.py CHECKER < texts.json > spans.json

Spans are half-open ranges of code points. Exit code 3: the checker is not installed there. Standard library and that checker.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

Ranges = list[tuple[int, int]]

WRITE_GOOD = """
const writeGood = require("write-good");
const points = (text, index) => Array.from(text.slice(0, index)).length;
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
const spans = texts.map((text) => writeGood(text).map((found) =>
  [points(text, found.index), points(text, found.index + found.offset)]));
process.stdout.write(JSON.stringify(spans));
"""
MOST_NULL_WORDS = 3
SECONDS_A_SENTENCE = 1


def harper(texts: list[str]) -> list[Ranges]:
    """Take every lint of Harper (PyPI harper-py), with its own defaults, as a flag."""
    from harper import Linter

    linter = Linter()
    return [[(lint.span.start, lint.span.end) for lint in linter.lint(text, language="plaintext")] for text in texts]


def proselint(texts: list[str]) -> list[Ranges]:
    """Take every result of proselint, with its own defaults, as a flag; it pads the text with one line feed."""
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)
    out = []
    for text in texts:
        spans = [found.check_result.span for found in LintFile("text", text).lint()] if text.strip() else []
        out.append([(max(0, start - 1), min(len(text), end - 1)) for start, end in spans])
    return out


def write_good(texts: list[str]) -> list[Ranges]:
    """Take every suggestion of write-good (npm; found by NODE_PATH), with its own defaults, as a flag."""
    try:
        done = subprocess.run(["node", "-e", WRITE_GOOD], input=json.dumps(texts), capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise ImportError("node or write-good is missing") from error
    return [[(start, end) for start, end in spans] for spans in json.loads(done.stdout)]


def link_grammar(texts: list[str]) -> list[Ranges]:
    """Take each word that Link Grammar links to nothing as a flag, or the whole sentence where more than three are left over.

    Texts are single sentences. One that takes longer than a second is left unflagged: that is no judgement.
    """
    from linkgrammar import Dictionary, LG_TimerExhausted, ParseOptions, Sentence, clinkgrammar

    dictionary = Dictionary("en")
    options = ParseOptions(
        max_null_count=MOST_NULL_WORDS, linkage_limit=1, max_parse_time=SECONDS_A_SENTENCE, spell_guess=0, verbosity=0
    )
    out: list[Ranges] = []
    for text in texts:
        try:
            linkage: Any = next(iter(Sentence(text, dictionary, options).parse()), None)
        except LG_TimerExhausted:
            out.append([])
            continue
        if linkage is None:
            out.append([(0, len(text))])
            continue
        places = [
            (
                clinkgrammar.linkage_get_word_char_start(linkage._obj, index),
                clinkgrammar.linkage_get_word_char_end(linkage._obj, index),
            )
            for index, word in enumerate(linkage.words())
            if len(word) > 2 and word[0] == "[" and word[-1] == "]"
        ]
        out.append([(start, end) for start, end in places if start < end])
    return out


CHECKERS: dict[str, Callable[[list[str]], list[Ranges]]] = {
    "harper": harper,
    "proselint": proselint,
    "write-good": write_good,
    "link-grammar": link_grammar,
}


def main() -> None:
    """Read texts, run the checker, write spans; what the checker itself prints goes to stderr."""
    texts = json.load(sys.stdin)
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        spans = CHECKERS[sys.argv[1]](texts)
    except ImportError as error:
        print(error, file=sys.stderr)
        raise SystemExit(3) from error
    with answer:
        json.dump(spans, answer)


if __name__ == "__main__":
    main()
