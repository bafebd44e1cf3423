"""Fetching pages politely and safely: addresses, robots.txt, limits and a cache.

Nothing here parses HTML: callers pass a function that recognises login forms.
"""
