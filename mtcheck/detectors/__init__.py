"""Hold one module per family of signals, each exporting ``detector``; the registry finds them."""
