"""Take over what a reviewer decided: decisions, gold files, corrected files."""
