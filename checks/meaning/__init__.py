"""Checks of meaning: negation, opposites, confused words, modifiers and roles.

The words of a language are data; no word of a language is listed in the code.
"""
