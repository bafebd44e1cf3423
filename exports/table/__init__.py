"""Tables with named columns: CSV of units, and what CSV and workbooks share.

Columns that only terms have are in `exports.terms`, workbooks in `exports.xlsx`.
"""
