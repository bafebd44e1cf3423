"""How a request to a dialect is answered: routed, let in, read, and given to a handler.

Nothing here knows a dialect by name.
"""
