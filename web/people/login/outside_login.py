"""Logging in by the account that somebody has at an OpenID provider.

A login is bound to the browser in which it began: its cookie holds a secret, from which
the nonce and the PKCE verifier are made, and without which an answer of the provider is
worth nothing. An account is found by issuer and subject, never by an e-mail address or
a name, which somebody else may get.
"""

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.database.server_database import ServerDatabase
from web.people.access_errors import Forbidden, Unauthorized
from web.people.login.challenges import take_challenge, write_challenge
from web.people.outside_identities import (
    LoginSecrets,
    find_person_of_identity,
    link_identity,
)
from web.people.random_secrets import hash_secret, make_secret

if TYPE_CHECKING:
    from web.people.login.openid import OpenIdProvider

_PURPOSE = "outside login"


@dataclass(frozen=True, slots=True)
class BegunLogin:
    """A login that has begun: where the browser goes, and what its cookie holds."""

    address: str
    """The page of the provider."""
    browser_secret: str
    """What the cookie holds."""


@dataclass(frozen=True, slots=True)
class FinishedLogin:
    """A login that the provider has confirmed."""

    person_id: str
    identity_confirmed_at: int
    """When the person proved who they are; 0 if the provider does not say."""
    next_path: str
    is_linked: bool
    """Whether an account was linked by somebody who is logged in already."""


def begin_outside_login(
    database: ServerDatabase,
    provider: "OpenIdProvider",
    redirect_uri: str,
    next_path: str,
    *,
    linked_person: str | None = None,
) -> BegunLogin:
    """Begin a login, or the linking of a person who is logged in. Raises FetchError."""
    browser_secret = make_secret()
    content = {
        "browser": hash_secret(browser_secret),
        "redirect_uri": redirect_uri,
        "next": next_path,
    }
    state = write_challenge(database, _PURPOSE, content, person_id=linked_person)
    address = provider.make_address(redirect_uri, state, _make_secrets(browser_secret))
    return BegunLogin(address, browser_secret)


def finish_outside_login(
    database: ServerDatabase,
    provider: "OpenIdProvider",
    *,
    state: str,
    code: str,
    issuer: str | None,
    browser_secret: str,
    adds_people: bool,
) -> FinishedLogin:
    """Finish a login by what the provider sent back with the browser.

    `adds_people`: whether somebody without an account gets one, without rights. Raises
    Unauthorized, Forbidden, Conflict and FetchError.
    """
    linked_person, content = take_challenge(database, _PURPOSE, state)
    if not hmac.compare_digest(content["browser"], hash_secret(browser_secret)):
        raise Unauthorized("this login began in another browser; log in again")
    if issuer is not None and issuer != provider.issuer:
        raise Unauthorized("another provider has answered; log in again")
    identity = provider.read_identity(
        code, content["redirect_uri"], _make_secrets(browser_secret)
    )
    if linked_person is not None:
        link_identity(database, linked_person, identity, actor=linked_person)
        return FinishedLogin(linked_person, 0, content["next"], True)
    person = find_person_of_identity(database, identity, adds_people=adds_people)
    if person is None:
        raise Forbidden(
            f"no account is linked to your subject {identity.subject!r} at "
            f"{identity.issuer}; log in by name and password and link it, or ask "
            "an administrator to link it",
            next_step="link an account",
        )
    if person.is_disabled:
        raise Forbidden("your account is disabled; ask an administrator")
    return FinishedLogin(
        person.id, identity.authenticated_at, content["next"], is_linked=False
    )


def _make_secrets(browser_secret: str) -> LoginSecrets:
    """Make the nonce and the verifier of a login, so that they need no storing."""
    nonce, verifier = (
        hash_secret(f"{purpose} {browser_secret}") for purpose in ("nonce", "verifier")
    )
    return LoginSecrets(nonce, verifier)
