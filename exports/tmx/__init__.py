"""TMX 1.4b: reading, writing and validating, element by element or many units at once.

The modules `fast_…` and `markup_cache` are for speed alone; docs/architecture/speed.md
says what each gains.
"""
