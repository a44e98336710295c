"""Read a packed n-gram model: a file of plain arrays, memory-mapped, with look-ups vectorised in numpy.

The file: the magic, the length of the header (uint32, little-endian), the header (JSON: ``meta`` and, per array, name, dtype,
count and offset), then the arrays, each at a multiple of 64 bytes.

An n-gram is found from its last word backwards. Its *node* is its position in the arrays of its order; the node of
``a b c`` is found from the node of ``b c`` and the word ``a``. That pair is one integer of at most 48 bits (parent node above,
word below), which ``mix`` scatters one to one. The entries of an order are sorted by the scattered key. The top bits choose a
bucket (about eight entries); the other bits, at most 24, are stored, so a look-up is exact and not a matter of chance.
"""

from __future__ import annotations

import json
import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtcheck.core.errors import ModelError

MAGIC = b"MTNGRAM1"
ALIGN = 64
GROUP_BITS = 6  # buckets to one coarse offset
REMAINDER_BITS = 24
STRETCH = 1 << 16  # positions scored at once

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


def mix(key: NDArray[np.uint64], bits: int) -> NDArray[np.uint64]:
    """Scatter keys below ``2 ** bits`` one to one over the same range."""
    mask = np.uint64((1 << bits) - 1)
    for shift, factor in ((bits // 2, 0x9E3779B97F4A7C15), (bits // 2 + 1, 0xC2B2AE3D27D4EB4F), (bits // 2, 1)):
        key = (key ^ (key >> np.uint64(shift))) * np.uint64(factor) & mask
    return key


def count_book() -> NDArray[np.float64]:
    """Return the 256 counts that a one-byte code stands for: exact below 64, then in steps of 6.5 percent."""
    exact = np.arange(64, dtype=np.float64)
    return np.concatenate([exact, np.round(63.0 * 1.065 ** np.arange(1, 193))])


@dataclass(frozen=True, slots=True)
class Level:
    """Hold the n-grams of one order above the first: keys, and what is known of each as codes into small code books."""

    key_bits: int
    bucket_bits: int
    word_bits: int
    steps: int  # of the binary search in the fullest bucket
    coarse: NDArray[np.uint32]
    fine: NDArray[np.uint16]
    low: NDArray[np.uint16]
    high: NDArray[np.uint8]
    prob: NDArray[np.uint8]
    prob_book: Floats
    backoff: NDArray[np.uint8] | None
    backoff_book: Floats | None
    count: NDArray[np.uint8] | None

    def __len__(self) -> int:
        return len(self.prob)

    def find(self, parent: Ints, word: Ints) -> Ints:
        """Return the node of each (parent node, word), or -1; -1 in either gives -1."""
        found = np.full(len(parent), -1, np.int64)
        asked = np.flatnonzero((parent >= 0) & (word >= 0))
        if not len(asked) or not len(self):
            return found
        key = (parent[asked] << self.word_bits) | word[asked]
        remainder_bits = self.key_bits - self.bucket_bits
        mixed = mix(key.astype(np.uint64), self.key_bits).astype(np.int64)
        bucket = mixed >> remainder_bits
        wanted = (mixed & ((1 << remainder_bits) - 1)).astype(np.uint32)
        left, right = self._start(bucket), self._start(bucket + 1)
        end = right.copy()
        last = len(self.low) - 1
        for _ in range(self.steps):
            middle = (left + right) >> 1
            at = np.minimum(middle, last)
            less = (self._remainder(at) < wanted) & (middle < right)
            left = np.where(less, middle + 1, left)
            right = np.where(less, right, middle)
        hit = left < end
        hit[hit] = self._remainder(left[hit]) == wanted[hit]
        found[asked[hit]] = left[hit]
        return found

    def _start(self, bucket: Ints) -> Ints:
        start: Ints = self.coarse[bucket >> GROUP_BITS].astype(np.int64) + self.fine[bucket]
        return start

    def _remainder(self, at: Ints) -> NDArray[np.uint32]:
        return self.low[at] | (self.high[at].astype(np.uint32) << np.uint32(16))


@dataclass(frozen=True, slots=True)
class Packed:
    """Hold one model: words, unigrams, and the levels above; word ids are positions in ``words``."""

    meta: Mapping[str, Any]
    words: tuple[str, ...]
    prob: Floats
    backoff: Floats
    count: NDArray[np.uint32]
    levels: tuple[Level, ...]

    @property
    def order(self) -> int:
        """Return the length of the longest n-gram."""
        return len(self.levels) + 1

    def nodes(self, ids: Ints) -> list[Ints]:
        """Return, for each order, the node of the n-gram that ends at each position; -1 in ``ids`` matches nothing."""
        nodes = [ids]
        for back, level in enumerate(self.levels, 1):
            node = np.full(len(ids), -1, np.int64)
            if len(ids) > back:
                node[back:] = level.find(nodes[-1][back:], ids[:-back])
            nodes.append(node)
        return nodes

    def score(self, ids: Ints) -> tuple[Floats, NDArray[np.int8]]:
        """Return log10 P(word | the words before it) and the order that matched, for each position.

        The history of a position ends at an id of -1, so sequences are laid one after the other with such an id before each.
        A position of -1 itself has probability 0.0 (log10) and order 0. Long input is done in stretches, to save memory.
        """
        if len(ids) <= STRETCH:
            return self._score(ids)
        prob, order = np.empty(len(ids), np.float32), np.empty(len(ids), np.int8)
        for start in range(0, len(ids), STRETCH):
            lead = min(start, self.order - 1)
            part = self._score(ids[start - lead : start + STRETCH])
            prob[start : start + STRETCH], order[start : start + STRETCH] = part[0][lead:], part[1][lead:]
        return prob, order

    def _score(self, ids: Ints) -> tuple[Floats, NDArray[np.int8]]:
        nodes = self.nodes(ids)
        prob = np.where(ids >= 0, self.prob[ids], np.float32(0.0))
        order = (ids >= 0).astype(np.int8)
        for level, node in zip(self.levels, nodes[1:], strict=True):
            hit = np.flatnonzero(node >= 0)
            prob[hit] = level.prob_book[level.prob[node[hit]]]
            order[hit] += 1
        for length in range(1, self.order):  # the back-off weight of each context longer than what matched
            context = nodes[length - 1][:-1]
            paid = np.flatnonzero((order[1:] <= length) & (order[1:] > 0) & (context >= 0))
            prob[paid + 1] += self._backoff_of(length, context[paid])
        return prob, order

    def _backoff_of(self, length: int, node: Ints) -> Floats:
        if length == 1:
            return self.backoff[node]
        level = self.levels[length - 2]
        if level.backoff is None or level.backoff_book is None:
            raise ModelError(f"order {length}: no back-off weights in the model file")
        return level.backoff_book[level.backoff[node]]


def open_packed(path: Path) -> Packed:
    """Map a model file into memory; nothing but words and unigrams is read at once."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as err:
        raise ModelError(f"{path}: the n-gram model cannot be opened ({err}); reinstall mtcheck or name another file") from err
    if data[:8] != MAGIC:
        raise ModelError(f"{path}: not an n-gram model of this version (it should begin with {MAGIC.decode()})")
    (length,) = struct.unpack("<I", data[8:12])
    header = json.loads(data[12 : 12 + length])
    if header["size"] != len(data):
        raise ModelError(f"{path}: damaged: {len(data):,} bytes where the header says {header['size']:,}")
    arrays: dict[str, Any] = {
        entry["name"]: np.frombuffer(data, np.dtype(entry["dtype"]), entry["count"], entry["offset"])
        for entry in header["arrays"]
    }
    meta = header["meta"]
    words = tuple(bytes(arrays["words"]).decode("utf-8").split("\n"))
    levels = tuple(_level(arrays, meta, order) for order in range(2, meta["order"] + 1))
    prob, backoff = arrays["1.prob"].astype(np.float32), arrays["1.backoff"].astype(np.float32)
    return Packed(meta, words, prob, backoff, arrays["1.count"], levels)


def _level(arrays: Mapping[str, Any], meta: Mapping[str, Any], order: int) -> Level:
    def get(name: str) -> Any:
        return arrays.get(f"{order}.{name}")

    shape = meta["levels"][str(order)]
    return Level(
        key_bits=shape["key_bits"],
        bucket_bits=shape["bucket_bits"],
        word_bits=meta["word_bits"],
        steps=shape["steps"],
        coarse=get("coarse"),
        fine=get("fine"),
        low=get("low"),
        high=get("high"),
        prob=get("prob"),
        prob_book=get("prob_book"),
        backoff=get("backoff"),
        backoff_book=get("backoff_book"),
        count=get("count"),
    )
