"""Hold the language signals: embedded models and those of Hugging Face."""
