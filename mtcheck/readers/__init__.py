"""Turn bytes into Documents: one module per format; which one, the suffix decides."""
