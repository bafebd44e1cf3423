"""Measure checks: seed errors into clean translations, and count what is found.

What errors there are is said in `seeded_errors`; the checks are those of the families.
"""
