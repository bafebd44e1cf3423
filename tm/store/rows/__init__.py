"""Stored rows as values and values as rows, and the queries that several modules share.

Nothing here writes to the change log or decides what is stored.
"""
