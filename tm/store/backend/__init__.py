"""Differences between SQLite and PostgreSQL, behind the protocol `Backend`.

All SQL that depends on the database is here. What is stored is decided elsewhere; the
only table known by name is that of segments.
"""
