"""SQLite's phrase index: queries to it, and filling it with all segments at once.

Its uses are in `tm.store.phrases`; PostgreSQL must give the same answers.
"""
