"""Pack an ARPA file into the model format of ``mtcheck.signals.packed``; used in training and by tests, never at look-up."""

from __future__ import annotations

import json
import lzma
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.errors import ModelError
from mtcheck.signals.packed import ALIGN, GROUP_BITS, MAGIC, REMAINDER_BITS, Ints, count_book, mix

NO_BACKOFF = 0.0
BUCKET_ENTRIES = 8
Counter = Callable[[NDArray[np.int32]], Ints]  # rows of word ids -> how often each stands in the corpus


@dataclass(frozen=True, slots=True)
class Ngrams:
    """Hold the n-grams of one order: word ids (first word first), log10 probabilities and back-off weights."""

    ids: NDArray[np.int32]
    prob: NDArray[np.float32]
    backoff: NDArray[np.float32]


def read_arpa(path: Path, *, rank: Mapping[str, int] | None = None) -> tuple[tuple[str, ...], list[Ngrams]]:
    """Return the words and the n-grams of each order of an ARPA file (plain or .xz).

    Words are sorted by falling ``rank`` (their corpus count), then by letters, which makes their ids.
    """
    opener: Callable[..., IO[str]] = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        sections = _sections(lines)
        _, unigrams = next(sections)
        rows = [line.split("\t") for line in unigrams]
        rows.sort(key=lambda row: (-(rank or {}).get(row[1], 0), row[1]))
        words = tuple(row[1] for row in rows)
        index = {word: number for number, word in enumerate(words)}
        first = Ngrams(
            np.arange(len(words), dtype=np.int32).reshape(-1, 1),
            np.array([float(row[0]) for row in rows], np.float32),
            np.array([float(row[2]) if len(row) > 2 else NO_BACKOFF for row in rows], np.float32),
        )
        return words, [first, *(_ngrams(order, section, index) for order, section in sections)]


def write_arpa(words: tuple[str, ...], orders: list[Ngrams], path: Path) -> None:
    """Write an ARPA file, so that other programs can score with the same model."""
    with path.open("w", encoding="utf-8") as out:
        out.write("\\data\\\n")
        out.writelines(f"ngram {order}={len(grams.prob)}\n" for order, grams in enumerate(orders, 1))
        for order, grams in enumerate(orders, 1):
            out.write(f"\n\\{order}-grams:\n")
            for ids, prob, backoff in zip(grams.ids.tolist(), grams.prob.tolist(), grams.backoff.tolist(), strict=True):
                out.write(f"{prob:.7g}\t{' '.join(words[number] for number in ids)}")
                out.write(f"\t{backoff:.7g}\n" if order < len(orders) else "\n")
        out.write("\n\\end\\\n")


def _sections(lines: IO[str]) -> Iterator[tuple[int, Iterator[str]]]:
    for line in lines:
        if line.startswith("\\") and line.rstrip().endswith("-grams:"):
            yield int(line[1 : line.index("-")]), _until_blank(lines)


def _until_blank(lines: IO[str]) -> Iterator[str]:
    for line in lines:
        line = line.rstrip("\n")
        if not line:
            return
        yield line


def _ngrams(order: int, section: Iterator[str], index: Mapping[str, int]) -> Ngrams:
    ids: list[int] = []
    prob: list[float] = []
    backoff: list[float] = []
    for line in section:
        fields = line.split("\t")
        ids += [index[word] for word in fields[1].split(" ")]
        prob.append(float(fields[0]))
        backoff.append(float(fields[2]) if len(fields) > 2 else NO_BACKOFF)
    return Ngrams(np.array(ids, np.int32).reshape(-1, order), np.array(prob, np.float32), np.array(backoff, np.float32))


def pack(
    words: tuple[str, ...],
    orders: list[Ngrams],
    path: Path,
    *,
    counter: Counter | None = None,
    counted_orders: int = 3,
    meta: Mapping[str, Any] | None = None,
) -> None:
    """Write the model file; with a ``counter``, corpus counts go in for orders up to ``counted_orders``."""
    word_bits = max(1, (len(words) - 1).bit_length())
    arrays: dict[str, NDArray[Any]] = {
        "words": np.frombuffer("\n".join(words).encode("utf-8"), np.uint8),
        "1.prob": orders[0].prob.astype(np.float16),
        "1.backoff": orders[0].backoff.astype(np.float16),
        "1.count": (counter(orders[0].ids) if counter else np.zeros(len(words))).astype(np.uint32),
    }
    levels: dict[str, dict[str, int]] = {}
    parents = orders[0].ids[:, 0].astype(np.int64)
    tables: list[tuple[NDArray[np.uint64], int]] = []
    for order, grams in enumerate(orders[1:], 2):
        counts = counter(grams.ids) if counter and order <= counted_orders else None
        shape, parts, table = _pack_level(grams, tables, len(parents), word_bits, counts, top=order == len(orders))
        levels[str(order)] = shape
        arrays.update({f"{order}.{name}": array for name, array in parts.items()})
        tables.append(table)
        parents = np.arange(len(grams.prob), dtype=np.int64)
    _write(path, {**(meta or {}), "order": len(orders), "word_bits": word_bits, "levels": levels}, arrays)


def _pack_level(
    grams: Ngrams,
    tables: list[tuple[NDArray[np.uint64], int]],
    parent_count: int,
    word_bits: int,
    counts: Ints | None,
    *,
    top: bool,
) -> tuple[dict[str, int], dict[str, NDArray[Any]], tuple[NDArray[np.uint64], int]]:
    key_bits = word_bits + max(1, (parent_count - 1).bit_length())
    key = mix(_keys(grams.ids, tables, word_bits), key_bits)
    ordered = np.argsort(key, kind="stable")
    key = key[ordered]
    if len(key) > 1 and not (key[1:] > key[:-1]).all():
        raise ModelError("the ARPA file holds an n-gram twice")
    bucket_bits = min(key_bits, max(key_bits - REMAINDER_BITS, (max(1, len(key) // BUCKET_ENTRIES)).bit_length()))
    remainder_bits = key_bits - bucket_bits
    remainder = key & np.uint64((1 << remainder_bits) - 1)
    coarse, fine, steps = _directory((key >> np.uint64(remainder_bits)).astype(np.int64), bucket_bits)
    prob, prob_book = quantise(grams.prob[ordered])
    parts: dict[str, NDArray[Any]] = {
        "coarse": coarse,
        "fine": fine,
        "low": (remainder & np.uint64(0xFFFF)).astype(np.uint16),
        "high": (remainder >> np.uint64(16)).astype(np.uint8),
        "prob": prob,
        "prob_book": prob_book,
    }
    if not top:
        parts["backoff"], parts["backoff_book"] = quantise(grams.backoff[ordered])
    if counts is not None:
        book = count_book()
        nearest = np.searchsorted((book[1:] + book[:-1]) / 2, counts[ordered])
        parts["count"] = nearest.astype(np.uint8)
    return {"key_bits": key_bits, "bucket_bits": bucket_bits, "steps": steps}, parts, (key, key_bits)


def _keys(ids: NDArray[np.int32], tables: list[tuple[NDArray[np.uint64], int]], word_bits: int) -> NDArray[np.uint64]:
    """Return the unscattered key of each n-gram: the node of all its words but the first, and its first word."""
    node = ids[:, -1].astype(np.uint64)
    for back, (table, bits) in enumerate(tables, 2):
        key = mix((node << np.uint64(word_bits)) | ids[:, -back].astype(np.uint64), bits)
        at = np.searchsorted(table, key)
        if not (table[np.minimum(at, len(table) - 1)] == key).all():
            raise ModelError(f"an n-gram of order {ids.shape[1]} ends in one of order {back} that the ARPA file does not hold")
        node = at.astype(np.uint64)
    return (node << np.uint64(word_bits)) | ids[:, 0].astype(np.uint64)


def _directory(bucket: Ints, bucket_bits: int) -> tuple[NDArray[np.uint32], NDArray[np.uint16], int]:
    """Return where each bucket begins, as a coarse offset per group and a fine one per bucket, and the search steps."""
    sizes = np.bincount(bucket, minlength=1 << bucket_bits)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    coarse = starts[:: 1 << GROUP_BITS]
    fine = starts - coarse[np.arange(len(starts)) >> GROUP_BITS]
    if fine.max() > 0xFFFF:
        raise ModelError("too many n-grams fall into one group of buckets")
    return coarse.astype(np.uint32), fine.astype(np.uint16), int(sizes.max()).bit_length()


def quantise(
    values: NDArray[np.float32], *, codes: int = 256, rounds: int = 12
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return codes and their book: 0.0 keeps a code of its own, the others minimise the squared error (Lloyd)."""
    rest = np.sort(values[values != 0.0].astype(np.float64))
    if not len(rest):
        return np.zeros(len(values), np.uint8), np.zeros(1, np.float32)
    centres = np.unique(np.quantile(rest, (np.arange(codes - 1) + 0.5) / (codes - 1)))
    total = np.concatenate([[0.0], np.cumsum(rest)])
    for _ in range(rounds):
        edges = np.concatenate([[0], np.searchsorted(rest, (centres[1:] + centres[:-1]) / 2), [len(rest)]])
        size = np.diff(edges)
        centres = ((total[edges[1:]] - total[edges[:-1]])[size > 0]) / size[size > 0]
    book = np.unique(np.concatenate([centres, [0.0]]).astype(np.float32))
    nearest = np.searchsorted((book[1:] + book[:-1]) / 2, values)
    nearest[values == 0.0] = np.searchsorted(book, 0.0)
    return nearest.astype(np.uint8), book


def _write(path: Path, meta: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    entries: list[dict[str, Any]] = []
    header, offset = b"", 0
    for _ in range(3):  # the header's own length moves the offsets; two rounds settle it
        start = offset = _aligned(12 + len(header) + 64)
        entries = []
        for name, array in arrays.items():
            dtype = array.dtype.newbyteorder("<").str
            entries.append({"name": name, "dtype": dtype, "count": len(array), "offset": offset})
            offset = _aligned(offset + array.nbytes)
        header = json.dumps({"arrays": entries, "meta": meta, "size": offset}, sort_keys=True).encode("utf-8")
    if 12 + len(header) > start:
        raise ModelError(f"{path}: the header did not settle")
    with path.open("wb") as file:
        file.write(MAGIC + struct.pack("<I", len(header)) + header)
        for entry, array in zip(entries, arrays.values(), strict=True):
            file.write(b"\0" * (entry["offset"] - file.tell()))
            file.write(array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes())
        file.write(b"\0" * (offset - file.tell()))


def _aligned(offset: int) -> int:
    return -(-offset // ALIGN) * ALIGN
