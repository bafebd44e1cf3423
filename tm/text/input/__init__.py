"""Reading bytes as text: streams, encodings, and repair of legacy encodings.

What a file means (a page, a table, units) belongs to `tm.articles` or `exports`.
"""
