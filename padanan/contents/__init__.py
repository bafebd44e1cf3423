"""What a memory contains, a class for each: units, terms, articles, changes.

Each reads and changes one kind of contents by the database of its memory, and returns
plain values.
"""
