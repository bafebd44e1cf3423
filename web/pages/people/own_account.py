"""One's own account: password, passkeys, tokens, sessions, and how pages look."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec

from web.api.people.own_account import (
    CreatedToken,
    NewToken,
    OwnName,
    PasskeyId,
    end_own_session,
    export_own_account,
    get_own_person,
    list_own_passkeys,
    list_own_sessions,
    list_own_tokens,
    make_token,
    remove_own_passkey,
    renew_recovery_codes,
    revoke_own_token,
    set_password,
)
from web.api.people.session import Password, Secret
from web.api.request_types import MemoryName, ServerRequest
from web.database.server_database import get_time
from web.pages.page_route import N_, DownloadAnswer, PageGroup, Redirect, TemplateAnswer
from web.pages.people.times import write_time
from web.people.accounts import Person
from web.people.caller_rights import Credential
from web.people.login.open_sessions import OpenSession
from web.people.login.passkeys import Passkey
from web.people.login.sessions import CONFIRMED_SECONDS
from web.people.role import Role
from web.people.tokens import MAX_TOKEN_DAYS, AccessToken
from web.request_context import ServerRequestContext
from web.requests import encode_json
from web.route import Scope

ACCOUNT_PAGES = PageGroup()
ACCOUNT_PATH = "/account"
_TITLE = N_("My account")
_TEMPLATE = "account.html"
_TOKEN_DAYS = (7, 30, 90, MAX_TOKEN_DAYS)


class AccountRequest(ServerRequest, frozen=True):
    """What was just done."""

    done: Annotated[str, msgspec.Meta(max_length=20)] = ""
    """What the person has just done, for a note on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """An account; what only its owner may see, and secrets that are shown once."""

    person: Person | None
    """None where the server has no accounts."""
    is_confirmed: bool = True
    """Whether the owner has proved in the last minutes who they are."""
    memory_names: Sequence[str] = ()
    passkeys: Sequence[Passkey] = ()
    tokens: Sequence[AccessToken] = ()
    sessions: Sequence[OpenSession] = ()
    created_token: CreatedToken | None = None
    """A token that was made just now."""
    recovery_codes: Sequence[str] = ()
    """Recovery codes that were made just now."""

    @property
    def role_names(self) -> Sequence[str]:
        """The names of all roles, the lowest first."""
        return [role.value for role in Role]

    @property
    def token_days(self) -> Sequence[int]:
        """After how many days a token can expire."""
        return _TOKEN_DAYS

    def write_time(self, seconds: int) -> str:
        """Write seconds since 1970 in ISO 8601."""
        return write_time(seconds)


def _make_account_view(
    context: ServerRequestContext,
    created_token: CreatedToken | None = None,
    codes: Sequence[str] = (),
) -> AccountView:
    if context.person.credential is Credential.LOCAL:
        return AccountView(person=None)
    return AccountView(
        person=get_own_person(context),
        is_confirmed=get_time() - context.person.identity_confirmed_at
        <= CONFIRMED_SECONDS,
        memory_names=context.server.list_readable_memories(context.person),
        passkeys=list_own_passkeys(context),
        tokens=list_own_tokens(context),
        sessions=list_own_sessions(context),
        created_token=created_token,
        recovery_codes=codes,
    )


@ACCOUNT_PAGES.add("GET", ACCOUNT_PATH, _TEMPLATE, title=_TITLE, scope=Scope.ACCOUNT)
def show_account(context: ServerRequestContext, request: AccountRequest) -> AccountView:
    """Show the account of who asks; without accounts, how pages look."""
    return _make_account_view(context)


class PasswordForm(ServerRequest, frozen=True):
    """A new password, twice."""

    password: Password
    again: Password


@ACCOUNT_PAGES.add(
    *("POST", f"{ACCOUNT_PATH}/password", _TEMPLATE),
    title=_TITLE,
    scope=Scope.ACCOUNT,
    needs_confirmation=True,
)
def send_password(context: ServerRequestContext, form: PasswordForm) -> Redirect:
    """Change the password; all sessions end, and a new one begins here."""
    if form.password != form.again:
        return Redirect(f"{ACCOUNT_PATH}?done=differ")
    answer = set_password(context, form.password)
    return Redirect(f"{ACCOUNT_PATH}?done=password", answer.headers)


class TokenForm(ServerRequest, frozen=True):
    """What a token is for."""

    memory: MemoryName
    name: OwnName = ""
    role: Role = Role.READER
    days: Annotated[int, msgspec.Meta(ge=1, le=MAX_TOKEN_DAYS)] = 90


@ACCOUNT_PAGES.add(
    *("POST", f"{ACCOUNT_PATH}/tokens", _TEMPLATE),
    title=_TITLE,
    scope=Scope.ACCOUNT,
    needs_confirmation=True,
)
def send_token(context: ServerRequestContext, form: TokenForm) -> TemplateAnswer:
    """Make a token, and show its secret this once."""
    created_token = make_token(
        context,
        NewToken(
            memories=(form.memory,), name=form.name, role=form.role, days=form.days
        ),
    )
    return TemplateAnswer(_make_account_view(context, created_token=created_token))


class TokenName(ServerRequest, frozen=True):
    """The token to revoke."""

    token: Secret


@ACCOUNT_PAGES.add(
    *("POST", f"{ACCOUNT_PATH}/tokens/revoke", _TEMPLATE),
    title=_TITLE,
    scope=Scope.ACCOUNT,
)
def send_revocation(context: ServerRequestContext, form: TokenName) -> Redirect:
    """Revoke a token at once."""
    revoke_own_token(context, form.token)
    return Redirect(f"{ACCOUNT_PATH}?done=token")


class PasskeyRemovalForm(ServerRequest, frozen=True):
    """The passkey to remove."""

    passkey: PasskeyId


@ACCOUNT_PAGES.add(
    *("POST", f"{ACCOUNT_PATH}/passkeys/remove", _TEMPLATE),
    title=_TITLE,
    scope=Scope.ACCOUNT,
    needs_confirmation=True,
)
def send_passkey_removal(
    context: ServerRequestContext, form: PasskeyRemovalForm
) -> Redirect:
    """Remove a passkey."""
    remove_own_passkey(context, form.passkey)
    return Redirect(f"{ACCOUNT_PATH}?done=passkey")


@ACCOUNT_PAGES.add(
    *("POST", f"{ACCOUNT_PATH}/recovery-codes", _TEMPLATE),
    title=_TITLE,
    scope=Scope.ACCOUNT,
    needs_confirmation=True,
)
def send_recovery_codes(
    context: ServerRequestContext, form: ServerRequest
) -> TemplateAnswer:
    """Make recovery codes, and show them this once."""
    return TemplateAnswer(
        _make_account_view(context, codes=renew_recovery_codes(context))
    )


class SessionForm(ServerRequest, frozen=True):
    """The session to end."""

    session: Secret


@ACCOUNT_PAGES.add(
    *("POST", f"{ACCOUNT_PATH}/sessions/end", _TEMPLATE),
    title=_TITLE,
    scope=Scope.ACCOUNT,
)
def send_session_end(context: ServerRequestContext, form: SessionForm) -> Redirect:
    """End a session at once."""
    end_own_session(context, form.session)
    return Redirect(f"{ACCOUNT_PATH}?done=session")


@ACCOUNT_PAGES.add(
    "GET", f"{ACCOUNT_PATH}/export", None, title=_TITLE, scope=Scope.ACCOUNT
)
def save_account(
    context: ServerRequestContext, request: ServerRequest
) -> DownloadAnswer:
    """Save all that the server knows of who asks."""
    content = encode_json(export_own_account(context))
    return DownloadAnswer(content, "application/json", "padanan-account.json")
