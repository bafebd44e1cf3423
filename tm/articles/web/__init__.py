"""Fetching pages politely and safely: addresses, robots.txt, limits and a cache.

It knows no HTML: whether a page is a login form is decided by a callable handed in.
"""
