"""Concordance: segments that contain a phrase, a wildcard or a regular expression.

How the store searches texts belongs to `tm.store`; similarity plays no part here.
"""
