"""What a check command reads: files of units, pages, JSON lines, the memory.

Making units of what was read belongs to `checks.inputs`.
"""
