"""Segments that contain a phrase: searching them, and updating the phrase index.

The differences between databases are in `tm.store.backend`. Callers find the exact
position of a phrase in a text themselves.
"""
