"""Inline codes of XLIFF: their elements read as codes, and codes written as elements.

Nothing here knows units, files or the editor.
"""
