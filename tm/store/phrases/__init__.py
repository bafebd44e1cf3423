"""Segments that hold a phrase: the index of phrases, searching it, and its upkeep.

What the two databases do differently for it is in `backend`; where exactly a phrase
stands in a text is for the caller to see.
"""
