"""Forms as browsers send them: texts, and files, which go to disk as they come.

A page that takes a file has a field of the type SentFile in its request type.
"""
