"""The endpoint of a dialect, which answers in the shapes of that dialect."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from web.access import open_context
from web.dialects.dialect import Dialect, FileAnswer
from web.dialects.endpoint.router import RouteMatch, RouteTable
from web.dialects.endpoint.sender_admission import Admission
from web.people.caller_rights import Caller
from web.people.credentials import ClientConnection
from web.problems import ErrorReport, report_error
from web.requests import convert_values, encode_json
from web.route import Route
from web.server import Server

_SERVICE_SUFFIX = "_service"
"""t5memory has addresses next to its prefix, too."""
_DIALECT_STATUS_BY_API_STATUS = {412: 409, 422: 400, 502: 400}
"""For errors of which not every client knows the status."""


class DialectRoute(BaseRoute):
    """The route of all requests to addresses under the prefix of a dialect."""

    def __init__(self, dialect: Dialect, server: Server) -> None:
        self.dialect = dialect
        self.path = dialect.prefix
        self._server = server
        self._admission = Admission(dialect, server)
        self._route_table = RouteTable(dialect.routes)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a path begins with the prefix."""
        if scope["type"] == "http":
            prefix = scope["path"].removeprefix("/").partition("/")[0]
            if prefix.removesuffix(_SERVICE_SUFFIX) == self.dialect.name:
                return Match.FULL, {}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        raw_path: bytes = request.scope["raw_path"].partition(b"?")[0]
        try:
            memory_name, remaining_path = _split_path(raw_path)
            route_matches = self._route_table.find(remaining_path)
        except UnicodeDecodeError:
            return self._refuse(ErrorReport(400, "the address is not UTF-8"))
        verb = "GET" if request.method == "HEAD" else request.method
        for route_match in route_matches:
            if route_match.route.verb == verb:
                return await self._answer_route(request, route_match, memory_name)
        return self._refuse_address(request, route_matches)

    async def _answer_route(
        self, request: Request, route_match: RouteMatch, memory_name: str | None
    ) -> Response:
        route = route_match.route
        try:
            connection = self._server.connection_reader.read(request)
            caller, request_values = await self._admission.admit(
                request, route_match, connection
            )
            answer_in_memory = partial(
                self._answer_in_memory,
                *(route, connection, memory_name),
                convert_values(request_values, route.request_type),
            )
            answer = await self._server.run_for(caller, answer_in_memory)
            return _make_response(answer, route.status)
        except Exception as error:
            place = f"{self.dialect.name} {route.name}"
            return self._refuse(report_error(error, place=place))

    def _answer_in_memory(
        self,
        route: Route,
        connection: ClientConnection,
        memory_name: str | None,
        request: object,
        caller: Caller,
    ) -> object:
        """Answer in the memory that the address names, or the request, or the first."""
        if memory_name is None:
            readable_names = self._server.list_readable_memories(caller)
            memory_name = self.dialect.choose_memory(request, readable_names)
        context = open_context(self._server, caller, memory_name, role=route.role)
        return route.handler(replace(context, connection=connection), request)

    def _refuse_address(
        self, request: Request, route_matches: Sequence[RouteMatch]
    ) -> Response:
        path = request.url.path
        if not route_matches:
            detail = f"{self.dialect.name} has no address {path}"
            return self._refuse(ErrorReport(404, detail))
        verbs = ", ".join(route_match.route.verb for route_match in route_matches)
        detail = f"{path} does not take {request.method}"
        return self._refuse(ErrorReport(405, detail, {"allow": verbs}))

    def _refuse(self, report: ErrorReport) -> Response:
        """Make an error in the dialect's own shape."""
        status = _DIALECT_STATUS_BY_API_STATUS.get(report.status, report.status)
        if status == 401:
            status = self.dialect.unauthorized_status
        body = self.dialect.make_error_body(status, report.detail)
        response = _make_response(body, status)
        response.headers.update(report.headers or {})
        return response


def _split_path(raw_path: bytes) -> tuple[str | None, bytes]:
    """Split a path into the name of a memory, if it has one, and what follows.

    >>> _split_path(b"/tmserver/vi/id/unit/a%2Fb")
    (None, b'vi/id/unit/a%2Fb')
    >>> _split_path(b"/tmserver/@client-a/languages/")
    ('client-a', b'languages/')
    >>> _split_path(b"/t5memory_service/resources")
    (None, b'_service/resources')
    """
    prefix, _, remaining_path = raw_path.removeprefix(b"/").partition(b"/")
    if prefix.endswith(_SERVICE_SUFFIX.encode()):
        return None, f"{_SERVICE_SUFFIX}/".encode() + remaining_path
    first_segment, _, other_segments = remaining_path.partition(b"/")
    if unquote_to_bytes(first_segment).startswith(b"@"):
        return unquote_to_bytes(first_segment)[1:].decode(), other_segments
    return None, remaining_path


def _make_response(answer: object, status: int) -> Response:
    if isinstance(answer, FileAnswer):
        return Response(answer.content, status, media_type=answer.media_type)
    if isinstance(answer, str):
        return Response(answer, status, media_type="text/plain")
    if status == 204:
        return Response(status_code=status)
    return Response(encode_json(answer), status, media_type="application/json")
