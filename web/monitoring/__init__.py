"""How a server is watched: health, metrics and its log.

Nothing here holds what people ask or store: no texts, no tokens, no names.
"""
