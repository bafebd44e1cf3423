"""Values of a text: numbers, dates, times, weekdays, ordinals and units.

They are read for comparison across languages; whether a value is right in a translation
belongs to `checks`.
"""
