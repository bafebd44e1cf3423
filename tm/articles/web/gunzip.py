"""Unpacking gzip as it comes, no further than a limit."""

import zlib


class Gunzip:
    """Unpacks gzip of one member or of several, one behind another (RFC 1952, 2.2)."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(31)

    def unpacked(self, data: bytes, limit: int) -> bytes:
        """What some more bytes hold, up to a limit. Raises zlib.error."""
        parts: list[bytes] = []
        while limit > 0:
            if self._member.eof:
                # Anything else behind a member is padding, as in gzip's own reader.
                if not data.startswith(b"\x1f"):
                    break
                self._member = zlib.decompressobj(31)
            parts.append(self._member.decompress(data, limit))
            limit -= len(parts[-1])
            if not self._member.eof:
                break
            data = self._member.unused_data
        return b"".join(parts)

    @property
    def is_complete(self) -> bool:
        """Whether the last member has come to its end."""
        return self._member.eof
