"""Render a RunReport: one module per output format."""
