"""The documentation: pages in Markdown, and what generates the reference from code.

Not part of the package that is installed.
"""
