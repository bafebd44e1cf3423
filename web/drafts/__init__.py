"""Drafts: texts that people are translating, kept in the server's own database.

Nothing of a draft is in a memory until its owner stores it there; no route is here.
"""
