"""Unpacking gzip data in chunks, up to a limit."""

import zlib


class GzipDecoder:
    """Unpacks gzip data of one or more members (RFC 1952, 2.2)."""

    def __init__(self) -> None:
        self._member_decoder = zlib.decompressobj(31)

    def decode(self, packed_bytes: bytes, max_byte_count: int) -> bytes:
        """Unpack the next bytes of the data, up to a limit. Raises zlib.error."""
        unpacked_chunks: list[bytes] = []
        while max_byte_count > 0:
            if self._member_decoder.eof:
                # Anything else after a member is padding, as Python's gzip has it.
                if not packed_bytes.startswith(b"\x1f"):
                    break
                self._member_decoder = zlib.decompressobj(31)
            unpacked_chunks.append(
                self._member_decoder.decompress(packed_bytes, max_byte_count)
            )
            max_byte_count -= len(unpacked_chunks[-1])
            if not self._member_decoder.eof:
                break
            packed_bytes = self._member_decoder.unused_data
        return b"".join(unpacked_chunks)

    @property
    def is_complete(self) -> bool:
        """Whether the last member was read to its end."""
        return self._member_decoder.eof
