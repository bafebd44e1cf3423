"""Commands for articles: ingest, show, review, align and segment pages.

How a page is read, aligned or reviewed belongs to `tm.articles` and `tm.align`.
"""
