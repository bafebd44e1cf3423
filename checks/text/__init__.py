"""What checks read of a text: values, capitals, names of countries, spans, words.

No unit and no finding is known here, and no check.
"""
