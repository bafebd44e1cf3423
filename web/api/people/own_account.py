"""One's own account: password, tokens, passkeys, recovery codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import msgspec

from tm.errors import Conflict
from web.api.people.session import Done, Login, NoValues, Password, Secret, give_session
from web.api.values import MemoryName, ServerRequest
from web.call import AnswerWithHeaders, ServerCall
from web.people.accounts import Person, find_person
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
    MOST_TOKEN_DAYS,
    AccessToken,
    create_token,
    list_tokens,
    revoke_token,
)
from web.route import API_PREFIX, Role, Route, Scope

OwnName = Annotated[str, msgspec.Meta(max_length=100)]


def get_own_person(call: ServerCall) -> Person:
    """Read the account of who calls. Raises Conflict without accounts."""
    if call.person.person_id is None:
        raise Conflict("the server has no accounts; `padanan people add` makes one")
    return find_person(call.server.database, call.person.person_id)


class PasswordRequest(ServerRequest, frozen=True):
    """The new password."""

    password: Password


def set_password(call: ServerCall, request: PasswordRequest) -> AnswerWithHeaders:
    """Change one's password; all sessions end, and a new one begins here."""
    person, server = get_own_person(call), call.server
    secret = change_password(
        server.database,
        server.passwords,
        person.id,
        person.name or "",
        request.password,
        hours=server.settings.session_hours,
    )
    return give_session(call, secret, person.name or "")


class NewToken(ServerRequest, frozen=True):
    """What a token is for."""

    memories: Annotated[
        tuple[MemoryName, ...], msgspec.Meta(min_length=1, max_length=100)
    ]
    name: OwnName = ""
    role: Role = Role.READER
    """The highest role that it may use."""
    days: Annotated[int, msgspec.Meta(ge=1, le=MOST_TOKEN_DAYS)] = 90


@dataclass(frozen=True, slots=True)
class CreatedToken:
    """A token, and its secret, which is shown only now."""

    token: AccessToken
    secret: str


def make_token(call: ServerCall, request: NewToken) -> CreatedToken:
    """Make a token for a program; it never grows with its person."""
    person = get_own_person(call)
    token, secret = create_token(
        call.server.database,
        person,
        request.name,
        role=request.role,
        memories=request.memories,
        days=request.days,
        actor=person.id,
    )
    return CreatedToken(token, secret)


@dataclass(frozen=True, slots=True)
class OwnTokens:
    """The tokens of who asks."""

    tokens: Sequence[AccessToken]


def list_own_tokens(call: ServerCall, _: NoValues) -> OwnTokens:
    """List one's own tokens, without their secrets."""
    return OwnTokens(list_tokens(call.server.database, get_own_person(call)))


class TokenRequest(ServerRequest, frozen=True):
    """The token to revoke."""

    token: Secret


def revoke_own_token(call: ServerCall, request: TokenRequest) -> Done:
    """Revoke a token of one's own at once."""
    person = get_own_person(call)
    revoke_token(call.server.database, person, request.token, actor=person.id)
    return Done()


@dataclass(frozen=True, slots=True)
class PasskeyRegistration:
    """What a browser needs to make a passkey."""

    ticket: str
    options: dict[str, Any]
    """For `navigator.credentials.create`."""


def begin_passkey(call: ServerCall, _: NoValues) -> PasskeyRegistration:
    """Begin to register a passkey as a second factor."""
    person = get_own_person(call)
    ticket, options = begin_registration(
        call.server.database, person.id, person.name or "", call.connection.served
    )
    return PasskeyRegistration(ticket, options)


class NewPasskey(ServerRequest, frozen=True):
    """What the browser has made."""

    ticket: Secret
    credential: dict[str, Any]
    name: OwnName = ""


def add_passkey(call: ServerCall, request: NewPasskey) -> Passkey:
    """Register a passkey, which is asked for after the password from then on."""
    return finish_registration(
        call.server.database,
        get_own_person(call).id,
        request.ticket,
        request.credential,
        request.name,
        call.connection.served,
    )


@dataclass(frozen=True, slots=True)
class OwnPasskeys:
    """The passkeys of who asks."""

    passkeys: Sequence[Passkey]


def list_own_passkeys(call: ServerCall, _: NoValues) -> OwnPasskeys:
    """List one's own passkeys."""
    return OwnPasskeys(list_passkeys(call.server.database, get_own_person(call).id))


class PasskeyRequest(ServerRequest, frozen=True):
    """The passkey to remove."""

    passkey: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


def remove_own_passkey(call: ServerCall, request: PasskeyRequest) -> Done:
    """Remove a passkey of one's own."""
    remove_passkey(call.server.database, get_own_person(call).id, request.passkey)
    return Done()


@dataclass(frozen=True, slots=True)
class RecoveryCodes:
    """Codes in place of a passkey that is lost; shown only now, each valid once."""

    codes: Sequence[str]


def renew_recovery_codes(call: ServerCall, _: NoValues) -> RecoveryCodes:
    """Make recovery codes; the earlier ones are no longer valid."""
    person = get_own_person(call)
    return RecoveryCodes(make_recovery_codes(call.server.database, person.id))


@dataclass(frozen=True, slots=True)
class PersonExport:
    """All that the server knows of a person, except secrets."""

    person: Mapping[str, Any]


def export_own_account(call: ServerCall, _: NoValues) -> PersonExport:
    """Export all that the server knows of who asks."""
    return PersonExport(export_person(call.server.database, get_own_person(call)))


_PATH = f"{API_PREFIX}/account"


def _make_route(
    verb: str,
    path: str,
    handler: Any,
    takes: type[msgspec.Struct],
    gives: type,
    example: Mapping[str, object],
    *,
    is_delicate: bool = True,
) -> Route:
    return Route(
        *(verb, f"{_PATH}{path}", handler, takes, gives, Role.READER),
        example=example,
        scope=Scope.ACCOUNT,
        needs_confirmation=is_delicate,
    )


_TOKEN_EXAMPLE = {"name": "OmegaT", "memories": ["default"], "role": "reader"}
OWN_ACCOUNT_ROUTES: Sequence[Route] = (
    _make_route(
        *("GET", "", export_own_account, NoValues, PersonExport, {}), is_delicate=False
    ),
    _make_route(
        *("PUT", "/password", set_password, PasswordRequest, Login),
        {"password": "perahu-hijau-di-teluk"},
    ),
    replace(
        _make_route(
            "POST", "/tokens", make_token, NewToken, CreatedToken, _TOKEN_EXAMPLE
        ),
        status=201,
    ),
    _make_route(
        *("GET", "/tokens", list_own_tokens, NoValues, OwnTokens, {}),
        is_delicate=False,
    ),
    _make_route(
        *("DELETE", "/tokens/{token}", revoke_own_token, TokenRequest, Done),
        {"token": "t2k4abcdefghjkmnp"},
        is_delicate=False,
    ),
    _make_route(
        *("POST", "/passkeys/begin", begin_passkey, NoValues, PasskeyRegistration), {}
    ),
    replace(
        _make_route(
            *("POST", "/passkeys", add_passkey, NewPasskey, Passkey),
            {"ticket": "…", "credential": {}, "name": "phone"},
        ),
        status=201,
    ),
    _make_route(
        *("GET", "/passkeys", list_own_passkeys, NoValues, OwnPasskeys, {}),
        is_delicate=False,
    ),
    _make_route(
        *("DELETE", "/passkeys/{passkey}", remove_own_passkey, PasskeyRequest, Done),
        {"passkey": "AbCd"},
    ),
    _make_route(
        "POST", "/recovery-codes", renew_recovery_codes, NoValues, RecoveryCodes, {}
    ),
)
