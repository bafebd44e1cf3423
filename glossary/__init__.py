"""Concepts and terms: storing, editing, recognising, looking up and extracting them.

The package knows neither checks nor file formats. The termbase is stored in the
database of the memory.
"""
