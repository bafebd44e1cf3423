"""Recognising the lines of a page: labels, residue, datelines and headlines.

Everything here looks at one line; `tm.articles.page` reads whole pages.
"""
