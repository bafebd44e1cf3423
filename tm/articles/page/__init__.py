"""Reading a page, HTML or copied text, as headline, lead, byline, body and source.

Nothing here stores anything; fetching pages belongs to `tm.articles.web`.
"""
