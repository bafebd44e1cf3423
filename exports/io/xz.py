"""XZ as a stream that takes only so much memory, whatever the file asks for."""

import lzma
from typing import BinaryIO

_MEMORY = 256 << 20
"""Bytes; `xz -9` asks for 65 million."""
_CHUNK = 1 << 16


class XzStream:
    """Reads what is packed. `lzma.LZMAFile` would take what memory a file asks for."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decompressor = self._new()
        self._rest = b""
        self._is_fresh = False
        """Whether the stream before has ended, and the next has not begun."""

    def read(self, size: int) -> bytes:
        """The next bytes, at most so many; none at the end.

        Raises EOFError for a file that ends too early, LZMAError for a damaged one.
        """
        while True:
            if self._decompressor.eof:
                self._rest = self._decompressor.unused_data.lstrip(b"\0")
                self._decompressor, self._is_fresh = self._new(), True
            if self._decompressor.needs_input or self._is_fresh:
                data = self._rest or self._file.read(_CHUNK)
                self._rest = b""
                if self._is_fresh:
                    data = data.lstrip(b"\0")  # padding between streams
                if not data:
                    if self._is_fresh:
                        return b""
                    raise EOFError
                self._is_fresh = False
            else:
                data = b""
            unpacked = self._decompressor.decompress(data, size)
            if unpacked:
                return unpacked

    def __enter__(self) -> "XzStream":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is to close: the file is the caller's."""

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
