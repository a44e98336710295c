"""Hold the settings, and read them from files and the command line."""
