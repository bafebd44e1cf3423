"""The inputs of the check commands: files, pages, the memory or an article.

Making units of what was read belongs to `checks.inputs`.
"""
