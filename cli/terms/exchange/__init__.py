"""The commands that read and write files of terms, and what they have in common.

Reading and writing themselves are in `exports`; nothing here knows a format.
"""
