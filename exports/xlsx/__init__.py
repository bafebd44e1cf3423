"""Workbooks (XLSX): reading, writing and editing sheets of units.

Which columns a table of units has is said in `exports.table`.
"""
