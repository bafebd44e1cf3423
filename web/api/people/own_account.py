"""One's own account: password, tokens, passkeys, recovery codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import msgspec

from tm.errors import Conflict
from web.api.people.session import Done, LoginAnswer, Password, Secret, give_session
from web.api.request_types import MemoryName, ServerRequest, require_visible_text
from web.api.route_group import RouteGroup
from web.people.accounts import Person, find_person
from web.people.login.open_sessions import (
    OpenSession,
    end_one_session,
    list_sessions,
)
from web.people.login.passkeys import (
    Passkey,
    begin_registration,
    finish_registration,
    list_passkeys,
    remove_passkey,
)
from web.people.login.sessions import change_password, make_recovery_codes
from web.people.personal_data import export_person
from web.people.tokens import (
    MAX_TOKEN_DAYS,
    AccessToken,
    create_token,
    list_tokens,
    revoke_token,
)
from web.request_context import ServerRequestContext
from web.route import Role, Scope

OwnName = Annotated[str, msgspec.Meta(max_length=100)]
PasskeyId = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
OWN_ACCOUNT_ROUTES = RouteGroup()
_add_route = partial(OWN_ACCOUNT_ROUTES.add, role=Role.READER, scope=Scope.ACCOUNT)
_add_confirmed_route = partial(_add_route, needs_confirmation=True)


def get_own_person(context: ServerRequestContext) -> Person:
    """Read the account of who calls. Raises Conflict without accounts."""
    if context.person.person_id is None:
        raise Conflict(
            "the server has no accounts; `padanan people add` on its machine makes one"
        )
    return find_person(context.database, context.person.person_id)


@_add_confirmed_route(
    "PUT", "/account/password", example={"password": "perahu-hijau-di-teluk"}
)
def set_password(context: ServerRequestContext, password: Password) -> LoginAnswer:
    """Change one's password; all sessions end, and a new one begins here."""
    person, server = get_own_person(context), context.server
    session_secret = change_password(
        server.database,
        server.passwords,
        person.id,
        person.name or "",
        password,
        hours=server.settings.session_hours,
    )
    return give_session(context, session_secret, person.name or "")


class NewToken(ServerRequest, frozen=True):
    """What a token is for."""

    memories: Annotated[
        tuple[MemoryName, ...], msgspec.Meta(min_length=1, max_length=100)
    ]
    name: OwnName = ""
    role: Role = Role.READER
    """The highest role that it may use."""
    days: Annotated[int, msgspec.Meta(ge=1, le=MAX_TOKEN_DAYS)] = 90


@dataclass(frozen=True, slots=True)
class CreatedToken:
    """A token, and its secret, which is shown only now."""

    token: AccessToken
    secret: str


@_add_confirmed_route(
    "POST",
    "/account/tokens",
    example={"name": "OmegaT", "memories": ["default"], "role": "reader"},
    status=201,
)
def make_token(context: ServerRequestContext, request: NewToken) -> CreatedToken:
    """Make a token for a program; it never grows with its person."""
    require_visible_text(request.name, "name")
    person = get_own_person(context)
    token, secret = create_token(
        context.database,
        person,
        request.name,
        role=request.role,
        memories=request.memories,
        days=request.days,
        actor=person.id,
    )
    return CreatedToken(token, secret)


@_add_route("GET", "/account/tokens", key="tokens", example={})
def list_own_tokens(context: ServerRequestContext) -> Sequence[AccessToken]:
    """List one's own tokens, without their secrets."""
    return list_tokens(context.database, get_own_person(context))


@_add_route("DELETE", "/account/tokens/{token}", example={"token": "t2k4abcdefghjkmnp"})
def revoke_own_token(context: ServerRequestContext, token: Secret) -> Done:
    """Revoke a token of one's own at once."""
    person = get_own_person(context)
    revoke_token(context.database, person, token, actor=person.id)
    return Done()


@dataclass(frozen=True, slots=True)
class PasskeyRegistration:
    """What a browser needs to make a passkey."""

    ticket: str
    options: dict[str, Any]
    """For `navigator.credentials.create`."""


@_add_confirmed_route("POST", "/account/passkeys/begin", example={})
def begin_passkey(context: ServerRequestContext) -> PasskeyRegistration:
    """Begin to register a passkey as a second factor."""
    person = get_own_person(context)
    ticket, options = begin_registration(
        context.database, person.id, person.name or "", context.connection.served
    )
    return PasskeyRegistration(ticket, options)


class NewPasskey(ServerRequest, frozen=True):
    """What the browser has made."""

    ticket: Secret
    credential: dict[str, Any]
    name: OwnName = ""


@_add_confirmed_route(
    "POST",
    "/account/passkeys",
    example={"ticket": "…", "credential": {}, "name": "phone"},
    status=201,
)
def add_passkey(context: ServerRequestContext, request: NewPasskey) -> Passkey:
    """Register a passkey, which is asked for after the password from then on."""
    return finish_registration(
        context.database,
        get_own_person(context).id,
        request.ticket,
        request.credential,
        request.name,
        context.connection.served,
    )


@_add_route("GET", "/account/passkeys", key="passkeys", example={})
def list_own_passkeys(context: ServerRequestContext) -> Sequence[Passkey]:
    """List one's own passkeys."""
    return list_passkeys(context.database, get_own_person(context).id)


@_add_confirmed_route(
    "DELETE", "/account/passkeys/{passkey}", example={"passkey": "AbCd"}
)
def remove_own_passkey(context: ServerRequestContext, passkey: PasskeyId) -> Done:
    """Remove a passkey of one's own."""
    remove_passkey(context.database, get_own_person(context).id, passkey)
    return Done()


@_add_confirmed_route("POST", "/account/recovery-codes", key="codes", example={})
def renew_recovery_codes(context: ServerRequestContext) -> Sequence[str]:
    """Make recovery codes; the earlier ones are no longer valid."""
    person = get_own_person(context)
    return make_recovery_codes(context.database, person.id)


@_add_route("GET", "/account/sessions", key="sessions", example={})
def list_own_sessions(context: ServerRequestContext) -> Sequence[OpenSession]:
    """List one's own open sessions, the latest first."""
    person = get_own_person(context)
    return list_sessions(context.database, person, context.person.credential_id)


@_add_route(
    "DELETE", "/account/sessions/{session}", example={"session": "0123456789abcdef"}
)
def end_own_session(context: ServerRequestContext, session: Secret) -> Done:
    """End a session of one's own at once."""
    end_one_session(context.database, get_own_person(context), session)
    return Done()


@_add_route("GET", "/account", key="person", example={})
def export_own_account(context: ServerRequestContext) -> Mapping[str, Any]:
    """Export all that the server knows of who asks."""
    return export_person(context.database, get_own_person(context))
