"""The accounts of a server, for its administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tm.errors import Conflict
from web.api.people.session import Done, PersonName
from web.api.route_group import RouteGroup
from web.people.accounts import (
    Person,
    add_person,
    disable_person,
    find_person,
    list_people,
    make_link,
)
from web.people.login.open_sessions import end_all_sessions
from web.people.personal_data import export_person, forget_person
from web.request_context import ServerRequestContext
from web.route import Role, Scope

ADMINISTRATION_ROUTES = RouteGroup()
_add_route = partial(
    ADMINISTRATION_ROUTES.add,
    role=Role.ADMINISTRATOR,
    scope=Scope.SERVER,
    needs_confirmation=True,
)
_PERSON_PATH, _EXAMPLE_PERSON = "/people/{person}", {"person": "Budi"}
"""A person is named by their id or their whole name."""


@_add_route("GET", "/people", key="people", example={})
def list_accounts(context: ServerRequestContext) -> Sequence[Person]:
    """List everybody with an account, with their roles."""
    return list_people(context.database)


@dataclass(frozen=True, slots=True)
class PersonLink:
    """A person, and the secret of the link by which they set a password."""

    person: Person
    secret: str
    """To be sent to them; valid once, for three days."""


@_add_route("POST", "/people", example={"name": "Budi"}, status=201)
def add_account(context: ServerRequestContext, name: PersonName) -> PersonLink:
    """Add a person, who sets a password by a link."""
    actor = context.person.person_id
    if actor is None:
        raise Conflict(
            "`padanan people add NAME` on the server's machine makes the first account"
        )
    return PersonLink(*add_person(context.database, name, actor=actor))


@_add_route("POST", f"{_PERSON_PATH}/link", example=_EXAMPLE_PERSON)
def renew_link(context: ServerRequestContext, person: PersonName) -> PersonLink:
    """Make a link by which a person sets a new password; earlier ones end."""
    database, actor = context.database, context.person.person_id
    account_owner = find_person(database, person)
    return PersonLink(account_owner, make_link(database, account_owner, actor=actor))


@_add_route(
    "PUT", f"{_PERSON_PATH}/disabled", example={**_EXAMPLE_PERSON, "disabled": False}
)
def set_disabled(
    context: ServerRequestContext, person: PersonName, disabled: bool = True
) -> Done:
    """Bar a person, or let them in again; sessions and links end."""
    database, actor = context.database, context.person.person_id
    account_owner = find_person(database, person)
    disable_person(database, account_owner, is_disabled=disabled, actor=actor)
    return Done()


@_add_route("DELETE", f"{_PERSON_PATH}/sessions", example=_EXAMPLE_PERSON)
def end_sessions_of(context: ServerRequestContext, person: PersonName) -> Done:
    """End all sessions of a person; their tokens stay."""
    database, actor = context.database, context.person.person_id
    end_all_sessions(database, find_person(database, person), actor=actor)
    return Done()


@_add_route("GET", _PERSON_PATH, key="person", example=_EXAMPLE_PERSON)
def export_account(
    context: ServerRequestContext, person: PersonName
) -> Mapping[str, Any]:
    """Export all that the server knows of a person, except secrets."""
    database = context.database
    return export_person(database, find_person(database, person))


@_add_route("DELETE", _PERSON_PATH, example=_EXAMPLE_PERSON)
def forget_account(context: ServerRequestContext, person: PersonName) -> Done:
    """Delete the name of a person, and all that they log in with; not to be undone."""
    database, actor = context.database, context.person.person_id
    forget_person(database, find_person(database, person), actor=actor)
    return Done()
