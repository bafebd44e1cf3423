"""Importing: files of units into a memory, files of terms into a termbase.

The code here reads by `exports.files`, stores by `tm.store` and `glossary`, and serves
the command line, servers and Python programs alike. It knows no options of the command
line and prints nothing: progress and notices go to callables.
"""
