"""Checks of numbers, units, percentages and scores, and of how they are written.

They compare values that are read in `tm/text/values`; dates belong to `dates`.
"""
