"""The tables of the termbase, reading them by SQL, and the cache of recognisers.

All writing is done by `glossary.concept_store`, which logs changes so that they can be
undone.
"""
