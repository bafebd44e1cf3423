"""Differences between SQLite and PostgreSQL, behind the protocol `Backend`.

Whatever depends on the kind of database stands here; nothing here decides what is
stored, and no table but that of segments is known by name.
"""
