"""Findings of a memory: with the texts that they are about, and their fixes.

`padanan.contents.checks` offers them; nothing in here knows dismissals.
"""
