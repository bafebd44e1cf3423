"""XLSX: workbooks of units and of terms."""
