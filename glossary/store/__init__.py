"""The tables of the termbase, reading them by SQL, and the cached recogniser.

Writing goes by `glossary.glossary`, whose changes are logged and can be undone.
"""
