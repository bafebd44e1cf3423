"""Makes units to check of the memory, articles, pages, plain text and JSON objects.

It knows no options, opens no files and prints nothing: what reads a file hands over its
values. The command line, a server and the Python facade all call it.
"""
