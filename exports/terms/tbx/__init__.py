"""TBX (ISO 30042): its dialects and styles, read and written.

Other formats of terms are in the folder above.
"""
