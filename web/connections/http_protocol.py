"""Connections whose requests must begin within limits: of time, and of size.

uvicorn waits for the end of a request's headers as long as a client likes, and keeps as
many of them as it sends. So a thousand clients that send a byte now and then would take
all connections of the server, and one that never ends its headers all its memory.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_MAX_HEAD_SECONDS = 20.0
_MAX_HEAD_BYTES = 128 * 1024
"""Of the address and the headers: a query may have 2,000 characters, of 9 bytes each,
in several fields."""
_TOO_LARGE_ANSWER = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class LimitedHttpProtocol(HttpToolsProtocol):
    """The protocol of uvicorn, with limits for the head of each request."""

    def __init__(self, *arguments: Any, **named_arguments: Any) -> None:
        # Any: those of uvicorn, which may get others.
        super().__init__(*arguments, **named_arguments)
        self._is_in_head = False
        self._head_byte_count = 0
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._start_head_timer()

    def data_received(self, data: bytes) -> None:
        """Take a part of a request, or end the connection if its head is too long."""
        super().data_received(data)
        if not self._is_in_head or self.transport.is_closing():
            return
        self._head_byte_count += len(data)
        if self._head_byte_count > _MAX_HEAD_BYTES:
            self.transport.write(_TOO_LARGE_ANSWER)
            self.transport.close()
        elif self._deadline is None:
            self._start_head_timer()

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._is_in_head = True

    def on_headers_complete(self) -> None:
        """Answer a request whose head has come."""
        self._is_in_head = False
        self._head_byte_count = 0
        self._stop_head_timer()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_head_timer()
        super().connection_lost(exc)

    def _start_head_timer(self) -> None:
        """Close the connection after a while, unless a head has come by then."""
        self._deadline = self.loop.call_later(_MAX_HEAD_SECONDS, self.transport.close)

    def _stop_head_timer(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
