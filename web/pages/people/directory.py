"""Everybody with an account: roles, links, sessions; added, exported, forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated
from urllib.parse import quote

import msgspec

from tm.errors import InputError
from web.api.people.administration import (
    PersonLink,
    add_account,
    end_sessions_of,
    export_account,
    forget_account,
    list_accounts,
    renew_link,
    set_disabled,
)
from web.api.people.roles import PlaceRequest, RoleRequest, list_roles, set_role
from web.api.people.session import PersonName
from web.api.request_types import MemoryName, ServerRequest
from web.pages.link_page import LINK_PATH
from web.pages.page_route import N_, DownloadAnswer, PageGroup, Redirect, TemplateAnswer
from web.people.access_errors import Forbidden
from web.people.accounts import Person, find_person
from web.people.caller_rights import EVERY_MEMORY, Credential
from web.people.role import Role
from web.people.role_grants import HeldRole
from web.request_context import ServerRequestContext
from web.requests import encode_json
from web.route import Scope

PEOPLE_PAGES = PageGroup()
PEOPLE_PATH = "/people"
_TITLE = N_("People")
_add_server_page = partial(
    PEOPLE_PAGES.add,
    title=_TITLE,
    role=Role.ADMINISTRATOR,
    scope=Scope.SERVER,
    needs_confirmation=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleView:
    """People and their roles, as far as who asks administers them."""

    has_accounts: bool = True
    administers_server: bool = False
    people: Sequence[Person] = ()
    """Everybody; for an administrator of the server."""
    memories_with_roles: Sequence[tuple[str, Sequence[HeldRole]]] = ()
    """Who has which role in the memories that who asks administers."""
    memory_names: Sequence[str] = ()
    """Where roles can be given."""
    person: Person | None = None
    link_address: str | None = None
    """The address by which the person sets a password; shown once."""

    @property
    def role_names(self) -> Sequence[str]:
        """The names of all roles, the lowest first."""
        return [role.value for role in Role]

    def make_path(self, person: Person) -> str:
        """Make the path of the page of a person."""
        return f"{PEOPLE_PATH}/{quote(person.id)}"


def _make_people_view(
    context: ServerRequestContext,
    person: Person | None = None,
    person_link: PersonLink | None = None,
) -> PeopleView:
    """Read what who asks administers. Raises Forbidden for nothing."""
    if context.person.credential is Credential.LOCAL:
        return PeopleView(has_accounts=False)
    rights = context.person.rights
    administered_memories = [
        name
        for name in context.server.memories.names
        if rights.find_role(name) is Role.ADMINISTRATOR
    ]
    link_prefix = f"{context.connection.served.origin}{LINK_PATH}#"
    if rights.find_server_role() is Role.ADMINISTRATOR:
        return PeopleView(
            administers_server=True,
            people=list_accounts(context),
            memory_names=[EVERY_MEMORY, *administered_memories],
            person=person,
            link_address=None
            if person_link is None
            else link_prefix + person_link.secret,
        )
    if not administered_memories:
        raise Forbidden("you administer no memory; ask who runs the server")
    roles_by_memory = [
        (name, list_roles(context, PlaceRequest(memory=name)))
        for name in administered_memories
    ]
    return PeopleView(
        memories_with_roles=roles_by_memory, memory_names=administered_memories
    )


class PeopleRequest(ServerRequest, frozen=True):
    """The page of all people."""

    is_erased: bool = False
    """Whether the person who asks has just erased somebody."""


@PEOPLE_PAGES.add(
    *("GET", PEOPLE_PATH, "people.html"),
    title=_TITLE,
    scope=Scope.PERSON,
    needs_confirmation=True,
)
def show_people(context: ServerRequestContext, request: PeopleRequest) -> PeopleView:
    """Show the people whom who asks administers."""
    return _make_people_view(context)


class NewPersonForm(ServerRequest, frozen=True):
    """Somebody to add, with their first role."""

    name: PersonName
    place: MemoryName | None = None
    role: Role | None = None


@_add_server_page("POST", PEOPLE_PATH, "person.html")
def send_new_person(
    context: ServerRequestContext, form: NewPersonForm
) -> TemplateAnswer:
    """Add a person, and show the link for them this once."""
    person_link = add_account(context, form.name)
    if form.place is not None and form.role is not None:
        set_role(
            context,
            RoleRequest(
                person=person_link.person.id, memory=form.place, role=form.role
            ),
        )
    person = find_person(context.database, person_link.person.id)
    return TemplateAnswer(_make_people_view(context, person, person_link))


class PersonRequest(ServerRequest, frozen=True):
    """A person, by id or whole name."""

    person: PersonName


@_add_server_page("GET", f"{PEOPLE_PATH}/{{person}}", "person.html")
def show_person(context: ServerRequestContext, request: PersonRequest) -> PeopleView:
    """Show a person, and what can be done."""
    return _make_people_view(context, find_person(context.database, request.person))


@_add_server_page("POST", f"{PEOPLE_PATH}/{{person}}/link", "person.html")
def send_link(context: ServerRequestContext, form: PersonRequest) -> TemplateAnswer:
    """Make a link for a new password, and show it this once."""
    person_link = renew_link(context, form.person)
    return TemplateAnswer(_make_people_view(context, person_link.person, person_link))


class RoleForm(PersonRequest, frozen=True, kw_only=True):
    """A role in a memory, or in a termbase of it; without a role, it is taken away."""

    memory: MemoryName
    termbase: PersonName | None = None
    role: Role | None = None


@PEOPLE_PAGES.add(
    *("POST", f"{PEOPLE_PATH}/{{person}}/role", "person.html"),
    title=_TITLE,
    role=Role.ADMINISTRATOR,
    scope=Scope.PLACE,
    needs_confirmation=True,
)
def send_role(context: ServerRequestContext, form: RoleForm) -> Redirect:
    """Give a role, or take it away; the sessions of the person end."""
    changed_person = set_role(context, RoleRequest(**msgspec.structs.asdict(form)))
    if context.person.rights.find_server_role() is not Role.ADMINISTRATOR:
        return Redirect(PEOPLE_PATH)
    return Redirect(f"{PEOPLE_PATH}/{quote(changed_person.id)}")


@PEOPLE_PAGES.add(
    *("POST", f"{PEOPLE_PATH}/give", "people.html"),
    title=_TITLE,
    role=Role.ADMINISTRATOR,
    scope=Scope.PLACE,
    needs_confirmation=True,
)
def give_role(context: ServerRequestContext, form: RoleForm) -> Redirect:
    """Give a role to somebody whose id was typed."""
    return send_role(context, form)


@_add_server_page("POST", f"{PEOPLE_PATH}/{{person}}/sessions", "person.html")
def send_sessions_end(context: ServerRequestContext, form: PersonRequest) -> Redirect:
    """End all sessions of a person."""
    end_sessions_of(context, form.person)
    return Redirect(f"{PEOPLE_PATH}/{quote(form.person)}")


class DisabledForm(PersonRequest, frozen=True):
    """Whether the person is let in no longer."""

    disabled: bool = False


@_add_server_page("POST", f"{PEOPLE_PATH}/{{person}}/disabled", "person.html")
def send_disabled(context: ServerRequestContext, form: DisabledForm) -> Redirect:
    """Bar a person, or let them in again."""
    set_disabled(context, form.person, form.disabled)
    return Redirect(f"{PEOPLE_PATH}/{quote(form.person)}")


class ForgetForm(PersonRequest, frozen=True):
    """The name, typed again by who forgets it."""

    name: Annotated[str, msgspec.Meta(max_length=100)] = ""


@_add_server_page("POST", f"{PEOPLE_PATH}/{{person}}/forget", "person.html")
def send_forgetting(context: ServerRequestContext, form: ForgetForm) -> Redirect:
    """Forget a person whose name was typed again; it cannot be undone."""
    person = find_person(context.database, form.person)
    if form.name.strip() != person.name:
        raise InputError(
            "the name differs; type it as it stands there", parameters=("name",)
        )
    forget_account(context, person.id)
    return Redirect(f"{PEOPLE_PATH}?is_erased=true")


@_add_server_page("GET", f"{PEOPLE_PATH}/{{person}}/export", None)
def save_person(
    context: ServerRequestContext, request: PersonRequest
) -> DownloadAnswer:
    """Save all that the server knows of a person."""
    content = encode_json(export_account(context, request.person))
    return DownloadAnswer(content, "application/json", "padanan-person.json")
