"""A file whose text is shown on a terminal, with its control characters visible."""

import io
import re
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from typing_extensions import Buffer

_CONTROL_PATTERN = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")
"""Control characters of UTF-8 but tabs and line ends."""
_FIRST_BYTE = b"\xc2"
"""The first byte of those that have two."""


class TerminalFile(io.RawIOBase):
    """Writes to a terminal, which would obey control characters of the texts."""

    def __init__(self, terminal: BinaryIO) -> None:
        self._terminal = terminal
        self._pending = b""
        """The first byte of a character whose second has not been written yet."""

    def writable(self) -> bool:
        """Return True: the file is for writing."""
        return True

    def write(self, data: "Buffer", /) -> int:
        """Write bytes of UTF-8, control characters as `⟨001B⟩`."""
        text = self._pending + bytes(data)
        self._pending = _FIRST_BYTE if text.endswith(_FIRST_BYTE) else b""
        text = text[: len(text) - len(self._pending)]
        self._terminal.write(_CONTROL_PATTERN.sub(_show_control, text))
        return memoryview(data).nbytes

    def flush(self) -> None:
        """Write what is left."""
        self._terminal.write(self._pending)
        self._pending = b""
        self._terminal.flush()


def _show_control(match: re.Match[bytes]) -> bytes:
    return f"⟨{ord(match[0].decode()):04X}⟩".encode()
