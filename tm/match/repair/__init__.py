"""Fuzzy-match repair: putting the values of the text looked up into a stored target.

A repair is exact or not made at all; scoring a match belongs to `tm.match.match_rate`.
"""
