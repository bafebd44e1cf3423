"""Commands for articles: ingest, show, review, align and segment pages.

Reading, aligning and reviewing pages belongs to `tm.articles` and `tm.align`.
"""
