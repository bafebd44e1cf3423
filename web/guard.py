"""What every request must pass, and the headers that every answer has.

A web page of another site must not read a memory through the browser of a translator:
the host must be a known one (against DNS rebinding), the page that sends a request must
be the server's own, and nothing is allowed across origins.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import make_problem

_ANSWER_HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Guard:
    """Refuses requests for other hosts or from pages of other sites."""

    def __init__(self, app: ASGIApp, *, allowed_hosts: Collection[str]) -> None:
        self._app = app
        self._allowed_hosts = frozenset(allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with what is wrong."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ANSWER_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._find_refusal(Headers(scope=scope))
        app = self._app if refusal is None else make_problem(403, refusal)
        await app(scope, receive, send_with_headers)

    def _find_refusal(self, headers: Headers) -> str | None:
        host = headers.get("host", "")
        host_name = _read_host_name(f"//{host}")
        if host_name not in self._allowed_hosts:
            return (
                f"this server does not answer for the host {host_name!r}; name it in "
                "the setting allowed_hosts"
            )
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return f"pages of {origin} may not use this server"
        return None


def _read_host_name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
