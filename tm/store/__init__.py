"""The store: units, their articles' texts and the change log in a database.

Callers import `unit_store`, `lookup_reader`, `database` and `history`; tables and SQL
stay in here. How good a match is and what files look like is elsewhere.
"""
