"""Measure checks: seed errors into clean translations, and count what is found.

The kinds of errors are in `seeded_errors`, the checks in the folders of the families.
"""
