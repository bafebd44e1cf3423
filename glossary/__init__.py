"""Concepts and their terms, finding them in text, and looking after the termbase.

Of checks and of file formats nothing is known here; what the termbase stores lies in
the same database as the memory.
"""
