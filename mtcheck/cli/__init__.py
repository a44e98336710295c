"""Hold the command line: click only."""
