"""Finding the terms of a termbase in text: the recogniser and what it is made of.

It works on entries in memory; where they are stored is a matter of `glossary.store`.
"""
