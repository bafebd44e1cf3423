"""Commands for the memory: lookup, concordance, add, undo, statistics, evaluation.

Searching and scoring belong to `tm.match`, storing to `tm.store`.
"""
