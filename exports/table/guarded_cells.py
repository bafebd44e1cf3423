"""Apostrophes before cells that are empty or look like formulas."""

import re

FORMULA_SIGNS = "=+@\t\r＝＋＠－-"
"""With what a formula may begin, by the list of OWASP on CSV injection.

The hyphen is the last, so that the signs are a set of characters in a pattern.
"""
_GUARDED_CELL_PATTERN = re.compile(f"'+(?:[{FORMULA_SIGNS}]|\\Z)")


def guard_cell(cell: str) -> str:
    """Put an apostrophe before a text that is empty or that unguarding would change."""
    return "'" + cell if not cell or _GUARDED_CELL_PATTERN.match(cell) else cell


def protect_formula(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would read as a formula.

    Reading the cell removes the apostrophe.

    >>> protect_formula("=1+1"), protect_formula("'=1+1")
    ("'=1+1", "'=1+1")
    """
    return "'" + cell if cell and cell[0] in FORMULA_SIGNS else cell


def unguard_cell(cell: str) -> str:
    """Remove the apostrophe that `guard_cell` put before a text."""
    return cell[1:] if _GUARDED_CELL_PATTERN.match(cell) else cell
