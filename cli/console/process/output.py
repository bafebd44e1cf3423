"""Standard output of the process, with errors of its own."""

import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

STANDARD_OUTPUT_NAME = "standard output"


class OutputFailed(OSError):
    """Writing to standard output failed, for example because the disk is full."""


class _StandardOutput(io.FileIO):
    def write(self, data: "Buffer", /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputFailed(
                error.errno, error.strerror, STANDARD_OUTPUT_NAME
            ) from error


def open_standard_output() -> io.TextIOWrapper:
    """Open a text file that writes to standard output."""
    binary_output = _StandardOutput(1, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(binary_output), line_buffering=binary_output.isatty()
    )


def discard_output() -> None:
    """Discard what is left to write, so that Python does not complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def fill_closed_streams() -> None:
    """Open the standard streams that are closed on the null device.

    Otherwise the next file would get the number of standard error, and messages would
    be written into that file, perhaps the database.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
