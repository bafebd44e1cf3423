"""The endpoint of a dialect, which answers in the shapes of that dialect."""

import logging
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from tm.errors import (
    Conflict,
    NotFound,
    PadananError,
    StoreError,
)
from web.access import open_call, require_known
from web.dialects.dialect import Dialect, FileAnswer
from web.dialects.router import RouteMatch, RouteTable
from web.dialects.values import convert_values, read_dialect_values
from web.engine import TooBusy
from web.people.credentials import require_token_form
from web.people.refusals import Forbidden, Unauthorized
from web.people.rights import Caller
from web.problems import BUSY_SECONDS
from web.requests import UnreadableBody, encode_json, read_body
from web.route import Route
from web.server import Server

_log = logging.getLogger("padanan.server")

_STATUS_BY_ERROR = ((NotFound, 404), (Conflict, 409), (StoreError, 503))
"""Of other errors it is 400, which every client knows."""


class DialectAddress(BaseRoute):
    """All addresses of a dialect."""

    def __init__(self, dialect: Dialect, server: Server) -> None:
        self.dialect = dialect
        self.path = dialect.prefix
        self._server = server
        self._route_table = RouteTable(dialect.routes)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a path begins with the prefix."""
        path: str = scope["path"]
        if scope["type"] == "http" and (
            path == self.dialect.prefix or path.startswith(f"{self.dialect.prefix}/")
        ):
            return Match.FULL, {}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        raw_path: bytes = request.scope["raw_path"].partition(b"?")[0]
        # After the prefix, which may be encoded, too.
        _, _, rest = raw_path.removeprefix(b"/").partition(b"/")
        try:
            matches = self._route_table.find(rest)
        except UnicodeDecodeError:
            return self._refuse(400, "the address is not UTF-8")
        verb = "GET" if request.method == "HEAD" else request.method
        for match in matches:
            if match.route.verb == verb:
                return await self._answer_route(request, match)
        return self._refuse_address(request, matches)

    async def _answer_route(self, request: Request, match: RouteMatch) -> Response:
        route, path_values = match
        try:
            body = await read_body(request, self._server.settings.max_body_bytes)
            values = read_dialect_values(request, route, path_values, body)
            token = self.dialect.find_token(request.headers, values)
            caller = await self._server.identify(require_token_form(token))
            require_known(caller)
            gives = await self._server.engine.run(
                self._answer_call, route, caller, convert_values(values, route)
            )
            return _make_response(gives, route.status)
        except (Unauthorized, Forbidden) as error:
            return self._refuse(self.dialect.forbidden_status, str(error))
        except PadananError as error:
            status = next(
                (code for kind, code in _STATUS_BY_ERROR if isinstance(error, kind)),
                400,
            )
            return self._refuse(status, str(error))
        except UnreadableBody as error:
            return self._refuse(error.status, error.detail)
        except TooBusy:
            return self._refuse(503, "too many requests wait; try again in a second")
        except Exception:
            _log.exception("%s of %s broke", route.name, self.dialect.name)
            return self._refuse(500, "the mistake is in the server's log")

    def _answer_call(self, route: Route, caller: Caller, values: object) -> object:
        """Answer in the first memory that the token is for."""
        return route.handler(open_call(self._server, caller, role=route.role), values)

    def _refuse_address(
        self, request: Request, matches: Sequence[RouteMatch]
    ) -> Response:
        path = request.url.path
        if not matches:
            return self._refuse(404, f"{self.dialect.name} has no address {path}")
        response = self._refuse(405, f"{path} does not take {request.method}")
        response.headers["allow"] = ", ".join(match.route.verb for match in matches)
        return response

    def _refuse(self, status: int, detail: str) -> Response:
        response = _make_response(self.dialect.make_error_body(status, detail), status)
        if status == 503:
            response.headers["retry-after"] = str(BUSY_SECONDS)
        return response


def _make_response(value: object, status: int) -> Response:
    if isinstance(value, FileAnswer):
        return Response(value.content, status, media_type=value.media_type)
    if isinstance(value, str):
        return Response(value, status, media_type="text/plain")
    if status == 204:
        return Response(status_code=status)
    return Response(encode_json(value), status, media_type="application/json")
