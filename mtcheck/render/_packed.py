"""Pack the page's script, so that a page stays small: DEFLATE (RFC 1951) with fixed codes, as base64.

The standard library's own packer gives other bytes where it was built on another zlib; the same report is to have the same
bytes everywhere, so the packing is done here. What unpacks it is every browser's.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from functools import cache

_WINDOW, _LEAST, _MOST = 32_768, 3, 258
_TRIED = 6  # places that are looked at for the longest match
_LENGTHS = [(257 + i, 3 + i, 0) for i in range(8)]
_LENGTHS += [(265 + 4 * e + i, (4 + i << e + 1) + 3, e + 1) for e in range(5) for i in range(4)]
_LENGTHS.append((285, 258, 0))
_DISTANCES = [(i, 1 + i, 0) for i in range(4)] + [
    (4 + 2 * e + i, (2 + i << e + 1) + 1, e + 1) for e in range(13) for i in range(2)
]


@cache
def packed(text: str) -> str:
    """Return the UTF-8 bytes of a text, packed (raw DEFLATE, one block with fixed codes), in base64."""
    return base64.b64encode(_deflated(text.encode("utf-8"))).decode("ascii")


def _deflated(data: bytes) -> bytes:
    bits = _Bits()
    bits.write(0b011, 3)  # the last block, fixed codes
    seen: dict[bytes, list[int]] = defaultdict(list)
    at = 0
    while at < len(data):
        length, distance = _longest(data, at, seen[data[at : at + _LEAST]][-_TRIED:])
        if length < _LEAST:
            length = 1
            bits.symbol(data[at])
        else:
            bits.pair(length, distance)
        for place in range(at, at + length):
            seen[data[place : place + _LEAST]].append(place)
        at += length
    bits.symbol(256)
    return bits.done()


def _longest(data: bytes, at: int, places: list[int]) -> tuple[int, int]:
    """Return length and distance of the longest match with what came before."""
    best = (0, 0)
    most = min(_MOST, len(data) - at)
    for place in reversed(places):
        if at - place > _WINDOW:
            break
        length = best[0]
        if data[place : place + length + 1] != data[at : at + length + 1]:
            continue
        while length < most and data[place + length] == data[at + length]:
            length += 1
        if length > best[0]:
            best = (length, at - place)
    return best if best[0] <= most else (0, 0)


class _Bits:
    """Write numbers bit by bit, the lowest first; codes of Huffman go the other way round."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._waiting = self._count = 0

    def write(self, value: int, size: int) -> None:
        self._waiting |= value << self._count
        self._count += size
        while self._count >= 8:
            self._bytes.append(self._waiting & 255)
            self._waiting >>= 8
            self._count -= 8

    def symbol(self, symbol: int) -> None:
        """Write a literal or the code of a length."""
        first, code, size = next(row for row in _CODES if symbol >= row[0])
        self._reversed(code + symbol - first, size)

    def pair(self, length: int, distance: int) -> None:
        """Write a match: its length and its distance, each as a code with extra bits."""
        symbol, base, extra = next(row for row in reversed(_LENGTHS) if length >= row[1])
        self.symbol(symbol)
        self.write(length - base, extra)
        symbol, base, extra = next(row for row in reversed(_DISTANCES) if distance >= row[1])
        self._reversed(symbol, 5)
        self.write(distance - base, extra)

    def _reversed(self, code: int, size: int) -> None:
        self.write(int(f"{code:0{size}b}"[::-1], 2), size)

    def done(self) -> bytes:
        if self._count:
            self.write(0, 8 - self._count)
        return bytes(self._bytes)


_CODES = ((280, 0xC0, 8), (256, 0, 7), (144, 0x190, 9), (0, 0x30, 8))  # first symbol, its code, bits
