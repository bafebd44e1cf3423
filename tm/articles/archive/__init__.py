"""Articles in the database: versions, segments in order, boilerplate, restored
articles.

It knows no HTML and fetches nothing.
"""
