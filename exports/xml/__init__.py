"""XML files: reading in constant memory, escaping of texts, and editing in place.

The elements of TMX, XLIFF and TBX are the business of the folders of those formats.
"""
