"""Commands that check texts: check, its fixes, the list of checks, and measuring them.

What a check looks for, and how it is run, belongs to `checks`.
"""
