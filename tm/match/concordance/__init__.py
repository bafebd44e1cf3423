"""Concordance: segments that contain a phrase, a pattern, or parts of a text.

How the store searches texts belongs to `tm.store`; similarity plays no part here.
"""
