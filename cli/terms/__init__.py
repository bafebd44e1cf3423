"""Commands for the termbase: look up, find, edit, import and extract terms.

Concept entries and the recognition of terms belong to `glossary`.
"""
