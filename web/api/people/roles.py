"""Roles, given and taken by administrators of the server, a memory or a termbase.

An administrator of one memory, or of one termbase, gives every role there and none
elsewhere. They know of others only who has a role there already; anybody else tells
them the random id of their account.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from tm.errors import InputError, NotFound
from web.api.people.session import PersonName
from web.api.request_types import MemoryName, ServerRequest
from web.api.route_group import RouteGroup
from web.people.accounts import Person, find_person
from web.people.caller_rights import EVERY_MEMORY, RoleGrant
from web.people.role_grants import HeldRole, grant_role, list_held_roles, revoke_role
from web.request_context import ServerRequestContext
from web.route import Role, Scope

ROLE_ROUTES = RouteGroup()
_add_route = partial(
    ROLE_ROUTES.add, role=Role.ADMINISTRATOR, scope=Scope.PLACE, needs_confirmation=True
)


class PlaceRequest(ServerRequest, frozen=True, kw_only=True):
    """A memory, or a termbase of it."""

    memory: MemoryName
    """`*` for every memory, and the server itself."""
    termbase: PersonName | None = None


@_add_route("GET", "/roles", key="roles", example={"memory": "default"})
def list_roles(
    context: ServerRequestContext, request: PlaceRequest
) -> Sequence[HeldRole]:
    """List who has which role in a memory, or in one termbase of it."""
    held_roles = list_held_roles(context.database, request.memory)
    if request.termbase is not None:
        held_roles = [role for role in held_roles if role.termbase == request.termbase]
    return held_roles


class RoleRequest(PlaceRequest, frozen=True, kw_only=True):
    """A role of a person; without one, it is taken away."""

    person: PersonName
    """Their id, or the whole name of somebody who has a role there."""
    role: Role | None = None


@_add_route(
    *("PUT", "/people/{person}/role"),
    example={"person": "Budi", "memory": "default", "role": "reviewer"},
)
def set_role(context: ServerRequestContext, request: RoleRequest) -> Person:
    """Give a person a role, or take it away; their sessions end.

    An administrator of a memory or a termbase does so there.
    """
    if request.memory == EVERY_MEMORY and request.termbase is not None:
        raise InputError("a termbase is part of one memory; name the memory")
    database, actor = context.database, context.person.person_id
    person = _find_known_person(context, request)
    if request.role is None:
        revoke_role(database, person.id, request.memory, request.termbase, actor=actor)
    else:
        grant = RoleGrant(request.memory, request.role, request.termbase)
        grant_role(database, person.id, grant, actor=actor)
    changed_person = find_person(database, person.id)
    return replace(
        changed_person, roles=list(filter(context.administers, changed_person.roles))
    )


def _find_known_person(context: ServerRequestContext, request: RoleRequest) -> Person:
    """Find a person whom the caller may know of. Raises NotFound."""
    knows_everybody = context.administers(RoleGrant(EVERY_MEMORY, Role.READER))
    try:
        person = find_person(context.database, request.person)
    except NotFound:
        if knows_everybody:
            raise
    else:
        if knows_everybody or request.person == person.id:
            return person
        if any(
            grant.memory == request.memory and context.administers(grant)
            for grant in person.roles
        ):
            return person
    raise NotFound(
        f"no person {request.person!r} has a role there; give the id of their account, "
        "which GET /api/v1/session shows them"
    )
