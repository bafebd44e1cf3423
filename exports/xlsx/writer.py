"""Writing of XLSX workbooks: cells are text, and equal content gives equal bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

from exports.io.temporary_files import make_temporary_folder

MAX_CELL_UNIT_COUNT = 32_767
"""Most UTF-16 code units of a cell in Excel."""
MAX_ROW_COUNT = 1_048_576
"""Most rows of a sheet in Excel."""
_CREATION_TIME = datetime(2000, 1, 1)
"""Fixed creation time, so that equal content gives equal bytes."""


def is_too_long(cell_text: str) -> bool:
    """Whether a text is too long for a cell of Excel.

    >>> is_too_long("a" * 32_767), is_too_long("😀" * 16_384)
    (False, True)
    """
    if len(cell_text) * 2 <= MAX_CELL_UNIT_COUNT:
        return False
    return (
        len(cell_text.encode("utf-16-le", "surrogatepass")) // 2 > MAX_CELL_UNIT_COUNT
    )


@contextmanager
def create_workbook(output_file: BinaryIO, *, title: str = "") -> Iterator[Any]:
    """Create a workbook, written to the file at the end.

    Rows must be written in order, which takes constant memory. Any: xlsxwriter has no
    types.
    """
    import xlsxwriter  # imported here, since it is slow to import
    from xlsxwriter.exceptions import XlsxFileError

    detachable_file = _DetachableFile(output_file)
    with make_temporary_folder() as folder:
        new_workbook = xlsxwriter.Workbook(
            detachable_file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "use_zip64": True,
                "tmpdir": folder,  # removed at the end with all leftovers
            },
        )
        new_workbook.set_properties({"created": _CREATION_TIME, "title": title})
        try:
            yield new_workbook
            new_workbook.close()
        except OSError:
            detachable_file.stop_writing()
            raise
        except XlsxFileError as error:
            detachable_file.stop_writing()
            original_error = error.__context__
            raise (
                original_error if isinstance(original_error, OSError) else error
            ) from error
        finally:
            for sheet in new_workbook.worksheets():
                sheet._opt_close()  # its temporary file would stay open after an error


class _DetachableFile:
    """The output file of a workbook, which can be detached after an error.

    After an error xlsxwriter leaves its archive open, which is closed when it is
    collected: it would write into a file that may be full, or closed already.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        # Any: the methods of the file.
        return getattr(self._file, name)

    def stop_writing(self) -> None:
        """Discard all further output."""
        self._file = _UnclosableBuffer()


class _UnclosableBuffer(BytesIO):
    """A buffer that stays open until its archive was closed."""

    def close(self) -> None:
        pass
