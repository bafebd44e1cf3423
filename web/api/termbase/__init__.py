"""Routes about the termbase as a whole, about its concepts and what is known of them.

Terms that are looked up or found in a text are in `web.api.terms`.
"""
