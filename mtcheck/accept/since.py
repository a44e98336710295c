"""Find what changed since a revision, and keep only the suspects of paragraphs that did."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mtcheck.core.errors import ConfigError
from mtcheck.core.region import Region
from mtcheck.core.report import Examination, Paragraph

Lines = tuple[tuple[tuple[int, int], ...], tuple[int, ...]]
_FILE = re.compile(r'\+\+\+ (?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^\t\n]*))\t?')
_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(?P<start>\d+)(?:,(?P<count>\d+))? @@")
_ESCAPED = re.compile(r"\\([0-7]{3}|.)")
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


@dataclass(frozen=True, slots=True)
class Changes:
    """Hold what changed: per full path the changed lines, and the gaps (line after which text was taken out).

    A file without an entry has not changed; one with None is new as a whole.
    """

    files: Mapping[str, Lines | None]

    def touch(self, report: Examination, paragraph: Paragraph) -> bool:
        """Tell whether a paragraph of an article has changed."""
        name = str(Path(report.path).resolve())
        if name not in self.files:
            return False
        changed = self.files[name]
        if changed is None:
            return True
        first, last = paragraph.first_line, paragraph.last_line
        if report.file_line is not None:
            first = last = report.file_line
        lines, gaps = changed
        return any(start <= last and first <= end for start, end in lines) or any(first <= gap < last for gap in gaps)

    def has(self, path: str) -> bool:
        """Tell whether anything of a file has changed."""
        return str(Path(path).resolve()) in self.files


def changes(ref: str, root: Path) -> Changes:
    """Ask git what changed between the point where ``ref`` branched off and the working tree; untracked files are new."""
    top = Path(_git(root, "rev-parse", "--show-toplevel").strip())
    try:
        base = _git(top, "merge-base", "--end-of-options", ref, "HEAD").strip()
    except ConfigError as error:
        raise ConfigError(f"--since {ref}: {error}; in CI fetch the whole history (fetch-depth: 0)") from error
    options = ("--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "-U0", "--src-prefix=a/", "--dst-prefix=b/")
    parsed = _parse(_git(top, "-c", "core.quotePath=false", "diff", *options, base, "--"), top)
    names = _git(top, "diff", "--no-renames", "--name-only", "-z", base, "--").split("\0")
    files: dict[str, Lines | None] = {
        name: parsed.get(name) for name in (_full(top, name) for name in names if name)
    }  # None: binary, as .docx
    untracked = _git(top, "ls-files", "-z", "--others", "--exclude-standard").split("\0")
    files.update({_full(top, name): None for name in untracked if name})
    return Changes(files)


def _full(top: Path, name: str) -> str:
    return str((top / name).resolve())


def _git(folder: Path, *args: str) -> str:
    try:
        done = subprocess.run(["git", *args], cwd=folder, capture_output=True, check=False)
    except OSError as error:
        raise ConfigError(f"git cannot be run: {error.strerror or error}") from error
    if done.returncode:
        raise ConfigError(f"git {args[0]}: {done.stderr.decode('utf-8', 'replace').strip() or 'failed'}")
    return done.stdout.decode("utf-8", "surrogateescape")


def _parse(diff: str, top: Path) -> dict[str, Lines]:
    """Read a diff without context: for each file the new lines, and the lines after which some were taken out."""
    found: dict[str, tuple[list[tuple[int, int]], list[int]]] = {}
    current: tuple[list[tuple[int, int]], list[int]] = ([], [])
    inside = 0  # lines of a hunk still to come: one of them may look like a head
    for line in diff.split("\n"):
        if inside and line[:1] in "+-\\":
            inside -= line[:1] != "\\"
        elif match := _FILE.match(line):
            name = match["plain"] if match["quoted"] is None else _unquoted(match["quoted"])
            if name != "/dev/null":
                current = found.setdefault(_full(top, name.removeprefix("b/")), ([], []))
        elif match := _HUNK.match(line):
            start, count = int(match["start"]), int(match["count"] or 1)
            if count:
                current[0].append((start, start + count - 1))
            else:
                current[1].append(start)
            inside = _size(line)
    return {name: (tuple(lines), tuple(gaps)) for name, (lines, gaps) in found.items()}


def _size(hunk: str) -> int:
    old, new = hunk.split(" ")[1:3]
    return sum(int(part.partition(",")[2] or 1) for part in (old, new))


def _unquoted(name: str) -> str:
    def plain(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code, 8)) if len(code) == 3 else _NAMED.get(code, code)

    return _ESCAPED.sub(plain, name)


def only_changed(report: Examination, found: Changes) -> Examination:
    """Return what was found in the changed paragraphs alone: their suspects, their words."""
    touched = [paragraph for paragraph in report.paragraphs if found.touch(report, paragraph)]
    return replace(
        report,
        words=sum(paragraph.words for paragraph in touched),
        suspects=tuple(suspect for suspect in report.suspects if _inside(suspect.region, touched)),
        indications=report.indications if len(touched) == len(report.paragraphs) else None,  # they speak of the whole
    )


def _inside(region: Region, touched: Iterable[Paragraph]) -> bool:
    return any(one.first_line <= region.end.line and region.start.line <= one.last_line for one in touched)
