"""Text as values: locales, segments, normal forms, tokens, words and phrases.

Nothing here reads the database or knows translations; what is said of a pair of texts
belongs to `tm.match`, `tm.align` or `checks`.
"""
