"""Read texts out of Arrow record batches; needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mtcheck.core.errors import ReadError

if TYPE_CHECKING:
    from pyarrow import RecordBatch


def rows(batch: RecordBatch, *, text: str, id: str | None) -> Iterator[str | tuple[str, str]]:
    """Yield each row's text, or its id and text; a row without a text has an empty one.

    Raises ReadError where a column is missing or is no column of strings, or where a row has no id.
    """
    texts = _column(batch, text)
    if id is None:
        yield from (value or "" for value in texts)
        return
    for number, (name, value) in enumerate(zip(_column(batch, id), texts, strict=True)):
        if name is None:
            raise ReadError("record batch", f"column {id!r} is null in row {number}; give every row an id")
        yield name, value or ""


def _column(batch: RecordBatch, name: str) -> Iterator[str | None]:
    import pyarrow as pa

    if name not in batch.schema.names:
        raise ReadError("record batch", f"no column {name!r}; there are {', '.join(batch.schema.names) or 'none'}")
    column: Any = batch.column(name)
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not any(is_kind(kind) for is_kind in (pa.types.is_string, pa.types.is_large_string, pa.types.is_null)):
        raise ReadError("record batch", f"column {name!r} holds {column.type}; a column of strings is needed")
    return (value.as_py() for value in column)
