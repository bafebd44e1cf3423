"""Errors as people make them, seeded into clean translations to measure the checks.

A module a subject; nothing here finds an error.
"""
