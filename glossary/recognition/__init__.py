"""Recognition of the terms of a termbase in text.

It works on entries in memory; where they are stored is a matter of `glossary.store`.
"""
