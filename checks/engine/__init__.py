"""What a check is made of and given: its decorator, units, context, prefilters.

Families of checks build on it; nothing here knows a check, or runs one.
"""
