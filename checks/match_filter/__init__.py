"""Judge translations of the memory by checks and today's terms, and fix their terms.

A lookup is handed the filter; what a check finds in a text stays in its family.
"""
