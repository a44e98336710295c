"""Judge a run by a policy, and keep the outcomes of files."""
