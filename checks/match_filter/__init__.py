"""Judge translations of the memory by checks and today's terms, and fix their terms.

A lookup takes the filter as an argument. What a check finds stays in its family.
"""
