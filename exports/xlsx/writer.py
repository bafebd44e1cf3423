"""Workbooks of XLSX to write: text stays text, and the bytes are always the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

from exports.io.temporary_files import temporary_folder

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
def workbook(
    file: BinaryIO, *, streamed: bool = True, title: str = ""
) -> Iterator[Any]:
    """A new workbook, which is in the file at the end. Any: xlsxwriter has no types.

    `streamed`: rows come one after the other and are not held in memory.
    """
    import xlsxwriter  # takes a while, and only this needs it
    from xlsxwriter.exceptions import XlsxFileError

    sink = _Sink(file)
    with temporary_folder() as folder:
        book = xlsxwriter.Workbook(
            sink,
            {
                "constant_memory": streamed,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "use_zip64": True,
                "tmpdir": folder,  # goes with all that is left in it
            },
        )
        book.set_properties({"created": _EPOCH, "title": title})
        try:
            yield book
            book.close()
        except OSError:
            sink.leave()
            raise
        except XlsxFileError as error:
            sink.leave()
            cause = error.__context__
            raise cause if isinstance(cause, OSError) else error from error
        finally:
            for sheet in book.worksheets():
                sheet._opt_close()  # or its file would stay open where all fails


class _Sink:
    """The file that a workbook is written to, until that fails.

    xlsxwriter leaves its archive open then, which ends itself when nobody holds it any
    more: in a file that may be full, or closed by then.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        # Any: the methods of the file.
        return getattr(self._file, name)

    def leave(self) -> None:
        """Take what is still written, and forget it."""
        self._file = _Nowhere()


class _Nowhere(BytesIO):
    """Stays open: the archive may end itself after this is collected with it."""

    def close(self) -> None:
        pass
