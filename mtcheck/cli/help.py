"""Write the end of a command's help: examples, and what the exit codes mean."""

from __future__ import annotations

EXIT_CODES = "Exit codes: 0 no article fails, 1 an article fails, 2 something could not be checked."
AUDIT_OR_GATE = "`audit` is for people who read articles; `gate` is for pipelines, and fails by a policy that you set."


def examples(*lines: str, after: str = "") -> str:
    """Return an epilog with examples, each on a line of its own, and a paragraph after them."""
    shown = "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))
    return f"{shown}\n\n{after}" if after else shown
