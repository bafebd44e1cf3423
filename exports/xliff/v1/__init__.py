"""XLIFF 1.2, with what memoQ, Trados and Phrase add to it.

What 2.x has too is in the folder above.
"""
