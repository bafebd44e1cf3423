"""The handlers of the API under `/api/v1`, and the table of its routes.

A handler takes the context and the values of a request, and calls the Python API; it
knows nothing of HTTP.
"""
