"""Turn findings into suspects, and suspects into scores."""
