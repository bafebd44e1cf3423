"""Checks of characters, punctuation, quotation marks, spaces and headings.

They look at the form of a text only, not at its meaning or its terms.
"""
