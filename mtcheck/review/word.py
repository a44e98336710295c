"""Write corrections into a Word file as tracked changes; the other parts of the file stay as they are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from mtcheck.readers.docx import paragraph_atoms, paragraphs_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_UNKNOWN = "mtcheck"
_NO_TIME = "2000-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Tracked:
    """Replace ``text[start:end]`` of the article, in the name of a person and at a time."""

    start: int
    end: int
    text: str
    author: str
    time: str


def tracked(data: bytes, changes: Iterable[Tracked]) -> tuple[bytes, list[Tracked]]:
    """Return the file with the changes tracked in it, and those that could not be: what they touch is more than plain runs."""
    import docx

    document = docx.Document(io.BytesIO(data))
    places: list[tuple[int, Any]] = []
    at = 0
    for paragraph, body in paragraphs_of(document):
        places.append((at, paragraph))
        at += len(body) + 1
    ids = max(
        (int(node.get(_W + "id")) for node in document.element.body.iter() if (node.get(_W + "id") or "").isdigit()), default=0
    )
    refused = []
    for number, change in enumerate(sorted(changes, key=lambda each: each.start, reverse=True), 1):
        start, paragraph = next(place for place in reversed(places) if place[0] <= change.start)
        if not _change(paragraph, change, start, ids + 2 * number):
            refused.append(change)
    part = document.part
    return _with_part(data, part.partname.lstrip("/"), part.blob), refused


def _with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Return the archive with one member replaced; the others keep their bytes, their order and their dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member, content if member.filename == name else old.read(member))
    return out.getvalue()


def _change(paragraph: Any, change: Tracked, start: int, id: int) -> bool:
    """Mark what goes as deleted and what comes as inserted; False where a break or a field lies inside."""
    atoms = list(paragraph_atoms(paragraph))
    lead = next((index for index, (_, _, char) in enumerate(atoms) if not char.isspace()), 0)
    first, last = change.start - start + lead, change.end - start + lead
    inside = atoms[first:last]
    if any(element.tag != _W + "t" or element.getparent().tag != _W + "r" for element, _, _ in inside):
        return False
    if not inside and (first == 0 or atoms[first - 1][0].tag != _W + "t"):
        return False
    where: Any
    look: Any
    if inside:
        for element, begin, end in list(_stretches(inside)):
            look = _cut_out(element, begin, end)
            where = _wrap(look, "del", change, id)
    else:
        element, index, _ = atoms[first - 1]
        where = _cut_out(element, index, index + 1)
        look = where
    if change.text:
        fresh = _run_like(look)
        text = fresh.makeelement(_W + "t", {_XML_SPACE: "preserve"})
        text.text = change.text
        fresh.append(text)
        where.addnext(fresh)
        _wrap(fresh, "ins", change, id + 1)
    return True


def _stretches(atoms: Iterable[tuple[Any, int, str]]) -> Iterator[tuple[Any, int, int]]:
    """Yield the text elements that a change touches, each with the part that it touches."""
    current: list[Any] = []
    for element, index, _ in atoms:
        if current and current[0] is element:
            current[2] = index + 1
            continue
        if current:
            yield current[0], current[1], current[2]
        current = [element, index, index + 1]
    if current:
        yield current[0], current[1], current[2]


def _cut_out(element: Any, begin: int, end: int) -> Any:
    """Split the run of a text element so that a part of the text stands in a run of its own, and return that run."""
    run = element.getparent()
    before, middle, after = element.text[:begin], element.text[begin:end], element.text[end:]
    children = list(run)
    at = children.index(element)
    head = [child for child in children[:at] if child.tag != _W + "rPr"]
    tail = children[at + 1 :]
    alone = _run_like(run)
    element.text = middle
    element.set(_XML_SPACE, "preserve")
    if head or before:
        first = _run_like(run)
        for child in head:
            first.append(child)
        _append_text(first, before)
        run.addprevious(first)
    if tail or after:
        rest = _run_like(run)
        _append_text(rest, after)
        for child in tail:
            rest.append(child)
        run.addnext(rest)
    alone.append(element)
    run.getparent().replace(run, alone)
    return alone


def _run_like(run: Any) -> Any:
    """Return an empty run with the look of another."""
    fresh = run.makeelement(_W + "r")
    look = run.find(_W + "rPr")
    if look is not None:
        fresh.append(deepcopy(look))
    return fresh


def _append_text(run: Any, text: str) -> None:
    if text:
        made = run.makeelement(_W + "t", {_XML_SPACE: "preserve"})
        made.text = text
        run.append(made)


def _wrap(run: Any, kind: str, change: Tracked, id: int) -> Any:
    """Put a run into a tracked change; the text of a deletion has a name of its own."""
    values = {_W + "id": str(id), _W + "author": change.author or _UNKNOWN, _W + "date": _seconds(change.time)}
    wrapper = run.makeelement(_W + kind, values)
    run.addprevious(wrapper)
    wrapper.append(run)
    if kind == "del":
        for text in run.iter(_W + "t"):
            text.tag = _W + "delText"
    return wrapper


def _seconds(time: str) -> str:
    return f"{time[:19]}Z" if len(time) >= 19 else _NO_TIME
