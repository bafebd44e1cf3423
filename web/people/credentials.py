"""What a request says of its sender: address, token, session."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import (
    AddressValueError,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from starlette.requests import HTTPConnection

from web.people.random_secrets import TOKEN_PREFIX

SESSION_COOKIE = "padanan_session"
_HOST_PATTERN = re.compile(
    r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::([0-9]{1,5}))?"
)


@dataclass(frozen=True, slots=True)
class ServedOrigin:
    """The address by which browsers know a server."""

    host: str
    """The name that passkeys are for."""
    origin: str
    """With scheme and port."""


@dataclass(frozen=True, slots=True)
class ClientConnection:
    """What is known of the connection that a request came by."""

    address: str
    """Of the client; behind a trusted proxy, the one that it names."""
    host: str
    """The name, and the port, by which the client calls the server."""
    is_secure: bool = False
    """Whether it is encrypted, up to the trusted proxy."""
    session_secret: str | None = None
    """What the cookie of a session holds."""
    csrf_token: str | None = None
    """What a page of the server has sent with its request."""
    authorization: str | None = field(default=None, repr=False)
    """The header of this name."""

    @property
    def served(self) -> ServedOrigin:
        """The address by which the browser knows the server."""
        scheme = "https" if self.is_secure else "http"
        return ServedOrigin(
            read_host_name(self.host) or self.host, f"{scheme}://{self.host}"
        )


class ConnectionReader:
    """Reads where a request comes from; believes only trusted proxies."""

    def __init__(self, trusted_proxies: Sequence[str]) -> None:
        self._networks: Sequence[IPv4Network | IPv6Network] = [
            ip_network(proxy) for proxy in trusted_proxies
        ]

    def read(self, request: HTTPConnection) -> ClientConnection:
        """Read the connection of a request, in one pass over its headers."""
        scope = request.scope
        headers: dict[bytes, bytes] = dict(reversed(scope["headers"]))
        client = scope.get("client")
        address = client[0] if client else ""
        is_secure = scope.get("scheme") == "https"
        if self._networks and self._is_trusted_proxy(address):
            forwarded_for = headers.get(b"x-forwarded-for", b"").decode("latin-1")
            forwarded_addresses = forwarded_for.split(",")
            while forwarded_addresses and self._is_trusted_proxy(address):
                address = forwarded_addresses.pop().strip() or address
            is_secure = headers.get(b"x-forwarded-proto") == b"https"
        session_secret = None
        if b"cookie" in headers:
            name = _make_cookie_name(SESSION_COOKIE, is_secure)
            session_secret = request.cookies.get(name)
            if session_secret is not None and session_secret.startswith(TOKEN_PREFIX):
                session_secret = None
        authorization, csrf_token = (
            value if value is None else value.decode("latin-1")
            for value in (headers.get(b"authorization"), headers.get(b"x-csrf-token"))
        )
        return ClientConnection(
            address,
            headers.get(b"host", b"").decode("latin-1"),
            is_secure,
            session_secret,
            csrf_token,
            authorization,
        )

    def _is_trusted_proxy(self, address: str) -> bool:
        """Whether an address is that of a proxy named in the settings."""
        try:
            ip = ip_address(address)
        except ValueError:
            return False
        return any(ip in network for network in self._networks)


def read_host_name(host: str) -> str | None:
    """Read the name in a header `Host`; None for what is no name and no address.

    An address of IPv6 loses its brackets, and is written in its shortest form.

    >>> read_host_name("LocalHost:8765"), read_host_name("[0:0::1]:80")
    ('localhost', '::1')
    >>> read_host_name("evil@localhost"), read_host_name("localhost:99999")
    (None, None)
    """
    match = _HOST_PATTERN.fullmatch(host.lower())
    if match is None or int(match[2] or 0) > 65535:
        return None
    name = match[1]
    if not name.startswith("["):
        return name
    try:
        return str(IPv6Address(name[1:-1]))
    except AddressValueError:
        return None


def make_cookie(
    name: str,
    value: str,
    connection: ClientConnection,
    max_age_seconds: int,
    *,
    same_site: str = "Strict",
) -> str:
    """Make a cookie that no script reads; one of no seconds is deleted."""
    cookie = f"{_make_cookie_name(name, connection.is_secure)}={value}; Path=/"
    cookie += f"; Max-Age={max_age_seconds}; HttpOnly; SameSite={same_site}"
    return f"{cookie}; Secure" if connection.is_secure else cookie


def read_cookie(
    request: HTTPConnection, name: str, connection: ClientConnection
) -> str:
    """Read a cookie that `make_cookie` made; empty if there is none."""
    return request.cookies.get(_make_cookie_name(name, connection.is_secure), "")


def _make_cookie_name(name: str, is_secure: bool) -> str:
    """Name a cookie so that no other host, path or plain page can set it."""
    return f"__Host-{name}" if is_secure else name


def read_token(authorization: str | None) -> str | None:
    """Read a token from the header `Authorization`.

    >>> read_token("Bearer pdn_abc")
    'pdn_abc'
    """
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() in ("bearer", "token") else None


def read_secret(connection: ClientConnection) -> str | None:
    """Read the secret of the token or else of the session that a request has."""
    token = read_token(connection.authorization)
    return connection.session_secret if token is None else require_token_form(token)


def require_token_form(token: str | None) -> str | None:
    """Return a token, or an empty text for what cannot be one, such as a session's."""
    return token if token is None or token.startswith(TOKEN_PREFIX) else ""
