"""Matches of lookups as JSON and text, and what filters and repairs them.

Finding matches belongs to `tm.match`; commands that show them stay in `cli.memory`.
"""
