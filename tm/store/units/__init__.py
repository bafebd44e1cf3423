"""Units in the database: adding and merging many, filtering, ordering, reading them.

Private to the store: callers use `tm.store.unit_store` and `tm.store.lookup_reader`.
"""
