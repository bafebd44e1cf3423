"""The accounts of a server, for its administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from tm.errors import Conflict
from web.api.people.own_account import PersonExport
from web.api.people.session import Done, NoValues, PersonName
from web.api.values import ServerRequest
from web.call import ServerCall
from web.people.accounts import (
    Person,
    add_person,
    disable_person,
    find_person,
    list_people,
    make_link,
)
from web.people.personal_data import export_person, forget_person
from web.route import API_PREFIX, Role, Route, Scope


@dataclass(frozen=True, slots=True)
class People:
    """Everybody with an account."""

    people: Sequence[Person]


def list_accounts(call: ServerCall, _: NoValues) -> People:
    """List everybody with an account, with their roles."""
    return People(list_people(call.server.database))


class NewPerson(ServerRequest, frozen=True):
    """Somebody to add."""

    name: PersonName


@dataclass(frozen=True, slots=True)
class PersonLink:
    """A person, and the secret of the link by which they set a password."""

    person: Person
    secret: str
    """To be sent to them; valid once, for three days."""


def add_account(call: ServerCall, request: NewPerson) -> PersonLink:
    """Add a person, who sets a password by a link."""
    if call.person.person_id is None:
        raise Conflict("the first account is made by `padanan people add` only")
    person, secret = add_person(
        call.server.database, request.name, actor=call.person.person_id
    )
    return PersonLink(person, secret)


class PersonRequest(ServerRequest, frozen=True):
    """A person, by their id or their whole name."""

    person: PersonName


def _find(call: ServerCall, request: PersonRequest) -> Person:
    return find_person(call.server.database, request.person)


def renew_link(call: ServerCall, request: PersonRequest) -> PersonLink:
    """Make a link by which a person sets a new password; earlier ones end."""
    person = _find(call, request)
    secret = make_link(call.server.database, person, actor=call.person.person_id)
    return PersonLink(person, secret)


class DisableRequest(PersonRequest, frozen=True):
    """Whether a person is let in."""

    disabled: bool = True


def set_disabled(call: ServerCall, request: DisableRequest) -> Done:
    """Let a person no longer in, or in again; sessions and links end."""
    disable_person(
        call.server.database,
        _find(call, request),
        is_disabled=request.disabled,
        actor=call.person.person_id,
    )
    return Done()


def export_account(call: ServerCall, request: PersonRequest) -> PersonExport:
    """Export all that the server knows of a person, except secrets."""
    return PersonExport(export_person(call.server.database, _find(call, request)))


def forget_account(call: ServerCall, request: PersonRequest) -> Done:
    """Delete the name of a person, and all that they log in with; not to be undone."""
    person = _find(call, request)
    forget_person(call.server.database, person, actor=call.person.person_id)
    return Done()


_PATH = f"{API_PREFIX}/people"
_PERSON = {"person": "Budi"}


def _make_route(
    verb: str,
    path: str,
    handler: Any,
    takes: type[msgspec.Struct],
    gives: type,
    example: Mapping[str, object],
    *,
    status: int = 200,
) -> Route:
    return Route(
        *(verb, f"{_PATH}{path}", handler, takes, gives, Role.ADMINISTRATOR),
        example=example,
        status=status,
        scope=Scope.SERVER,
        needs_confirmation=True,
    )


ADMINISTRATION_ROUTES: Sequence[Route] = (
    _make_route("GET", "", list_accounts, NoValues, People, {}),
    _make_route(
        *("POST", "", add_account, NewPerson, PersonLink, {"name": "Budi"}), status=201
    ),
    _make_route(
        "POST", "/{person}/link", renew_link, PersonRequest, PersonLink, _PERSON
    ),
    _make_route(
        *("PUT", "/{person}/disabled", set_disabled, DisableRequest, Done),
        {**_PERSON, "disabled": False},
    ),
    _make_route(
        "GET", "/{person}", export_account, PersonRequest, PersonExport, _PERSON
    ),
    _make_route("DELETE", "/{person}", forget_account, PersonRequest, Done, _PERSON),
)
