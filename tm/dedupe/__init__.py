"""Finding units that are equal or nearly equal to others, and which of them to keep.

Units are grouped through files, a bucket of keys at a time, so that memory grows with
the number of duplicates only.
"""
