"""How a server works without keeping anybody waiting.

Blocking calls, such as lookups, run in threads of a bounded number.
"""
