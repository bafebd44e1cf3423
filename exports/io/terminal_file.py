"""A file whose text is shown on a terminal, with its control characters visible."""

import io
import re
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from typing_extensions import Buffer

_CONTROL_PATTERN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|\xc2[\x80-\x9f]"
)
"""Control characters of UTF-8 but tabs and line ends."""
_INCOMPLETE_ENDINGS = b"\xc2", b"\r"
"""Bytes whose meaning depends on the next one."""


class TerminalFile(io.RawIOBase):
    """Writes to a terminal, which would obey control characters of the texts."""

    def __init__(self, terminal: BinaryIO) -> None:
        self._terminal = terminal
        self._pending_bytes = b""
        """A byte at the end of what was written, until the next one is known."""

    def writable(self) -> bool:
        """Return True: the file is for writing."""
        return True

    def write(self, data: "Buffer", /) -> int:
        """Write bytes of UTF-8, control characters as `⟨001B⟩`."""
        encoded_text = self._pending_bytes + bytes(data)
        self._pending_bytes = (
            encoded_text[-1:] if encoded_text.endswith(_INCOMPLETE_ENDINGS) else b""
        )
        encoded_text = encoded_text[: len(encoded_text) - len(self._pending_bytes)]
        self._terminal.write(
            _CONTROL_PATTERN.sub(_show_control_character, encoded_text)
        )
        return memoryview(data).nbytes

    def flush(self) -> None:
        """Send to the terminal what is complete."""
        self._terminal.flush()


def _show_control_character(match: re.Match[bytes]) -> bytes:
    return f"⟨{ord(match[0].decode()):04X}⟩".encode()
