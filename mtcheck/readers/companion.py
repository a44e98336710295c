"""Find the text that goes with an article: its reference, or its source, in a file or folder that the user names."""

from __future__ import annotations

import os
from functools import lru_cache

from mtcheck.core.document import Document
from mtcheck.core.errors import ReadError
from mtcheck.readers.article import Article
from mtcheck.readers.collection import collection, key_of


def companion(article: Article | Document, path: str, *, encoding: str | None = None) -> Article | ReadError | None:
    """Return what goes with the article: the same path below the folder, the same stem, the same id; None without it.

    A single text that is named goes with every article.
    """
    found = _collection(path, encoding)
    if os.path.lexists(path) and not os.path.isdir(path) and len(found) == 1:
        return next(iter(found.values()))
    parts = key_of(article).split("/")
    keys = ("/".join(parts[at:]) for at in range(len(parts)))
    return next((found[key] for key in keys if key in found), None)


@lru_cache(maxsize=8)
def _collection(path: str, encoding: str | None) -> dict[str, Article | ReadError]:
    return collection(path, encoding=encoding)
