"""Matching: lookup, match rates, concordance, fragments, leverage and repair.

The index proposes, `similarity` scores and `rank` subtracts penalties; judging a
translation is left to a match filter that a higher package hands in.
"""
