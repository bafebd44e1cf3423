"""PostgreSQL: one server, its read replicas and its hash partitions.

All SQL that only PostgreSQL understands is here. This package imports SQLAlchemy; it is
imported only for the URL of a server.
"""
