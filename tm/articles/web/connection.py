"""Connections to web servers: to the address that was checked, and in limited time.

The host's name is resolved once, at the moment of connecting, and the connection goes
to the very address that was looked at. A name that changes what it resolves to in
between gains nothing, and certificates are still checked against the name.
"""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import httpcore
import httpx

from tm.articles.web.address import is_private, resolve_host


class PrivateAddress(Exception):
    """A host resolves to an address of this machine or its network."""


class OutOfTime(Exception):
    """A page took longer than it may, however busy the connection was."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a page must be there."""

    at: float
    clock: Callable[[], float] = time.monotonic

    @property
    def is_over(self) -> bool:
        """Whether there is no time left."""
        return self.at <= self.clock()

    def left(self, limit: float | None = None) -> float:
        """Seconds left, at most the limit. Raises OutOfTime when there are none."""
        seconds = self.at - self.clock()
        if seconds <= 0:
            raise OutOfTime
        return seconds if limit is None else min(seconds, limit)


class Transport(httpx.BaseTransport):
    """How one page's requests travel."""

    def __init__(
        self,
        *,
        deadline: Deadline,
        allow_private: bool,
        certificates: ssl.SSLContext,
        proxy: str,
    ) -> None:
        # A proxy is named in the settings by whoever owns it, and resolves names
        # itself, so there is nothing to look at here.
        allowed = allow_private or bool(proxy)
        self._pool = httpcore.ConnectionPool(
            ssl_context=certificates,
            proxy=httpcore.Proxy(proxy) if proxy else None,
            max_keepalive_connections=0,
            network_backend=_Backend(deadline, allowed),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to a request, its body still to be read."""
        assert isinstance(request.stream, Iterable)
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method,
                url,
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Backend(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve_host(host, port, limit=self._deadline.left(timeout))
        for address in addresses:
            if not self._allow_private and is_private(address):
                raise PrivateAddress(address)
        failure: Exception = OSError("no address")
        for address in addresses:
            try:
                stream = self._sockets.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address
                )
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(
            ssl_context, server_hostname, self._deadline.left(timeout)
        )
        return _Stream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
