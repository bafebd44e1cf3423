"""The server's own database: its tables, its revisions, and opening it.

It holds people, tokens, suggestions, jobs and drafts, which the folders of those nouns
read and write; several servers may share it.
"""
