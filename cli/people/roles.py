"""The commands `people role` and `people disable`."""

from collections.abc import Callable
from typing import Any

import click

from cli.console.command import command
from cli.console.workspace import Workspace
from cli.people.server_people import open_server_people

_ROLE_NAMES = ("reader", "translator", "reviewer", "administrator")
_NO_ROLE = "none"


def role_type(*more_names: str) -> click.Choice[str]:
    """Make the type of a role on the command line."""
    return click.Choice([*_ROLE_NAMES, *more_names])


def memory_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option `--memory`, the memory of a role."""
    return click.option(
        "--memory",
        "memory_name",
        metavar="NAME",
        help='Memory of the server; by default the first, "*" for all.',
    )(function)


@command(
    examples="""
    padanan people role Budi reviewer --memory default
    padanan people role Budi reviewer --memory default --termbase ministry
    padanan people role Budi none --memory default
    """
)
@click.argument("person_name", metavar="NAME")
@click.argument("role_name", metavar="ROLE", type=role_type(_NO_ROLE))
@memory_option
@click.option("--termbase", metavar="NAME", help="Only in this termbase of the memory.")
def role(
    workspace: Workspace,
    person_name: str,
    role_name: str,
    memory_name: str | None,
    termbase: str | None,
) -> None:
    """Give a person a role in a memory or a termbase, or take it away: `none`.

    reader reads and suggests; translator adds, too; reviewer decides on what others
    suggest; administrator may do everything there. A role in a termbase adds to that in
    its memory. The person is logged out.
    """
    with open_server_people() as server_people:
        from web.people.accounts import find_person
        from web.people.caller_rights import RoleGrant
        from web.people.role import Role
        from web.people.role_grants import grant_role, revoke_role

        person = find_person(server_people.database, person_name)
        memory = server_people.require_memory(
            memory_name or server_people.memory_names[0]
        )
        if role_name == _NO_ROLE:
            revoke_role(server_people.database, person.id, memory, termbase)
        else:
            grant = RoleGrant(memory, Role(role_name), termbase)
            grant_role(server_people.database, person.id, grant)
    place = f"{memory}/{termbase}" if termbase else memory
    role_phrase = "no role" if role_name == _NO_ROLE else f"the role {role_name}"
    workspace.say(f"{person.name} has {role_phrase} in {place}")


@command(
    examples="""
    padanan people disable Budi
    padanan people disable Budi --undo
    """
)
@click.argument("person_name", metavar="NAME")
@click.option("--undo", "is_undone", is_flag=True, help="Let the person in again.")
def disable(workspace: Workspace, person_name: str, is_undone: bool) -> None:
    """Bar a person from the server, or let them in again.

    Sessions, tokens and links end at once; tokens work again after `--undo`.
    """
    with open_server_people() as server_people:
        from web.people.accounts import disable_person, find_person

        person = find_person(server_people.database, person_name)
        disable_person(server_people.database, person, is_disabled=not is_undone)
    state = "is let in again" if is_undone else "is no longer let in"
    workspace.say(f"{person.name} {state}")
