"""XLSX workbooks: reading, writing and editing of sheets of units.

The columns of tables of units are defined in `exports.table`.
"""
