"""Executors, which call the function of a task somewhere: here, or on a cluster.

Each is an adapter of a few lines; Dask is imported here only.
"""
