"""Hold the pure types that every other layer speaks in: standard library only, no I/O."""
