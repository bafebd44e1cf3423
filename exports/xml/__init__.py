"""XML: read in constant memory, written so that any parser takes it, changed in place.

What elements of TMX, XLIFF or TBX mean is said in the folders of those formats.
"""
