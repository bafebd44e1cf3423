"""Checks of words: spelling, repetition, acronyms and capitals.

Word lists and dictionaries are found here, but read in `tm/text`.
"""
