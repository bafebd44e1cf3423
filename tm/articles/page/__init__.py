"""Reading a page, HTML or copied text, as headline, lead, byline, body and source.

It stores nothing; fetching pages belongs to `tm.articles.web`.
"""
