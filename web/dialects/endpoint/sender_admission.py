"""Who sends a request of a dialect, and what they send.

A body is read once its sender is known. Some clients put their key into the body: that
of somebody unknown is read up to a limit. MateCat sends the key of a file after the
file; of such bodies a few are read at a time, and the others wait.
"""

import asyncio
from collections.abc import Mapping

from starlette.requests import Request

from web.access import require_identified_caller
from web.dialects.dialect import Dialect
from web.dialects.endpoint.router import RouteMatch
from web.dialects.endpoint.values import (
    has_named_values,
    read_body_values,
    read_query_values,
)
from web.dialects.signed_job_ids import read_holder_of_signed_id
from web.people.caller_rights import Caller, Credential
from web.people.credentials import ClientConnection, require_token_form
from web.requests import read_body
from web.route import Route
from web.server import Server

MAX_UNAUTHENTICATED_BODY_BYTES = 256 * 1024
"""Of a body in which the key of its sender may be."""
_MAX_UNAUTHENTICATED_FILES = 2
_TOKEN_HEADER_ADVICE = (
    "send more with the token as the header Authorization: Bearer TOKEN"
)


class Admission:
    """Lets in the senders of requests to a dialect, and reads what they send."""

    def __init__(self, dialect: Dialect, server: Server) -> None:
        """`dialect`: the protocol of another translation tool, whose requests come."""
        self._dialect = dialect
        self._server = server
        self._unknown_files = asyncio.Semaphore(_MAX_UNAUTHENTICATED_FILES)

    async def admit(
        self, request: Request, route_match: RouteMatch, connection: ClientConnection
    ) -> tuple[Caller, Mapping[str, object]]:
        """Find who sends a request, and the values of it; those of the path win.

        Raises Unauthorized, UnreadableBody, and what `Server.admit` raises.
        """
        route, path_values = route_match
        address_values = {**read_query_values(request, route), **path_values}
        token = self._dialect.find_token(request.headers, address_values)
        caller = await self._server.admit(require_token_form(token), connection)
        if caller.credential is Credential.NONE:
            signed_job_id = str(
                address_values.get(self._dialect.signed_id_parameter, "")
            )
            if signed_job_id:
                caller = await self._server.memory_threads.run(
                    read_holder_of_signed_id, self._server, signed_job_id
                )
        is_sender_unknown = token is None and caller.credential is Credential.NONE
        if (
            is_sender_unknown
            and self._dialect.key_parameter
            and has_named_values(route)
        ):
            body_values = await self._read_body_of_unknown_sender(request, route)
            token = self._dialect.find_token(request.headers, body_values)
            caller = await self._server.admit(require_token_form(token), None)
            require_identified_caller(caller)
        else:
            require_identified_caller(caller)
            body = await read_body(request, self._server.settings)
            body_values = read_body_values(request, route, body)
        return caller, {**address_values, **body_values, **path_values}

    async def _read_body_of_unknown_sender(
        self, request: Request, route: Route
    ) -> Mapping[str, object]:
        settings = self._server.settings
        if _takes_file(route):
            async with self._unknown_files:
                body = await read_body(request, settings)
                return read_body_values(request, route, body)
        body = await read_body(
            request,
            settings,
            max_body_bytes=min(MAX_UNAUTHENTICATED_BODY_BYTES, settings.max_body_bytes),
            advice=_TOKEN_HEADER_ADVICE,
        )
        return read_body_values(request, route, body)


def _takes_file(route: Route) -> bool:
    """Whether a file comes as a part of a form, with a key alongside."""
    return any(field.type is bytes for field in route.body_fields)
