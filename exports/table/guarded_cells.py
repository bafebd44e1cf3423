"""Apostrophes before cells that are empty or look like formulas.

A spreadsheet must read no text as a formula, and reading the table must give the text
again: so a text that begins with such an apostrophe itself gets one more.
"""

import re

FORMULA_SIGNS = "=+@\t\r＝＋＠－-"
"""With what a formula may begin, by the list of OWASP on CSV injection.

The hyphen is the last, so that the signs are a set of characters in a pattern.
"""
_GUARDED_FORMULA_PATTERN = re.compile(f"'+[{FORMULA_SIGNS}]")
_GUARDED_CELL_PATTERN = re.compile(f"'+(?:[{FORMULA_SIGNS}]|\\Z)")


def protect_formula(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would read as a formula.

    >>> protect_formula("=1+1"), protect_formula("'=1+1")
    ("'=1+1", "'=1+1")
    """
    return "'" + cell if cell and cell[0] in FORMULA_SIGNS else cell


def guard_apostrophe(cell: str) -> str:
    """Put an apostrophe before a text whose own one `remove_guard` would remove.

    >>> guard_apostrophe("'=1+1"), guard_apostrophe("=1+1")
    ("''=1+1", '=1+1')
    """
    return "'" + cell if _GUARDED_FORMULA_PATTERN.match(cell) else cell


def remove_guard(cell: str) -> str:
    """Remove the apostrophe before a formula, or before another apostrophe."""
    return cell[1:] if _GUARDED_FORMULA_PATTERN.match(cell) else cell


def guard_cell(cell: str) -> str:
    """Do as `guard_apostrophe`, and put one for an empty text, too.

    In a table of units, an empty cell is no text.
    """
    return "'" + cell if not cell or _GUARDED_CELL_PATTERN.match(cell) else cell


def unguard_cell(cell: str) -> str:
    """Remove the apostrophe that `guard_cell` put before a text."""
    return cell[1:] if _GUARDED_CELL_PATTERN.match(cell) else cell
