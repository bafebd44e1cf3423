"""Arrays, lists and bytes that are kept in temporary files to save memory.

Nothing here is specific to translation: the caller decides what is spilled, and when.
"""
