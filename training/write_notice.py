"""Write NOTICE: for each data file of the package its source and its licence, as the head of the file states them.

python -m training.write_notice
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "mtcheck" / "data"
_MANIFEST = "n-grams counted in the corpora that models/manifest.toml lists"
_SHARE_ALIKE = "CC-BY-SA-4.0 and the terms of each corpus; statistics only"
_READER = "trained from all-mpnet-base-v2 on the texts that models/reader.manifest.toml lists"
WITHOUT_HEAD = {
    "alike.npz": ("word vectors counted in the same corpora (training/build_alike.py)", _SHARE_ALIKE),
    "models/manifest.toml": ("written by training/build_ngram.py", "Apache-2.0"),
    "models/ngram.bin": (_MANIFEST, _SHARE_ALIKE),
    "models/spelling.bin": (_MANIFEST, _SHARE_ALIKE),
    "models/spelling.model": (_MANIFEST, _SHARE_ALIKE),
    "models/reader.json": (_READER, "Apache-2.0"),
    "models/reader.manifest.toml": ("written by training/export_reader.py", "Apache-2.0"),
    "models/reader.onnx": (_READER, "Apache-2.0"),
}
HEAD = """\
mtcheck
Copyright the mtcheck maintainers

The program is licensed under the Apache License, Version 2.0 (see LICENSE). The data files that come with it have licences of
their own, listed below with their sources. Files under CC BY-SA keep that licence when they are passed on, changed or not.

Credit is due to: Open English WordNet (Open English WordNet team) and Princeton WordNet (Princeton University); the Problematic
Paper Screener (Guillaume Cabanac, Cyril Labbe, Alexander Magazinov); JMnedict (Electronic Dictionary Research and Development
Group); Unihan (Unicode, Inc.); wordfreq (Robyn Speer); GeoNames; SCOWL (Kevin Atkinson); MLQE-PE (Fomicheva et al.);
lemminflect (Brad Jascob); all-mpnet-base-v2 (sentence-transformers).
"""


def notice() -> str:
    """Return the whole text."""
    return HEAD + "".join(
        f"\nmtcheck/data/{name}\n  source: {source}\n  licence: {licence}\n" for name, source, licence in entries()
    )


def entries() -> Iterator[tuple[str, str, str]]:
    """Yield name, source and licence of each data file; a file that states neither is an error."""
    for path in sorted(DATA.rglob("*")):
        name = path.relative_to(DATA).as_posix()
        if path.is_dir() or path.suffix in (".py", ".pyc"):
            continue
        source, licence = WITHOUT_HEAD.get(name) or _stated(path)
        if not source or not licence:
            raise SystemExit(f"{name}: its head states no source or no licence; add them there, or in WITHOUT_HEAD")
        yield name, source, licence.replace("the project's own", "Apache-2.0")


def _stated(path: Path) -> tuple[str, str]:
    """Return what the head of a file says (``# source: ...``)."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    head = data[:4000].decode("utf-8", "replace")
    found = {key: re.search(rf"^# {key}: (.+)$", head, re.M) for key in ("source", "licence")}
    source, licence = (match[1].strip() if match else "" for match in found.values())
    return source, licence


def main() -> None:
    """Write the file."""
    (ROOT / "NOTICE").write_text(notice(), encoding="utf-8")


if __name__ == "__main__":
    main()
