"""Titles in context: an office with its rank, body, state and holder is one phrase.

A small grammar: words and rules in `data`, a chart of phrases over the hits of the
recogniser, and the choice of the longest phrases.
"""
