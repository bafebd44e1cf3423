"""Units in the database: adding and merging many, filtering, ordering, reading them.

Only `unit_store` and `lookup_reader` are for callers of the store; they use these.
"""
