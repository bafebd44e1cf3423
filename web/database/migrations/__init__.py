"""Alembic revisions of the server's own database.

Each noun of it (people, suggestions, jobs) has revisions of its own in one chain. They
import no package code: they must do the same years from now.
"""
