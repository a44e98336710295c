"""Tell what people have accepted: comments, suppressions, the baseline, and what did not change."""
