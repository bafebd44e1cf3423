"""XLIFF of all versions: code shared by 1.2 and 2.x, and the two formats.

What only one version has is in `v1` or `v2`; changing a file in place is in `edit`.
"""
