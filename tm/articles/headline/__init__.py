"""Headlines of originals: read from the slug of an address, with diacritics restored.

Finding the headline in a page belongs to `tm.articles.page`.
"""
