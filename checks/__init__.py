"""Consistency checks over units, documents and whole memories."""
