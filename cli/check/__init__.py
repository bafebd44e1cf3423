"""Commands that check texts: check, its fixes, the list of checks, and measuring them.

The checks themselves, and running them, belong to `checks`.
"""
