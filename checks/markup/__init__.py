"""Checks of placeholders, tags, inline codes and links.

Codes are compared here; the formats of files are read in `exports`.
"""
