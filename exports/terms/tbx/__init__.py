"""TBX (ISO 30042): reading and writing of its dialects and styles.

Other formats of terms are in the folder above.
"""
