"""Make suspects of findings, and a penalty and a verdict of suspects."""
