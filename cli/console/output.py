"""Standard output of the process, whose failures are told from those of other files."""

import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

OUTPUT = "standard output"


class OutputFailed(OSError):
    """Standard output takes no more: its disk is full, or the like."""


class _Output(io.FileIO):
    def write(self, data: "Buffer", /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputFailed(error.errno, error.strerror, OUTPUT) from error


def standard_output() -> io.TextIOWrapper:
    """A text file that writes to standard output."""
    raw = _Output(1, "w", closefd=False)
    return io.TextIOWrapper(io.BufferedWriter(raw), line_buffering=raw.isatty())


def leave_output() -> None:
    """Write no more: Python must not complain at exit of what is left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def hold_standard_streams() -> None:
    """Open what of the three streams is closed, or another file would get its number.

    What is meant for standard error would go to that file, perhaps to the database.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
