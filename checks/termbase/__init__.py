"""Checks of the termbase itself: its entries, relations and use in the memory.

Checks of texts against the termbase belong to `terms`.
"""
