"""Commands that read and write files of units: import, export, convert, pretranslate.

What a format can hold, and how it is read, belongs to `exports`.
"""
