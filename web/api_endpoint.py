"""The endpoint of a route: reads the values, calls the handler, writes the answer.

The endpoints of all routes with the same path are one address of the application.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Match
from starlette.routing import Route as AddressRoute
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as RequestScope

from tm.errors import PadananError, StoreError
from web.access import open_context, require_role, verify_caller, verify_place_role
from web.connections.streams import GuardedStream
from web.idempotency import (
    REPLAY_HEADER,
    RepeatableRequest,
    StoredAnswer,
    answer_once,
    read_repeatable_request,
)
from web.people.caller_rights import Caller
from web.people.credentials import ClientConnection, read_secret
from web.people.login.throttle import group_address
from web.problems import Refusal, make_error_problem
from web.request_context import AnswerWithHeaders, RequestContext, ServerRequestContext
from web.requests import (
    encode_json,
    is_known_version,
    make_entity_tag,
    read_expected_version,
    read_values,
)
from web.route import EVENT_TYPE, JSON_TYPE, Route, Scope
from web.server import Server

Endpoint = Callable[[Request], Awaitable[Response]]
_JSON_TYPE_HEADER = b"content-type", JSON_TYPE.encode()


TranslateDetail = Callable[[str, str], str]
"""Takes the header `Accept-Language` and a message; returns the message in a language
that the sender reads."""


def _return_detail_unchanged(accept_language: str, detail: str) -> str:
    return detail


class _IdConvertor(StringConvertor):
    """A value in a path that has a character at least, and may have slashes."""

    regex = ".+"


register_url_convertor("id", _IdConvertor())


def make_endpoint(
    route: Route, server: Server, translate: TranslateDetail = _return_detail_unchanged
) -> Endpoint:
    """Make the function that answers the requests of a route."""
    is_stream, is_repeatable = route.is_stream, route.is_repeatable

    async def endpoint(request: Request) -> Response:
        request_values = None
        try:
            connection = server.connection_reader.read(request)
            caller = await server.admit(read_secret(connection), connection)
            verify_caller(route, caller, connection)
            request_values = await read_values(request, route, server.settings)
            version = read_expected_version(request) if route.takes_version else None
            open_context_as = partial(
                open_route_context, route, server, connection, request_values, version
            )
            if is_stream:
                return await _answer_stream(
                    server, route, request, request_values, caller, open_context_as
                )
            repeatable = None
            if is_repeatable:
                repeatable = read_repeatable_request(
                    request, route, caller, request_values
                )
            answer = await server.run_for(
                caller,
                partial(
                    _answer_request,
                    server,
                    repeatable,
                    route,
                    open_context_as,
                    request_values,
                ),
            )
            return _make_response(request, route, answer)
        except Exception as error:
            accept_language = request.headers.get("accept-language", "")
            return make_error_problem(
                error,
                place=route.name,
                sent_values=request_values,
                translate=partial(translate, accept_language),
            )

    return endpoint


def _answer_request(
    server: Server,
    repeatable: RepeatableRequest | None,
    route: Route,
    open_context_as: Callable[[Caller], RequestContext | ServerRequestContext],
    request_values: object,
    caller: Caller,
) -> StoredAnswer:
    """Answer a request; who repeats one with a key must still have their role."""
    context = open_context_as(caller)

    def make_answer() -> StoredAnswer:
        value: Any = route.handler(
            context, request_values
        )  # of the route's answer type
        headers = None
        if isinstance(value, AnswerWithHeaders):
            value, headers = value.value, value.headers
        version = value.version if route.gives_version else None
        return StoredAnswer(encode_json(value), version, headers=headers)

    if repeatable is None or not isinstance(context, RequestContext):
        return make_answer()
    place = repeatable.bind_to_memory(server.memories.identify(context.memory_name))
    return answer_once(server.database, place, make_answer)


def _make_response(request: Request, route: Route, answer: StoredAnswer) -> Response:
    """Make a response; without a body where the caller has this version already."""
    headers = dict(answer.headers or {})
    if answer.version is not None:
        headers["etag"] = make_entity_tag(answer.version)
        is_reading = request.method in ("GET", "HEAD")
        if is_reading and is_known_version(request, answer.version):
            return Response(status_code=304, headers=headers)
    if answer.is_replayed:
        headers[REPLAY_HEADER] = "true"
    if not headers:
        return _JsonResponse(answer.body, route.status)
    return Response(answer.body, route.status, headers, media_type=JSON_TYPE)


class _JsonResponse(Response):
    """An answer without headers of its own, as most are, so that none is encoded."""

    def __init__(self, body: bytes, status: int) -> None:
        self.body, self.status_code, self.background = body, status, None
        length = b"%d" % len(body)
        self.raw_headers = [(b"content-length", length), _JSON_TYPE_HEADER]


async def _answer_stream(
    server: Server,
    route: Route,
    request: Request,
    request_values: object,
    caller: Caller,
    open_context_as: Callable[[Caller], RequestContext | ServerRequestContext],
) -> Response:
    """Answer a request whose body, or whose answer, comes piece by piece."""

    def open_context_again() -> RequestContext | ServerRequestContext:
        return open_context_as(server.authenticator.renew(caller))

    context = await server.memory_threads.run(open_context_again)
    address = server.connection_reader.read(request).address
    sender, stream_limit = (
        context.person.person_id or group_address(address),
        server.stream_limit,
    )
    with stream_limit.count(sender):
        response: Response = await route.handler(context, request_values, request)
    if request.method == "HEAD":
        headers = dict(response.headers)
        return Response(status_code=response.status_code, headers=headers)
    if not isinstance(response, StreamingResponse):
        return response

    async def may_go_on() -> bool:
        try:
            latest_context = await server.memory_threads.run(open_context_again)
            return isinstance(context, ServerRequestContext) or (
                isinstance(latest_context, RequestContext)
                and latest_context.role is context.role
            )
        except (StoreError, Refusal):
            return True  # as soon as it can be known, it is
        except PadananError:
            return False

    is_events = route.media_type == EVENT_TYPE
    return GuardedStream(
        response, stream_limit, sender, may_go_on, may_end_early=is_events
    )


def open_route_context(
    route: Route,
    server: Server,
    connection: ClientConnection,
    request_values: object,
    version: str | None,
    caller: Caller,
) -> RequestContext | ServerRequestContext:
    """Open the context of a request whose sender may use a route.

    Raises what `verify_caller` and `open_context` raise.
    """
    verify_caller(route, caller, connection)
    if route.scope is Scope.MEMORY:
        return open_context(
            server,
            caller,
            getattr(request_values, "memory", None),
            role=route.role,
            termbase_name=getattr(request_values, "termbase", None),
            version=version,
        )
    place = (
        getattr(request_values, "memory", ""),
        getattr(request_values, "termbase", None),
    )
    if route.scope is Scope.PLACE:
        verify_place_role(server, caller, route.role, *place)
    if route.scope is Scope.SERVER:
        require_role(caller.rights.find_server_role(), route.role, "the server")
    return ServerRequestContext(caller, server, connection)


def make_addresses(
    routes_with_endpoints: Iterable[tuple[Route, Endpoint]],
) -> Iterator[AddressRoute]:
    """Make one address of all routes with the same path, from their endpoints."""
    endpoint_by_verb_by_path: dict[str, dict[str, Endpoint]] = {}
    for route, endpoint in routes_with_endpoints:
        endpoint_by_verb = endpoint_by_verb_by_path.setdefault(route.path_pattern, {})
        endpoint_by_verb[route.verb] = endpoint
    for path, endpoint_by_verb in endpoint_by_verb_by_path.items():
        yield AddressRoute(
            path, _VerbDispatcher(endpoint_by_verb), methods=[*endpoint_by_verb]
        )


class _VerbDispatcher:
    """Answers the requests for an address by its endpoints, which raise no errors."""

    def __init__(self, endpoint_by_verb: Mapping[str, Endpoint]) -> None:
        self._endpoint_by_verb = endpoint_by_verb

    async def __call__(self, scope: RequestScope, receive: Receive, send: Send) -> None:
        """Answer a request by the endpoint of its verb."""
        verb = "GET" if scope["method"] == "HEAD" else scope["method"]
        response = await self._endpoint_by_verb[verb](Request(scope, receive, send))
        await response(scope, receive, send)


class PlainAddresses(BaseRoute):
    """Addresses without values in their paths, found at once instead of one by one."""

    def __init__(self, addresses: Iterable[AddressRoute]) -> None:
        self._address_by_path = {address.path: address for address in addresses}

    def find_answer(self, scope: RequestScope) -> ASGIApp | None:
        """Find what answers a request; None for an address or a verb of none of them.

        Most requests are answered by it, past all layers of the application.
        """
        address = self._address_by_path.get(scope.get("path", ""))
        if address is None or scope["method"] not in (address.methods or ()):
            return None
        scope["route"] = address
        return address.app

    def matches(self, scope: RequestScope) -> tuple[Match, RequestScope]:
        """Find the address of a path."""
        address = self._address_by_path.get(scope.get("path", ""))
        if address is None:
            return Match.NONE, {}
        match, child_scope = address.matches(scope)
        return match, {**child_scope, "route": address}

    async def handle(self, scope: RequestScope, receive: Receive, send: Send) -> None:
        """Answer by the address that was found, or refuse the verb."""
        await scope["route"].handle(scope, receive, send)
