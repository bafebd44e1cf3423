"""People of a server: accounts, roles, tokens, sessions, and what they may read.

All of it lives in the server's own database, which several servers may share.
"""
