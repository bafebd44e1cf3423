"""Backups: one file with all that a database contains, and restoring it.

How a row is written as a line of JSON belongs to `tm.store.contents`.
"""
