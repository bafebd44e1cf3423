"""Formats without markup: TSV, Moses, JSON lines, Weblate's JSON, and SRX rules.

Tables with named columns are in `exports.table`, glossaries in `exports.terms`.
"""
