"""Checks of whole segments: missing, repeated, shifted or inconsistent translations.

What looks at single words, numbers or names has a folder of its own.
"""
