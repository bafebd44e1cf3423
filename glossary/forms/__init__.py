"""The forms that a term takes in a text: folding, inflection, capitals, replacement.

What one language needs stands in `glossary/data`; termbases are not known here.
"""
