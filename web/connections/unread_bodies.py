"""Bodies that nobody reads, since the request was answered before they had come.

A server that closes a connection while the client still sends makes the system of the
client throw away the answer: a proxy says 502 in place of our 401, 404 or 413. So the
rest of a body is read and thrown away after the answer was sent, up to a limit.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CLOSE_HEADER = b"connection", b"close"
_MAX_READING_SECONDS = 30.0
_MAX_SILENT_SECONDS = 5.0
"""As nginx has it (lingering_time, lingering_timeout)."""
_MAX_KEPT_BYTES = 1 << 20
"""After a longer body, or one of unknown length, the connection is closed."""


class UnreadBodies:
    """Answers first, then reads what is left of a body, and throws it away."""

    def __init__(self, app: ASGIApp, *, max_byte_count: int) -> None:
        """`max_byte_count`: of a body; a client that sends more loses its connection,
        and maybe its answer."""
        self._app = app
        self._max_byte_count = max_byte_count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; one without a body passes as it is."""
        declared_length = None
        if scope["type"] == "http":
            declared_length = _read_length(scope)
        if not declared_length:
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(receive, send, declared_length, self._max_byte_count)
        await self._app(scope, exchange.receive, exchange.send)
        await exchange.end()


def _read_length(scope: Scope) -> float | None:
    """Read the length of a body; infinite if it is not said, None without a body."""
    length = None
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            return float("inf")
        if name == b"content-length" and value.isdigit():
            length = float(value)
    return length


class _Exchange:
    """A request with a body, and its answer."""

    def __init__(
        self, receive: Receive, send: Send, declared_length: float, max_byte_count: int
    ) -> None:
        self._receive, self._send = receive, send
        self._declared_length = declared_length
        self._max_byte_count = max_byte_count
        self._is_read = self._has_end_to_send = False

    async def receive(self) -> Message:
        """Receive a part of the body for the application."""
        message = await self._receive()
        if message["type"] != "http.request" or not message.get("more_body"):
            self._is_read = True
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer, but not its end while a body still comes."""
        if not self._is_read:
            is_start = message["type"] == "http.response.start"
            if is_start and self._declared_length > _MAX_KEPT_BYTES:
                message = {**message, "headers": [*message["headers"], _CLOSE_HEADER]}
            elif not is_start and not message.get("more_body"):
                message = {**message, "more_body": True}
                self._has_end_to_send = True
        await self._send(message)

    async def end(self) -> None:
        """Read what is left of the body, then end the answer that was sent before."""
        if self._has_end_to_send:
            await self._discard_rest_of_body()
            await self._send({"type": "http.response.body", "body": b""})

    async def _discard_rest_of_body(self) -> None:
        """Read what is left of the body, within the limits of bytes and of time."""
        byte_count, loop = 0, asyncio.get_running_loop()
        end_time = loop.time() + _MAX_READING_SECONDS
        try:
            while not self._is_read and byte_count <= self._max_byte_count:
                silent_until = loop.time() + _MAX_SILENT_SECONDS
                async with asyncio.timeout_at(min(end_time, silent_until)):
                    message = await self.receive()
                byte_count += len(message.get("body", b""))
        except TimeoutError:
            pass  # the client sends too slowly, or waits
