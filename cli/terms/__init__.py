"""Commands for the termbase: look up, find, edit, import and extract terms.

What a concept may hold, and how terms are recognised, belongs to `glossary`.
"""
