"""Find what a machine left behind in English articles."""

__version__ = "0.1.0"
