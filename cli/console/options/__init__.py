"""Options of commands: their types, groups of them, and those that several share.

What an option does is decided by its command; nothing here opens a database.
"""
