"""Go from probabilities to log-odds and back; both ways clipped, so that nothing is taken for certain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LOW, _HIGH = 0.002, 0.998
_MOST = 30.0


def logit(p: Floats) -> Floats:
    """Return the log-odds of probabilities, none below .002 or above .998."""
    clipped = np.clip(p.astype(np.float64), _LOW, _HIGH)
    return np.log(clipped / (1.0 - clipped))


def logistic(odds: Floats) -> Floats:
    """Return the probabilities of log-odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -_MOST, _MOST))))
