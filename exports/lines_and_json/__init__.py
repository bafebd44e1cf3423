"""Formats without markup: TSV, Moses, JSON lines, Parquet and Weblate's JSON.

Tables with named columns are in `exports.table`, glossaries in `exports.terms`.
"""
