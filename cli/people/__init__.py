"""The commands about the people of a server: accounts, roles and tokens.

What they may do, and how they log in, belongs to `web.people`.
"""
