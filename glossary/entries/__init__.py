"""Concept entries as values, with their terms and relations, and how they are judged.

Nothing here reads a database or a text of the user.
"""
