"""The commands `people add`, `list`, `reset-link`, `link`, `export` and `forget`."""

from dataclasses import asdict

import click

from cli.console.command import command
from cli.console.output_formats import format_json, print_result
from cli.console.process.confirmation import confirm_forgetting, confirmation_option
from cli.console.workspace import Workspace
from cli.people.roles import memory_option, role_type
from cli.people.server_people import link_port_option, open_server_people
from tm.errors import InputError


@command(
    examples="""
    padanan people add Dewi
    padanan people add Rudi --role translator --memory default
    """
)
@click.argument("person_name", metavar="NAME")
@click.option("--role", "role_name", type=role_type(), help="What they may do.")
@memory_option
@link_port_option
def add(
    workspace: Workspace,
    person_name: str,
    role_name: str | None,
    memory_name: str | None,
    link_port: int | None,
) -> None:
    """Add a person, and print the link by which they set a password.

    The first person is the administrator of the server: from then on it answers only
    those who log in or send a token. Others get a role in one memory, or in all of
    them: `--memory "*"`.
    """
    with open_server_people() as server_people:
        from web.people.accounts import add_person, has_people
        from web.people.caller_rights import EVERY_MEMORY, RoleGrant
        from web.people.role import Role

        is_first = not has_people(server_people.database)
        if role_name is None and is_first:
            role_name, memory_name = Role.ADMINISTRATOR.value, EVERY_MEMORY
        grants = []
        if role_name is not None:
            memory = server_people.require_memory(
                memory_name or server_people.memory_names[0]
            )
            grants.append(RoleGrant(memory, Role(role_name)))
        if is_first and grants[0] != RoleGrant(EVERY_MEMORY, Role.ADMINISTRATOR):
            raise InputError(
                "the first person must be the server's administrator; leave out --role "
                "and --memory"
            )
        person, secret = add_person(server_people.database, person_name, grants)
        server_people.show_link(workspace, person.name, secret, link_port)


@command(name="list", examples="padanan people list")
def list_(workspace: Workspace) -> None:
    """List the people of the server, with their roles."""
    with open_server_people() as server_people:
        from web.people.accounts import list_people

        people = list_people(server_people.database)
    print_result(
        workspace,
        [
            {
                "name": person.name,
                "id": person.id,
                "disabled": person.is_disabled,
                "roles": [asdict(grant) for grant in person.roles],
            }
            for person in people
        ],
        columns=("name", "id", "disabled", "roles"),
        rows=[
            (
                person.name,
                person.id,
                "yes" if person.is_disabled else "",
                ", ".join(
                    f"{grant.role} in {grant.memory}"
                    + (f"/{grant.termbase}" if grant.termbase else "")
                    for grant in person.roles
                ),
            )
            for person in people
        ],
    )


@command(name="reset-link", examples="padanan people reset-link Siti")
@click.argument("person_name", metavar="NAME")
@link_port_option
def reset_link(workspace: Workspace, person_name: str, link_port: int | None) -> None:
    """Print a link by which a person sets a new password, once.

    Earlier links are no longer valid.
    """
    with open_server_people() as server_people:
        from web.people.accounts import find_person, make_link

        person = find_person(server_people.database, person_name)
        secret = make_link(server_people.database, person)
        server_people.show_link(workspace, person.name, secret, link_port)


@command(
    examples="""
    padanan people link Siti 248289761001
    padanan people link Siti 248289761001 --undo
    """
)
@click.argument("person_name", metavar="NAME")
@click.argument("subject")
@click.option("--undo", "is_undone", is_flag=True, help="Unlink the account.")
def link(workspace: Workspace, person_name: str, subject: str, is_undone: bool) -> None:
    """Let a person log in by an account at the OpenID provider.

    SUBJECT is the provider's own id of the account, which never changes; a first login
    is refused, and the message shows it. The provider is the `oidc_issuer` of the
    settings.
    """
    with open_server_people() as server_people:
        from web.people.accounts import find_person
        from web.people.outside_identities import (
            OutsideIdentity,
            link_identity,
            unlink_identity,
        )

        issuer = server_people.settings.oidc_issuer
        if not issuer:
            raise InputError("the server has no OpenID provider; set oidc_issuer")
        person = find_person(server_people.database, person_name)
        if is_undone:
            unlink_identity(server_people.database, person.id, subject)
        else:
            identity = OutsideIdentity(issuer, subject)
            link_identity(server_people.database, person.id, identity)
    state = "no longer logs in" if is_undone else "logs in"
    workspace.say(f"{person.name} {state} as {subject} of {issuer}")


@command(examples="padanan people export Siti")
@click.argument("person_name", metavar="NAME")
def export(workspace: Workspace, person_name: str) -> None:
    """Print all that the server knows of a person, as JSON.

    Their changes are in the history of each memory, under their id: `padanan history
    --by ID`.
    """
    with open_server_people() as server_people:
        from web.people.accounts import find_person
        from web.people.personal_data import export_person

        person = find_person(server_people.database, person_name)
        personal_data = export_person(server_people.database, person)
    click.echo(format_json(personal_data, indent_width=2))


@command(examples="padanan people forget Budi --yes")
@click.argument("person_name", metavar="NAME")
@confirmation_option
def forget(workspace: Workspace, person_name: str, skips_confirmation: bool) -> None:
    """Delete the name of a person and all that they log in with.

    The history of the memories keeps their changes under an id that no longer says who
    it was. This cannot be undone.
    """
    with open_server_people() as server_people:
        from web.people.accounts import find_person
        from web.people.personal_data import forget_person

        person = find_person(server_people.database, person_name)
        confirm_forgetting(person_name, skips_confirmation=skips_confirmation)
        forget_person(server_people.database, person)
    workspace.say(f"Forgot {person.name}; the history knows them as {person.id}")
