"""Reading of XZ files with a limit on memory."""

import lzma
from typing import BinaryIO

_MEMORY_LIMIT = 256 << 20
"""Bytes; `xz -9` needs 65 million."""
_CHUNK_SIZE = 1 << 16


class XzStream:
    """Reader of an XZ file; unlike `lzma.LZMAFile`, it limits memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decompressor = self._make_decompressor()
        self._unread_data = b""
        self._is_between_streams = False
        """Whether one stream of the file has ended and the next has not begun."""

    def read(self, size: int) -> bytes:
        """Read the next bytes, `size` at most; empty at the end.

        Raises EOFError for a file that ends too early, LZMAError for a damaged one.
        """
        while True:
            if self._decompressor.eof:
                self._unread_data = self._decompressor.unused_data.lstrip(b"\0")
                self._decompressor, self._is_between_streams = (
                    self._make_decompressor(),
                    True,
                )
            if self._decompressor.needs_input or self._is_between_streams:
                data = self._unread_data or self._file.read(_CHUNK_SIZE)
                self._unread_data = b""
                if self._is_between_streams:
                    data = data.lstrip(b"\0")  # padding between streams
                if not data:
                    if self._is_between_streams:
                        return b""
                    raise EOFError
                self._is_between_streams = False
            else:
                data = b""
            unpacked_data = self._decompressor.decompress(data, size)
            if unpacked_data:
                return unpacked_data

    def __enter__(self) -> "XzStream":
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing: the caller closes the file."""

    @staticmethod
    def _make_decompressor() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY_LIMIT)
