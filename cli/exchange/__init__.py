"""Commands that read and write files of units: import, export, convert, pretranslate.

Reading and writing the formats belongs to `exports`.
"""
