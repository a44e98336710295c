"""Hold the scripts that build what lies in mtcheck/data; each is run by hand, never at import."""
