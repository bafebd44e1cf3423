"""People of a server: accounts, roles, tokens, sessions, and what they may read.

All of it is stored in the server's own database, `web.database`.
"""
