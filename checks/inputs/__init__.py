"""Make units to check from the memory, articles, pages, plain text and JSON objects.

Nothing here knows options, opens files or prints: the caller that reads a file passes
its values. The command line, a server and the Python facade all use it.
"""
