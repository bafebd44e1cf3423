"""Backups: one file with all that a database contains, and restoring it.

What a row is in a line of JSON belongs to `tm.store.contents`.
"""
