"""Checks of a memory: their findings, with the texts they are about, and dismissals.

Fixes are here, too; what a check is, and how it is run, is in `checks`.
"""
