"""The process of a command: its memory, its standard streams and its helpers.

Nothing here knows a database, an option or a format.
"""
