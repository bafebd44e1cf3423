"""News articles: ingesting pages, reviewing their pairs and finding stale pairs.

Reading, fetching and storing pages live in the folders below; aligning sentences
belongs to `tm.align`, storing units to `tm.store`.
"""
