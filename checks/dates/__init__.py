"""Checks of dates, clock times and spans of time.

They compare values that are read in `tm/text/values`; none are read here.
"""
