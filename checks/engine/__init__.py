"""The parts of a check: its decorator, units, context and prefilters.

The folders of checks build on it; nothing here knows a check, or runs one.
"""
