"""PO and MO of gettext: reading, writing, validating and editing in place.

polib is used here only; a file is read chunk by chunk and never held as a whole.
"""
