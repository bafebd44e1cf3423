"""Connections to web servers, to checked addresses only and within a deadline.

The host's name is resolved once, when connecting, and the connection goes to the
address that was checked: a host cannot pass the check and then resolve to another
address (DNS rebinding). Certificates are still checked against the host's name.
"""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import httpcore
import httpx

from tm.articles.web.address import is_private_address, resolve_host


class PrivateHostError(Exception):
    """A host resolves to an address of this machine or its network.

    It does not say to which: who asks a server for pages could explore its network.
    """


class OutOfTime(Exception):
    """Fetching a page took longer than its time limit."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The time by which a page must have been fetched."""

    end_time: float
    clock: Callable[[], float] = time.monotonic

    @property
    def is_over(self) -> bool:
        """Whether there is no time left."""
        return self.end_time <= self.clock()

    def count_seconds_left(self, max_seconds: float | None = None) -> float:
        """Return the seconds left, up to `max_seconds`. Raises OutOfTime at the end."""
        seconds_left = self.end_time - self.clock()
        if seconds_left <= 0:
            raise OutOfTime
        return seconds_left if max_seconds is None else min(seconds_left, max_seconds)


class Transport(httpx.BaseTransport):
    """The HTTP transport for one page: checks addresses and keeps a deadline."""

    def __init__(
        self,
        *,
        deadline: Deadline,
        allow_private: bool,
        certificates: ssl.SSLContext,
        proxy: str,
    ) -> None:
        # A proxy comes from the user's settings and resolves names itself, so there
        # is no address to check here.
        trusts_all_addresses = allow_private or bool(proxy)
        self._pool = httpcore.ConnectionPool(
            ssl_context=certificates,
            proxy=httpcore.Proxy(proxy) if proxy else None,
            max_keepalive_connections=0,
            network_backend=_AddressCheckingBackend(deadline, trusts_all_addresses),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the body of the response is read later."""
        assert isinstance(request.stream, Iterable)
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        pool_response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                url,
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            pool_response.status,
            headers=pool_response.headers,
            stream=_ResponseBody(pool_response),
            extensions=pool_response.extensions,
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _ResponseBody(httpx.SyncByteStream):
    """The body of a response, in the form that httpx reads."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _AddressCheckingBackend(httpcore.NetworkBackend):
    """Opens connections, but none to private addresses."""

    def __init__(self, deadline: Deadline, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        ip_addresses = resolve_host(
            host, port, timeout=self._deadline.count_seconds_left(timeout)
        )
        if not self._allow_private and any(map(is_private_address, ip_addresses)):
            raise PrivateHostError
        last_error: Exception = OSError("no address")
        for ip_address in ip_addresses:
            try:
                stream = self._backend.connect_tcp(
                    ip_address,
                    port,
                    self._deadline.count_seconds_left(timeout),
                    local_address,
                )
                return _DeadlineStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last_error = error
        raise last_error


class _DeadlineStream(httpcore.NetworkStream):
    """A connection whose reads and writes end at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.count_seconds_left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.count_seconds_left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(
            ssl_context, server_hostname, self._deadline.count_seconds_left(timeout)
        )
        return _DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
