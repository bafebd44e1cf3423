"""The endpoint of a route: reads the values, calls the handler, writes the answer."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tm.errors import PadananError, VersionConflict
from web.call import Call
from web.engine import Engine, TooBusy
from web.problems import (
    BUSY_SECONDS,
    make_error_problem,
    make_problem,
    make_version_problem,
)
from web.requests import UnreadableBody, encode_json, read_values
from web.route import Route
from web.versions import is_known_version, make_entity_tag, read_expected_version

_log = logging.getLogger("padanan.server")


Endpoint = Callable[[Request], Awaitable[Response]]


def make_endpoint(route: Route, engine: Engine, *, max_body_bytes: int) -> Endpoint:
    """Make the function that answers the requests of a route."""

    async def answer(request: Request) -> Response:
        values = None
        try:
            values = await read_values(request, route, max_body_bytes)
            version = read_expected_version(request) if route.takes_version else None
            call = Call(engine.memory, version)
            gives = await engine.run(route.handler, call, values)
            body = encode_json(gives)
        except VersionConflict as error:
            return make_version_problem(error, values)
        except PadananError as error:
            return make_error_problem(error)
        except UnreadableBody as error:
            return make_problem(error.status, error.detail)
        except TooBusy:
            return make_problem(
                503,
                "too many requests wait; try again in a second",
                headers={"retry-after": str(BUSY_SECONDS)},
            )
        except Exception:
            _log.exception("%s broke", route.name)
            return make_problem(500, "the mistake is in the server's log")
        response = Response(body, route.status, media_type="application/json")
        return _add_version(request, response, gives) if gives_version else response

    gives_version = route.gives_version
    return answer


def _add_version(request: Request, response: Response, gives: Any) -> Response:
    """Add the ETag to an answer; without a body where the caller has it already."""
    headers = {"etag": make_entity_tag(gives.version)}
    if request.method in ("GET", "HEAD") and is_known_version(request, gives.version):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response
