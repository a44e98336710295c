"""Measure each word of a document by language models, and make probabilities of what they say."""
