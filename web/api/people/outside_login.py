"""Logging in by the accounts of an OpenID provider, and linking them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Annotated

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route as AddressRoute

from tm.errors import NotFound
from web.api.people.own_account import get_own_person
from web.api.people.session import Done, begin_call_session
from web.api.route_group import RouteGroup
from web.call import AnswerWithHeaders, ServerCall
from web.people.credentials import ClientConnection, make_cookie, read_cookie
from web.people.login.outside_login import begin_outside_login, finish_outside_login
from web.people.outside_identities import (
    OutsideIdentity,
    list_identities,
    unlink_identity,
)
from web.people.refusals import Unauthorized
from web.people.rights import UNKNOWN_CALLER
from web.problems import make_error_problem
from web.route import API_PREFIX, Role, Scope
from web.server import Server

if TYPE_CHECKING:
    from web.people.login.openid import OpenIdProvider


LANDING_PATH = f"{API_PREFIX}/session/oidc/callback"
"""Where the provider sends browsers back; the only one that other sites may open."""
_COOKIE = "padanan_login"
_COOKIE_SECONDS = 600
_LONGEST_PARAMETER = 4000
_PAGE = (
    '<!doctype html><meta charset="utf-8"><title>Padanan</title>'
    '<meta http-equiv="refresh" content="0;url={path}">'
    '<p><a href="{path}">Padanan</a></p>'
)
"""A page of ours opens the next one: a browser that was redirected here by another site
sends no `SameSite=Strict` cookie to what it is redirected to in turn."""

OUTSIDE_LOGINS = RouteGroup()
_add = partial(OUTSIDE_LOGINS.add, role=Role.READER, scope=Scope.ACCOUNT)
_IDENTITIES_PATH = "/account/identities"
Subject = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
NextPath = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^/([!-.0-\[\]-~][!-\[\]-~]*)?$",
        max_length=500,
        description="A path of this server, where the browser goes afterwards.",
        examples=["/docs"],
    ),
]
"""Never another site: one slash, and no backslash, of which browsers make a slash."""


@dataclass(frozen=True, slots=True)
class OutsideLogin:
    """Where somebody logs in at the provider."""

    address: str


OutsideLoginAnswer = Annotated[AnswerWithHeaders, OutsideLogin]


@OUTSIDE_LOGINS.add(
    *("GET", "/session/oidc", Role.READER),
    example={"next": "/docs"},
    status=303,
    scope=Scope.ANYONE,
)
def begin_login(call: ServerCall, next: NextPath = "/docs") -> OutsideLoginAnswer:
    """Send a browser to the OpenID provider, to log in there."""
    return _begin(call, next)


@_add(*("POST", _IDENTITIES_PATH), example={"next": "/docs"}, needs_confirmation=True)
def link_own_identity(call: ServerCall, next: NextPath = "/docs") -> OutsideLoginAnswer:
    """Begin to link one's account at the OpenID provider, to log in by it."""
    return _begin(call, next, linked_person=get_own_person(call).id)


def _begin(
    call: ServerCall, next_path: str, *, linked_person: str | None = None
) -> AnswerWithHeaders:
    provider = _require_provider(call.server)
    begun = begin_outside_login(
        call.server.database,
        provider,
        f"{call.connection.served.origin}{LANDING_PATH}",
        next_path,
        linked_person=linked_person,
    )
    cookie = make_cookie(
        _COOKIE, begun.browser_secret, call.connection, _COOKIE_SECONDS, site="Lax"
    )
    headers = {"set-cookie": cookie}
    if linked_person is None:
        headers["location"] = begun.address
    return AnswerWithHeaders(OutsideLogin(begun.address), headers)


def _require_provider(server: Server) -> "OpenIdProvider":
    if server.openid_provider is None:
        raise NotFound("this server has no OpenID provider; oidc_issuer names one")
    return server.openid_provider


@_add("GET", _IDENTITIES_PATH, key="identities", example={})
def list_own_identities(call: ServerCall) -> Sequence[OutsideIdentity]:
    """List the accounts at OpenID providers by which one logs in."""
    return list_identities(call.server.database, get_own_person(call).id)


@_add(
    *("DELETE", _IDENTITIES_PATH),
    example={"subject": "248289761001"},
    needs_confirmation=True,
)
def unlink_own_identity(call: ServerCall, subject: Subject) -> Done:
    """Unlink an account at an OpenID provider; all sessions end."""
    person = get_own_person(call)
    unlink_identity(call.server.database, person.id, subject, actor=person.id)
    return Done()


def make_landing_address(server: Server) -> AddressRoute:
    """Make the address where a browser comes back from the provider."""
    return AddressRoute(LANDING_PATH, _make_endpoint(server), methods=["GET"])


def _make_endpoint(server: Server) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            connection = server.connection_reader.read(request)
            await server.admit(None, connection)
            return await server.engine.run(_finish, server, connection, request)
        except Exception as error:
            return make_error_problem(error, place="the login of an OpenID provider")

    return endpoint


def _finish(server: Server, connection: ClientConnection, request: Request) -> Response:
    parameters = {
        name: value[:_LONGEST_PARAMETER] for name, value in request.query_params.items()
    }
    provider = _require_provider(server)
    if "error" in parameters:
        reason = parameters["error"][:100]
        raise Unauthorized(f"{provider.issuer} did not log you in: {reason}")
    finished = finish_outside_login(
        server.database,
        provider,
        state=parameters.get("state", ""),
        code=parameters.get("code", ""),
        issuer=parameters.get("iss"),
        browser_secret=read_cookie(request, _COOKIE, connection),
        adds_people=server.settings.oidc_adds_people,
    )
    answer = HTMLResponse(_PAGE.format(path=escape(finished.next_path)))
    answer.headers.append("set-cookie", make_cookie(_COOKIE, "", connection, 0))
    if not finished.is_linked:
        begun = begin_call_session(
            ServerCall(UNKNOWN_CALLER, server, connection),
            finished.person_id,
            "",
            confirmed_at=finished.confirmed_at,
        )
        answer.headers.append("set-cookie", begun.headers["set-cookie"])
    return answer
