"""Concept entries as values: terms, relations, notation, editing and validation.

No module of this folder reads a database or recognises terms in a text.
"""
