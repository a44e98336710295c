"""Read a set of documents to be paired with another set: each has a key, its stem or its id."""

from __future__ import annotations

import os
from collections.abc import Iterator

from mtcheck.core.document import Document
from mtcheck.core.errors import ReadError
from mtcheck.readers import expand, read
from mtcheck.readers.article import Article
from mtcheck.readers.files import COMPRESSIONS


def collection(path: str, *, encoding: str | None = None) -> dict[str, Article | ReadError]:
    """Return the documents of a file, folder or pattern by key, in order; an error stands for what cannot be read.

    The key is the path below the folder without suffixes, for JSON Lines the document's id, or its line number where it has
    none. Two documents of one key are an error.
    """
    found: dict[str, Article | ReadError] = {}
    for key, item in _keyed(path, encoding):
        if key in found:
            reason = f"two documents would be called {key!r}; rename one of them"
            found[key] = ReadError(path, reason, code="duplicate-id")
        else:
            found[key] = item
    return found


def _keyed(path: str, encoding: str | None) -> Iterator[tuple[str, Article | ReadError]]:
    for number, entry in enumerate(expand([path])):
        if isinstance(entry, ReadError) and entry.level == "warning":
            continue  # whoever pairs it misses it, and says so
        if isinstance(entry, ReadError):
            yield f"{path} ({number})", entry
            continue
        base = path if os.path.isdir(path) else os.path.dirname(entry)
        stem = _stem(os.path.relpath(entry, base or "."))
        for place, item in enumerate(read(entry, encoding=encoding)):
            if isinstance(item, ReadError):
                yield f"{stem} ({place})" if place else stem, item
            else:
                yield _key(item, stem), item


def key_of(article: Article | Document) -> str:
    """Return what names an article on its own: its path without suffixes, or its id or line in JSON Lines."""
    return _key(article, _stem(article.path))


def _key(article: Article | Document, stem: str) -> str:
    if article.meta.get("format") != "jsonl":
        return stem
    line = article.meta["line"]
    return line if article.id == f"{article.path.replace(os.sep, '/')}:{line}" else article.id


def _stem(relative: str) -> str:
    name = relative.replace(os.sep, "/")
    for packed in COMPRESSIONS:
        name = name.removesuffix(packed)
    return os.path.splitext(name)[0]
