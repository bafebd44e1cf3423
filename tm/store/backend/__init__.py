"""What SQLite and PostgreSQL do differently, behind the protocol of `backend.backend`.

Whatever depends on the kind of database stands here; nothing here decides what is
stored, and no table but that of segments is known by name.
"""
