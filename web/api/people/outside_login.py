"""Logging in by the accounts of an OpenID provider, and linking them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Annotated

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tm.errors import NotFound
from web.api.people.own_account import get_own_person
from web.api.people.session import Done, begin_browser_session
from web.api.request_types import ServerRequest
from web.api.route_group import RouteGroup
from web.people.access_errors import Unauthorized
from web.people.caller_rights import UNKNOWN_CALLER
from web.people.credentials import make_cookie, read_cookie
from web.people.login.outside_login import begin_outside_login, finish_outside_login
from web.people.outside_identities import (
    OutsideIdentity,
    list_identities,
    unlink_identity,
)
from web.request_context import AnswerWithHeaders, ServerRequestContext
from web.requests import match_whole
from web.route import API_PREFIX, Role, Scope
from web.server import Server

if TYPE_CHECKING:
    from web.people.login.openid import OpenIdProvider


_LANDING_PATH = "/session/oidc/callback"
LANDING_PATH = API_PREFIX + _LANDING_PATH
"""Where the provider sends browsers back; the only one that other sites may open."""
_LOGIN_COOKIE = "padanan_login"
_COOKIE_SECONDS = 600
ProviderText = Annotated[str, msgspec.Meta(max_length=4000)]
_LANDING_PAGE = (
    '<!doctype html><meta charset="utf-8"><title>Padanan</title>'
    '<meta http-equiv="refresh" content="0;url={path}">'
    '<p><a href="{path}">Padanan</a></p>'
)
"""A page of ours opens the next one: a browser that was redirected here by another site
sends no `SameSite=Strict` cookie to what it is redirected to in turn."""

OUTSIDE_LOGIN_ROUTES = RouteGroup()
_add_route = partial(OUTSIDE_LOGIN_ROUTES.add, role=Role.READER, scope=Scope.ACCOUNT)
_IDENTITIES_PATH = "/account/identities"
Subject = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
NextPath = Annotated[
    str,
    msgspec.Meta(
        pattern=match_whole(r"/([!-.0-\[\]-~][!-\[\]-~]*)?"),
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


@OUTSIDE_LOGIN_ROUTES.add(
    *("GET", "/session/oidc", Role.READER),
    example={"next": "/docs"},
    status=303,
    scope=Scope.ANYONE,
)
def begin_login(
    context: ServerRequestContext, next: NextPath = "/docs"
) -> OutsideLoginAnswer:
    """Send a browser to the OpenID provider, to log in there."""
    return _answer_with_login_address(context, next)


@_add_route(
    *("POST", _IDENTITIES_PATH), example={"next": "/docs"}, needs_confirmation=True
)
def link_own_identity(
    context: ServerRequestContext, next: NextPath = "/docs"
) -> OutsideLoginAnswer:
    """Begin to link one's account at the OpenID provider, to log in by it."""
    return _answer_with_login_address(
        context, next, linked_person=get_own_person(context).id
    )


def _answer_with_login_address(
    context: ServerRequestContext, next_path: str, *, linked_person: str | None = None
) -> AnswerWithHeaders:
    provider = _require_provider(context.server)
    begun_login = begin_outside_login(
        context.database,
        provider,
        f"{context.connection.served.origin}{LANDING_PATH}",
        next_path,
        linked_person=linked_person,
    )
    cookie = make_cookie(
        _LOGIN_COOKIE,
        begun_login.browser_secret,
        context.connection,
        _COOKIE_SECONDS,
        same_site="Lax",
    )
    headers = {"set-cookie": cookie}
    if linked_person is None:
        headers["location"] = begun_login.address
    return AnswerWithHeaders(OutsideLogin(begun_login.address), headers)


def _require_provider(server: Server) -> "OpenIdProvider":
    if server.openid_provider is None:
        raise NotFound("this server has no OpenID provider; oidc_issuer names one")
    return server.openid_provider


@_add_route("GET", _IDENTITIES_PATH, key="identities", example={})
def list_own_identities(context: ServerRequestContext) -> Sequence[OutsideIdentity]:
    """List the accounts at OpenID providers by which one logs in."""
    return list_identities(context.database, get_own_person(context).id)


@_add_route(
    *("DELETE", _IDENTITIES_PATH),
    example={"subject": "248289761001"},
    needs_confirmation=True,
)
def unlink_own_identity(context: ServerRequestContext, subject: Subject) -> Done:
    """Unlink an account at an OpenID provider; all sessions end."""
    person = get_own_person(context)
    unlink_identity(context.database, person.id, subject, actor=person.id)
    return Done()


class ProviderAnswer(ServerRequest, frozen=True):
    """What a provider sends with the browser; whatever else it sends is ignored."""

    state: ProviderText = ""
    code: ProviderText = ""
    iss: ProviderText | None = None
    error: ProviderText | None = None


@OUTSIDE_LOGIN_ROUTES.add(
    *("GET", _LANDING_PATH, Role.READER),
    example={"state": "…", "code": "…"},
    scope=Scope.ANYONE,
    media_type="text/html",
    ignores_others=True,
)
async def finish_login(
    context: ServerRequestContext, answer: ProviderAnswer, request: Request
) -> Annotated[Response, str]:
    """Finish a login: the OpenID provider sends the browser here."""
    browser_secret = read_cookie(request, _LOGIN_COOKIE, context.connection)
    return await context.server.memory_threads.run(
        _finish_login, context, answer, browser_secret
    )


def _finish_login(
    context: ServerRequestContext, answer: ProviderAnswer, browser_secret: str
) -> Response:
    server, connection = context.server, context.connection
    provider = _require_provider(server)
    if answer.error is not None:
        reason = answer.error[:100]
        raise Unauthorized(f"{provider.issuer} did not log you in: {reason}")
    finished_login = finish_outside_login(
        server.database,
        provider,
        state=answer.state,
        code=answer.code,
        issuer=answer.iss,
        browser_secret=browser_secret,
        adds_people=server.settings.oidc_adds_people,
    )
    landing_page = HTMLResponse(
        _LANDING_PAGE.format(path=escape(finished_login.next_path))
    )
    landing_page.headers.append(
        "set-cookie", make_cookie(_LOGIN_COOKIE, "", connection, 0)
    )
    if not finished_login.is_linked:
        new_session = begin_browser_session(
            ServerRequestContext(UNKNOWN_CALLER, server, connection),
            finished_login.person_id,
            "",
            identity_confirmed_at=finished_login.identity_confirmed_at,
        )
        landing_page.headers.append("set-cookie", new_session.headers["set-cookie"])
    return landing_page
