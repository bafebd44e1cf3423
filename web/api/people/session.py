"""Logging in and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import msgspec

from web.api.request_types import ServerRequest
from web.api.route_group import RouteGroup
from web.people.caller_rights import Credential, RoleGrant
from web.people.credentials import SESSION_COOKIE, make_cookie
from web.people.login.passkeys import (
    begin_second_factor,
    take_second_factor,
    verify_passkey,
)
from web.people.login.sessions import (
    begin_session,
    end_session,
    make_csrf_token,
    use_link,
    use_recovery_code,
    verify_is_enabled,
    verify_password,
)
from web.request_context import AnswerWithHeaders, ServerRequestContext
from web.route import Role, Scope

PersonName = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
Secret = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
SESSION_ROUTES = RouteGroup()
_add_route = partial(SESSION_ROUTES.add, role=Role.READER)


class LoginRequest(ServerRequest, frozen=True):
    """A name and its password."""

    name: PersonName
    password: Password


@dataclass(frozen=True, slots=True)
class Login:
    """Whether somebody is logged in, or what is still missing."""

    name: str
    csrf_token: str | None = None
    """To be sent with each change, as the header X-CSRF-Token."""
    ticket: str | None = None
    """Where a second factor is missing: to be sent with it."""
    options: dict[str, Any] | None = None
    """For `navigator.credentials.get` of the browser."""


LoginAnswer = Annotated[AnswerWithHeaders, Login]
"""With the cookie of the session."""


@_add_route(
    "POST",
    "/session",
    example={"name": "Siti", "password": "perahu-hijau-di-teluk"},
    scope=Scope.ANYONE,
)
def log_in(context: ServerRequestContext, request: LoginRequest) -> LoginAnswer:
    """Log in by name and password, and by a second factor if there is one.

    It also proves anew who has a session already.
    """
    server = context.server
    verified_person = verify_password(
        server.database,
        server.passwords,
        request.name,
        request.password,
        address=context.connection.address,
    )
    if verified_person.needs_second_factor:
        ticket, options = begin_second_factor(
            server.database, verified_person.person_id, context.connection.served
        )
        login = Login(verified_person.name, ticket=ticket, options=options)
        return AnswerWithHeaders(login, {})
    return begin_browser_session(
        context, verified_person.person_id, verified_person.name
    )


class SecondFactorRequest(ServerRequest, frozen=True):
    """The answer of a passkey, or a recovery code."""

    ticket: Secret
    credential: dict[str, Any] | None = None
    """What `navigator.credentials.get` gave, as JSON."""
    recovery_code: Secret | None = None


@_add_route(
    "POST",
    "/session/second-factor",
    example={"ticket": "…", "recovery_code": "abcd-efgh-jkmn"},
    scope=Scope.ANYONE,
)
def log_in_by_second_factor(
    context: ServerRequestContext, request: SecondFactorRequest
) -> LoginAnswer:
    """Finish logging in by a passkey, or by a recovery code, which is then used up."""
    database = context.database
    person_id, challenge = take_second_factor(database, request.ticket)
    name = verify_is_enabled(database, person_id)
    if request.recovery_code is not None:
        use_recovery_code(database, person_id, request.recovery_code)
    else:
        verify_passkey(
            database,
            person_id,
            challenge,
            request.credential or {},
            context.connection.served,
        )
    return begin_browser_session(context, person_id, name)


def begin_browser_session(
    context: ServerRequestContext,
    person_id: str,
    name: str,
    *,
    identity_confirmed_at: int | None = None,
) -> AnswerWithHeaders:
    """Begin a session in place of the one that the browser had."""
    secret = begin_session(
        context.database,
        person_id,
        hours=context.server.settings.session_hours,
        replaced_secret=context.connection.session_secret,
        identity_confirmed_at=identity_confirmed_at,
    )
    return give_session(context, secret, name)


def give_session(
    context: ServerRequestContext, secret: str, name: str
) -> AnswerWithHeaders:
    """Make the answer that gives a browser its session."""
    session_seconds = context.server.settings.session_hours * 3600
    cookie = make_cookie(SESSION_COOKIE, secret, context.connection, session_seconds)
    return AnswerWithHeaders(
        Login(name, make_csrf_token(secret)), {"set-cookie": cookie}
    )


@dataclass(frozen=True, slots=True)
class WhoAmI:
    """Who sends a request, and what they may do."""

    name: str | None
    person: str | None
    """The random id; None without accounts."""
    credential: Credential
    roles: Sequence[RoleGrant]
    """Of the person; a token may do less."""
    memories: Sequence[str]
    """Those that may be read by this request; the first is the default."""
    csrf_token: str | None = None


@_add_route("GET", "/session", example={}, scope=Scope.PERSON)
def read_session(context: ServerRequestContext) -> WhoAmI:
    """Show who sends the request, and what they may do."""
    caller, secret = context.person, context.connection.session_secret
    has_session = caller.credential is Credential.SESSION and secret is not None
    return WhoAmI(
        caller.name,
        caller.person_id,
        caller.credential,
        [
            RoleGrant(memory, role, termbase)
            for (memory, termbase), role in caller.rights.role_by_place.items()
            if caller.rights.memories is None or memory in caller.rights.memories
        ],
        context.server.list_readable_memories(caller),
        make_csrf_token(secret) if has_session and secret else None,
    )


@dataclass(frozen=True, slots=True)
class Done:
    """The request was carried out."""

    done: bool = True
    """Always true."""


@_add_route("DELETE", "/session", example={}, scope=Scope.PERSON)
def log_out(context: ServerRequestContext) -> Annotated[AnswerWithHeaders, Done]:
    """Log out: end the session."""
    if context.person.credential is not Credential.SESSION:
        return AnswerWithHeaders(Done(), {})
    assert context.person.credential_id is not None
    end_session(context.database, context.person.credential_id)
    cookie = make_cookie(SESSION_COOKIE, "", context.connection, 0)
    return AnswerWithHeaders(Done(), {"set-cookie": cookie})


@_add_route(
    "POST",
    "/session/link",
    example={"secret": "…", "password": "perahu-hijau-di-teluk"},
    scope=Scope.ANYONE,
)
def set_password_by_link(
    context: ServerRequestContext, secret: Secret, password: Password
) -> Login:
    """Set a password by a link, which is valid once; sessions and tokens end.

    The secret is what follows the `#` of the link.
    """
    return Login(use_link(context.database, context.server.passwords, secret, password))
