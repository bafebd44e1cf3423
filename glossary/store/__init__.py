"""The tables of the termbase, reading them by SQL, and the cache of recognisers.

All writing is done by `glossary.termbase`, which logs changes so that they can be
undone.
"""
