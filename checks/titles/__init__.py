"""Checks of titles and names of offices and bodies within one document.

Checks of terms from the termbase belong to `terms`.
"""
