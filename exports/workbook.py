"""Workbooks of XLSX to write: text stays text, and the bytes are always the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

LONGEST_CELL = 32_767
"""Characters in a cell, the limit of Excel, which counts those beyond U+FFFF twice."""
MOST_ROWS = 1_048_576
"""Rows of a sheet, the limit of Excel."""
_EPOCH = datetime(2000, 1, 1)
"""Stands for when it was made, which would make every file another."""


def is_too_long(cell: str) -> bool:
    """Whether a cell of Excel does not hold a text.

    >>> is_too_long("a" * 32_767), is_too_long("😀" * 16_384)
    (False, True)
    """
    if len(cell) * 2 <= LONGEST_CELL:
        return False
    return len(cell.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_CELL


@contextmanager
def workbook(file: BinaryIO, *, streamed: bool = True) -> Iterator[Any]:
    """A new workbook, which is in the file at the end. Any: xlsxwriter has no types.

    `streamed`: rows come one after the other and are not held in memory.
    """
    import xlsxwriter  # takes a while, and only this needs it
    from xlsxwriter.exceptions import XlsxFileError

    with TemporaryDirectory(prefix="padanan-") as folder:
        book = xlsxwriter.Workbook(
            file,
            {
                "constant_memory": streamed,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "use_zip64": True,
                "tmpdir": folder,  # goes with all that is left in it
            },
        )
        book.set_properties({"created": _EPOCH})
        try:
            yield book
            book.close()
        except XlsxFileError as error:
            cause = error.__context__
            raise cause if isinstance(cause, OSError) else error from error
        finally:
            for sheet in book.worksheets():
                sheet._opt_close()  # or its file would stay open where all fails
