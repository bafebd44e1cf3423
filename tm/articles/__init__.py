"""News articles: pages from files and the web, ingesting, review and stale pairs.

Jobs over the folders below; aligning sentences belongs to `tm.align`, storing units to
`tm.store`.
"""
