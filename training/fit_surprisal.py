"""Measure the embedded n-gram model on the passages of clean text: data/calibration/surprisal.toml.

    python -m training.fit_surprisal

Needs nothing but the package. Run it again when the n-gram model or the passages change.
"""

from __future__ import annotations

from pathlib import Path

from mtcheck.signals.ngram import NgramModel
from mtcheck.signals.surprisal import PERCENTS, measured, passages, ruler_digest
from training.table_head import digest

DATA = Path(__file__).resolve().parent.parent / "mtcheck" / "data"


def table() -> str:
    """Return the whole table."""
    kinds = sorted({kind for kind, _ in passages()})
    words = sum(doc.words for _, doc in passages())
    lines = [
        "# Built by training/fit_surprisal.py; do not edit.",
        "# source: the embedded n-gram model on surprisal_texts.toml",
        "# licence: Apache-2.0 (figures only)",
        "# version: 1",
        f"# input: models/ngram.bin sha256 {digest(DATA / 'models' / 'ngram.bin')}",
        f"# input: texts of surprisal_texts.toml sha256 {ruler_digest()}",
        f"# setting: {len(passages())} passages, {words} words, kinds {', '.join(kinds)}",
        f"# bits per word at {PERCENTS[0]}, {PERCENTS[1]}, ... {PERCENTS[-1]} in 100 passages",
        f"quantiles = {list(measured(NgramModel.load().document_bits))}",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the table."""
    (DATA / "calibration" / "surprisal.toml").write_text(table(), encoding="utf-8")


if __name__ == "__main__":
    main()
