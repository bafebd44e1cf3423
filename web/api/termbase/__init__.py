"""Routes about the termbase as a whole, and about what is known of its concepts.

Reading, adding and editing single concepts is in `web.api.concepts`.
"""
