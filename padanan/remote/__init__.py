"""A memory on a server: the methods of a memory, each a request.

They have the names, parameters, values and errors of those in `padanan.memory` and
`padanan.contents`; a test compares them.
"""
