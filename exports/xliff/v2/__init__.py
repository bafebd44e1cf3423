"""XLIFF 2.x with its modules for matches and glossaries.

What 1.2 has too is in the folder above.
"""
