"""Files as bytes and lines: packed files, encodings, replacing a file, temporary ones.

Nothing in here knows a format or a translation unit.
"""
