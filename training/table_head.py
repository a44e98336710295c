"""Write the head of a fitted table: what it was made of, by which settings, and what it reached on dev."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# what the fits read of the annotated data: enough to tell whether it has changed
READ = ("docs-mqm-zh-en", "docs-wmt-xx-en", "docs-wmt2x-pseudo-xx-en", "mlqe-pe-xx-en", "mqm-wmt20-zh-en", "mqm-wmt21-zh-en",
        "mqm-wmt22qe-zh-en", "mqm-wmt23qe-xx-en")  # fmt: skip


def table_head(
    script: str, data: Path, inputs: Mapping[str, str | Path], settings: Mapping[str, Any], dev: Mapping[str, float]
) -> list[str]:
    """Return the first lines of a table, all but the first and last ones comments for people."""
    lines = [
        f"# Built by {script}; do not edit.",
        "# source: WMT, MQM and MLQE-PE texts, references, corpora; their origin is in the manifest of the reader",
        "# licence: Apache-2.0 (figures only)",
        "# version: 1",
    ]
    for stem in READ:
        for path in sorted((data / "qe").glob(f"{stem}.*.jsonl*")):
            lines.append(f"# input: {path.name} sha256 {digest(path)}")
    for name, made in inputs.items():
        lines.append(f"# input: {name} sha256 {digest(made) if isinstance(made, Path) else made}")
    lines += [f"# setting: {name} = {value}" for name, value in settings.items()]
    return lines + [f"# dev: {name} = {value}" for name, value in dev.items()]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
