"""Compare a text with its reference: align, score with sacreBLEU, and say where the two differ."""
