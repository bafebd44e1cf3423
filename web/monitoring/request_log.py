"""Each request is counted, timed and, where that is wanted, logged."""

import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.connections.abandoned_requests import CLIENT_CLOSED_REQUEST
from web.monitoring.log_format import FIELDS_ATTRIBUTE
from web.monitoring.metrics import Metrics

_log = logging.getLogger("padanan.server")
_METHODS = frozenset(("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"))


class RequestMonitor:
    """Counts requests by their address, never with the texts in it."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and count it when the answer has ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = CLIENT_CLOSED_REQUEST
        start_time = perf_counter()

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            seconds = perf_counter() - start_time
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = _make_route_name(scope)
            self._metrics.add(method, route, status, seconds)
            if _log.isEnabledFor(logging.INFO):
                fields = {
                    "method": method,
                    "route": route,
                    "status": status,
                    "ms": round(1000 * seconds, 1),
                }
                _log.info("request", extra={FIELDS_ATTRIBUTE: fields})


def _make_route_name(scope: Scope) -> str:
    """Name the address of a request, with placeholders in place of its values."""
    return str(getattr(scope.get("route"), "path", "unknown"))
