"""Go from probabilities to log-odds and back; both ways clipped, so that nothing is taken for certain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LEAST = 0.002
_MOST = 30.0


def logit(p: Floats, *, least: float = _LEAST) -> Floats:
    """Return the log-odds of probabilities, none below ``least`` or above its counterpart."""
    clipped = np.clip(p.astype(np.float64), least, 1.0 - least)
    return np.asarray(np.log(clipped / (1.0 - clipped)))


def logistic(odds: Floats) -> Floats:
    """Return the probabilities of log-odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -_MOST, _MOST))))
