"""Alembic revisions of a memory's database, and what runs them.

A revision imports no package code: it must do the same years from now.
"""
