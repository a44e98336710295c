"""Measure how alike two folded names sound: a weighted edit distance, cheap where languages confuse sounds."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from mtcheck.lang.sounds import VOWELS

_FAR = 0.85
# Groups of sounds that one language writes for another: the cost of taking one for the other.
_GROUPS = (
    ("pb", 0.12), ("td", 0.12), ("kg", 0.12), ("CJ", 0.12), ("nN", 0.2), ("sz", 0.2), ("rl", 0.25), ("sS", 0.25), ("Sx", 0.1),
    ("qC", 0.1), ("qJ", 0.2), ("qk", 0.2), ("xs", 0.25), ("cQ", 0.1), ("cs", 0.2), ("ck", 0.2), ("cC", 0.3), ("Qz", 0.2),
    ("Qs", 0.3),
    ("QC", 0.25), ("QJ", 0.25), ("zJ", 0.25), ("zC", 0.4), ("SC", 0.4), ("SJ", 0.35), ("sC", 0.45), ("Xk", 0.2), ("Xh",
    0.15), ("Xg", 0.25),
    ("hg", 0.4), ("hb", 0.3), ("hp", 0.4), ("pf", 0.25), ("bf", 0.4), ("fv", 0.2), ("bv", 0.2), ("hf", 0.35), ("vw",
    0.15), ("wu", 0.2), ("wo", 0.3),
    ("yi", 0.1), ("ye", 0.35), ("mn", 0.5), ("mN", 0.6), ("rJ", 0.45), ("ry", 0.5), ("ln", 0.5), ("rn", 0.6), ("xh", 0.4),
    ("xJ", 0.4), ("ts", 0.6), ("tC", 0.4), ("tS", 0.5), ("dJ", 0.4), ("kq", 0.2), ("kc", 0.2), ("qS", 0.3), ("qQ", 0.25),
    ("qx", 0.3),
    ("@o", 0.12), ("@u", 0.2), ("@e", 0.3), ("_u", 0.12), ("_i", 0.4), ("_e", 0.3), ("_o", 0.35), ("_@", 0.3),
    ("ou", 0.25), ("ei", 0.3), ("ae", 0.3), ("ao", 0.4), ("eo", 0.45), ("@a", 0.4), ("iu", 0.5), ("au", 0.5), ("ai", 0.55),
)  # fmt: skip
_INSERT = {"_": 0.25, "u": 0.3, "h": 0.35, "y": 0.25, "w": 0.3, "e": 0.35, "i": 0.35, "o": 0.4, "a": 0.4, "@": 0.35}


def _costs() -> dict[str, float]:
    costs = {left + right: 0.55 for left in VOWELS for right in VOWELS if left != right}
    for pair, cost in _GROUPS:
        for left, right in combinations(pair, 2):
            costs[left + right] = costs[right + left] = cost
    return costs


_COSTS = _costs()


@lru_cache(maxsize=1 << 15)
def likeness(left: str, right: str) -> float:
    """Return 1 for equal sounds down to 0: one minus the cheapest edit cost over the longer length."""
    if left == right:
        return 1.0
    longest = max(len(left), len(right))
    if not longest:
        return 0.0
    insert = [_INSERT.get(sound, _FAR) for sound in right]
    costs, far = _COSTS, _FAR
    row = [0.0]
    for cost in insert:
        row.append(row[-1] + cost)
    for sound in left:
        delete = _INSERT.get(sound, far)
        diagonal, row[0] = row[0], row[0] + delete
        previous = row[0]
        for column, other in enumerate(right):
            change = diagonal if sound == other else diagonal + costs.get(sound + other, far)
            diagonal = row[column + 1]
            best = previous + insert[column]
            if diagonal + delete < best:
                best = diagonal + delete
            if change < best:
                best = change
            row[column + 1] = previous = best
    return max(0.0, 1.0 - row[-1] / longest)


_ALPHABET = " " + "".join(sorted({sound for pair in _COSTS for sound in pair} | set("abcdefghijklmnopqrstuvwxyz@_NXSCJQ")))
_CODES = {sound: code for code, sound in enumerate(_ALPHABET)}
_CODE_OF_BYTE = np.zeros(128, dtype=np.uint8)
_CODE_OF_BYTE[[ord(sound) for sound in _ALPHABET]] = range(len(_ALPHABET))
_INSERTS = np.array([0.0, *(_INSERT.get(sound, _FAR) for sound in _ALPHABET[1:])])
_CHANGES = np.array(
    [[0.0 if left == right else _COSTS.get(left + right, _FAR) for right in _ALPHABET] for left in _ALPHABET], dtype=np.float64
)
Floats = npt.NDArray[np.float64]


class Lexicon:
    """Measure one folded name against many at once; the figures equal those of ``likeness``."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.lengths = np.array([len(name) for name in names], dtype=np.int64)
        self._codes = np.zeros((len(names), int(self.lengths.max(initial=1))), dtype=np.uint8)
        sounds = np.frombuffer("".join(names).encode("ascii"), dtype=np.uint8)
        self._codes[np.arange(self._codes.shape[1]) < self.lengths[:, None]] = _CODE_OF_BYTE[sounds]

    def likeness(self, name: str, places: npt.NDArray[np.int64]) -> Floats:
        """Return the likeness of ``name`` to the names at ``places``."""
        lengths = self.lengths[places]
        codes = self._codes[places, : int(lengths.max(initial=1))]
        inserted = np.zeros((len(places), codes.shape[1] + 1))
        np.cumsum(_INSERTS[codes], axis=1, out=inserted[:, 1:])
        row = inserted.copy()
        for sound in name:
            code = _CODES[sound]
            changed = row[:, :-1] + _CHANGES[code][codes]
            row = row + _INSERTS[code]
            np.minimum(row[:, 1:], changed, out=row[:, 1:])
            # What remains is the best run of insertions from the left: a running minimum once their sum is taken off.
            row -= inserted
            np.minimum.accumulate(row, axis=1, out=row)
            row += inserted
        cost = row[np.arange(len(places)), lengths]
        return np.asarray(np.maximum(0.0, 1.0 - cost / np.maximum(lengths, len(name))), dtype=np.float64)
