"""The fuzzy index: a cache of token and character indexes next to the database.

It only proposes segments and their similarity; rates, penalties and texts shown to
people belong to `tm.match`.
"""
