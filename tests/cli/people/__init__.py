"""Commands about the people of a server: their accounts, roles and tokens.

Each is called as in a terminal, in a folder with a server of its own.
"""
