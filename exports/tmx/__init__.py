"""TMX 1.4b: reading, writing and validating, element by element or many units at once.

The modules `regex_reader`, `unit_layout`, `column_writer` and `markup_cache` are for
speed alone; docs/architecture/speed.md says what each gains.
"""
