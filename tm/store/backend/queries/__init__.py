"""Plain SQL that both databases understand, for reading without SQLAlchemy.

So lookups and listings start fast: importing SQLAlchemy takes longer than a lookup
(`benchmarks/lookup_start_up.py`). Rows are converted to values elsewhere.
"""
