"""Choose which candidates may be offered for a word: those that fit its class, its place and what the article speaks of.

The rank of the candidates, which is fitted, stays as it is; what does not fit is left out. On texts with the substitutions of
real spinners this costs one right word in a hundred and a quarter of the wrong ones.
"""

from __future__ import annotations

from collections.abc import Mapping

from mtcheck.detectors.paraphrase.singles import FEATURES, Singles
from mtcheck.lang import lexicon

_ASKED = ("gain_left", "gain_right", "learned", "term", "alike", "alike_unknown", "fit_gain")
_AT = tuple(FEATURES.index(name) for name in _ASKED)
_CLASSES = "NSVZDPGJKXR"
_OFF_TOPIC, _UNLIKE = -0.15, 0.3  # a word that fits the context so much worse, and is so unlike what is written, is not meant
_SIDE = -0.1  # log10: what is lost on one side, where no pair and no term speaks for the candidate


def offered(found: Singles, rows: list[int], written: str, forms: Mapping[str, str]) -> list[int]:
    """Return the rows of the candidates that may be offered for what is written, in their order."""
    own = _classes(written.split()[-1], forms)
    return [row for row in rows if _fits(found, row, own, forms)]


def _fits(found: Singles, row: int, own: frozenset[str], forms: Mapping[str, str]) -> bool:
    features = found.features[row]
    left, right, learned, term, alike, unknown, fit = (float(features[at]) for at in _AT)
    other = _classes(found.texts[row].split()[-1], forms)
    if own and other and not own & other and not learned:
        return False  # another part of speech, or another inflection
    if not unknown and fit < _OFF_TOPIC and alike < _UNLIKE:
        return False
    return bool(learned or term) or min(left, right) >= _SIDE


def _classes(form: str, forms: Mapping[str, str]) -> frozenset[str]:
    return frozenset(lexicon.tags(forms.get(form.lower(), ""))) & frozenset(_CLASSES)
