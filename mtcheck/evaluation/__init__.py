"""Measure findings against what people marked."""
