"""The endpoint of a route: reads the values, calls the handler, writes the answer."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tm.errors import PadananError, VersionConflict
from web.access import open_call, require_role, verify_caller
from web.call import AnswerWithHeaders, Call, ServerCall
from web.engine import TooBusy
from web.idempotency import (
    REPLAY_HEADER,
    RepeatableRequest,
    StoredAnswer,
    answer_once,
    read_repeatable_request,
)
from web.people.credentials import ClientConnection, read_secret
from web.people.rights import Caller
from web.problems import (
    make_busy_problem,
    make_error_problem,
    make_problem,
    make_version_problem,
)
from web.requests import UnreadableBody, encode_json, read_values
from web.route import Route, Scope
from web.server import Server
from web.versions import is_known_version, make_entity_tag, read_expected_version

_log = logging.getLogger("padanan.server")


Endpoint = Callable[[Request], Awaitable[Response]]


def make_endpoint(route: Route, server: Server) -> Endpoint:
    """Make the function that answers the requests of a route."""
    max_body_bytes = server.settings.max_body_bytes

    async def answer(request: Request) -> Response:
        values = None
        try:
            connection = server.connection_reader.read(request)
            caller = await server.admit(read_secret(request, connection), connection)
            verify_caller(route, caller, connection)
            values = await read_values(request, route, max_body_bytes)
            version = read_expected_version(request) if route.takes_version else None
            repeatable = read_repeatable_request(request, route, caller, values)
            open_this_call = partial(
                _open_route_call, route, server, caller, connection, values, version
            )
            if repeatable is not None:
                return _make_repeatable_response(
                    route,
                    await server.engine.run(
                        _answer_once, server, repeatable, route, open_this_call, values
                    ),
                )
            gives: Any = await server.engine.run(
                _call_handler, route, open_this_call, values
            )
            headers = None
            if isinstance(gives, AnswerWithHeaders):
                gives, headers = gives.value, dict(gives.headers)
            body = encode_json(gives)
        except VersionConflict as error:
            return make_version_problem(error, values)
        except PadananError as error:
            return make_error_problem(error)
        except UnreadableBody as error:
            return make_problem(error.status, error.detail)
        except TooBusy:
            return make_busy_problem()
        except Exception:
            _log.exception("%s broke", route.name)
            return make_problem(500, "the mistake is in the server's log")
        response = Response(body, route.status, headers, media_type="application/json")
        return _add_version(request, response, gives) if gives_version else response

    gives_version = route.gives_version
    return answer


def _call_handler(
    route: Route, open_this_call: Callable[[], Call | ServerCall], values: object
) -> Any:
    return route.handler(open_this_call(), values)


def _answer_once(
    server: Server,
    repeatable: RepeatableRequest,
    route: Route,
    open_this_call: Callable[[], Call | ServerCall],
    values: object,
) -> StoredAnswer:
    """Answer a request with a key; whoever repeats it must still have their role."""
    call = open_this_call()

    def make_answer() -> StoredAnswer:
        gives = route.handler(call, values)
        version = gives.version if route.gives_version else None
        return StoredAnswer(encode_json(gives), version)

    return answer_once(server.database, repeatable, make_answer)


def _make_repeatable_response(route: Route, answer: StoredAnswer) -> Response:
    headers = {}
    if answer.version is not None:
        headers["etag"] = make_entity_tag(answer.version)
    if answer.is_replayed:
        headers[REPLAY_HEADER] = "true"
    return Response(
        answer.body, route.status, headers=headers, media_type="application/json"
    )


def _open_route_call(
    route: Route,
    server: Server,
    caller: Caller,
    connection: ClientConnection,
    values: object,
    version: str | None,
) -> Call | ServerCall:
    """Open a call of somebody who may use a route; raises what `open_call` raises."""
    if route.scope is Scope.MEMORY:
        return open_call(
            server,
            caller,
            getattr(values, "memory", None),
            role=route.role,
            termbase=getattr(values, "termbase", None),
            version=version,
        )
    if route.scope is Scope.SERVER:
        require_role(caller.rights.find_server_role(), route.role, "the server")
    return ServerCall(caller, server, connection)


def _add_version(request: Request, response: Response, gives: Any) -> Response:
    """Add the ETag to an answer; without a body where the caller has it already."""
    headers = {"etag": make_entity_tag(gives.version)}
    if request.method in ("GET", "HEAD") and is_known_version(request, gives.version):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response
