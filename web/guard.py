"""What every request must pass, and the headers that every answer has.

A web page of another site must not read a memory through the browser of a translator:
the host must be a known one (against DNS rebinding), the page that sends a request must
be the server's own, and nothing is allowed across origins.
"""

from collections.abc import Callable, Collection, Container, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tm.text.control_characters import show_control_characters
from web.people.credentials import read_host_name
from web.problems import make_problem
from web.requests import wants_page

_ANSWER_HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_ENCODED_ANSWER_HEADERS = [
    (name.encode(), value.encode()) for name, value in _ANSWER_HEADERS.items()
]
_MAX_KNOWN_HOST_COUNT = 100


class Guard:
    """Refuses requests for other hosts or from pages of other sites."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        allowed_hosts: Collection[str],
        landing_paths: Container[str] = (),
        make_page: Callable[[Request, int, str], Response] | None = None,
    ) -> None:
        """`make_page` makes the answer to a refused browser that asks for a page."""
        self._app = app
        self._allowed_hosts = {
            read_host_name(f"[{host}]" if ":" in host else host)
            for host in allowed_hosts
        } - {None}
        self._make_page = make_page
        self._landing_paths = landing_paths
        """Pages that another site may send a browser to, but not read."""
        self._known_hosts: set[str] = set()
        """Headers `Host`, with a port, that were found to be allowed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with what is wrong."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                sent_names = dict(headers).keys()
                missing_headers = [
                    header
                    for header in _ENCODED_ANSWER_HEADERS
                    if header[0] not in sent_names
                ]
                message["headers"] = [*headers, *missing_headers]
            await send(message)

        refusal = self._find_refusal(scope)
        app = self._app if refusal is None else self._refuse(scope, refusal)
        await app(scope, receive, send_with_headers)

    def _refuse(self, scope: Scope, refusal: str) -> Response:
        request = Request(scope)
        if self._make_page is None or not wants_page(request):
            return make_problem(403, refusal)
        return self._make_page(request, 403, show_control_characters(refusal))

    def _find_refusal(self, scope: Scope) -> str | None:
        hosts = _read_headers(scope, b"host")
        host = hosts[0] if len(hosts) == 1 else ""
        if not self._is_allowed_host(host):
            return (
                f"this server does not answer for the host {', '.join(hosts)!r}; "
                "name it in the setting allowed_hosts"
            )
        headers = dict(scope["headers"])
        is_own_page = headers.get(b"sec-fetch-site", b"none") in (
            b"none",
            b"same-origin",
        )
        if not is_own_page and not self._opens_landing_page(scope, headers):
            return "pages of other sites may not use this server"
        if b"origin" not in headers:
            return None
        own_origins = (f"http://{host.lower()}", f"https://{host.lower()}")
        for origin in _read_headers(scope, b"origin"):
            if origin not in own_origins:
                return f"pages of {origin} may not use this server"
        return None

    def _opens_landing_page(self, scope: Scope, headers: Mapping[bytes, bytes]) -> bool:
        """Whether a browser opens a page to which another site may send it."""
        return (
            scope["path"] in self._landing_paths
            and scope["method"] == "GET"
            and headers.get(b"sec-fetch-mode") == b"navigate"
            and headers.get(b"sec-fetch-dest") == b"document"
        )

    def _is_allowed_host(self, host: str) -> bool:
        """Whether the server answers requests for a host."""
        if host in self._known_hosts:
            return True
        is_allowed = read_host_name(host) in self._allowed_hosts
        if is_allowed and len(self._known_hosts) < _MAX_KNOWN_HOST_COUNT:
            self._known_hosts.add(host)
        return is_allowed


def _read_headers(scope: Scope, encoded_name: bytes) -> list[str]:
    """Read all headers of a name, of which one might be read here, another later."""
    return [
        value.decode("latin-1")
        for header_name, value in scope["headers"]
        if header_name == encoded_name
    ]
