"""The fuzzy index: a cache of token and character indexes next to the database.

It only proposes segments with their similarity; rates, penalties and explanations
belong to `tm.match`.
"""
