"""Word what an article as a whole looks like, for every format that people read."""

from __future__ import annotations

from mtcheck.core.signals import Indication

INDICATED = {"spun": "thesaurus-spun", "mt": "unedited machine translation"}


def indicated(indication: Indication) -> str:
    """Return the probability with its interval: ``71 % (40-90 %)``."""
    share, low, high = (round(100 * value) for value in (indication.probability, indication.low, indication.high))
    return f"{share} % ({low}-{high} %)"
