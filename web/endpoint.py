"""The endpoint of a route: reads the values, calls the handler, writes the answer."""

import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from tm.errors import PadananError
from web.call import Call
from web.engine import Engine, TooBusy
from web.problems import BUSY_SECONDS, make_error_problem, make_problem
from web.requests import UnreadableBody, encode_json, read_values
from web.route import Route

_log = logging.getLogger("padanan.server")


Endpoint = Callable[[Request], Awaitable[Response]]


def make_endpoint(route: Route, engine: Engine, *, max_body_bytes: int) -> Endpoint:
    """Make the function that answers the requests of a route."""

    async def answer(request: Request) -> Response:
        try:
            values = await read_values(request, route, max_body_bytes)
            gives = await engine.run(route.handler, Call(engine.memory), values)
            body = encode_json(gives)
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
        return Response(body, route.status, media_type="application/json")

    return answer
