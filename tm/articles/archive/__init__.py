"""Articles in the database: versions, segments in order, boilerplate, restoring.

It knows no HTML and fetches nothing.
"""
