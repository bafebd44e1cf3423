"""The commands `people token` and `people tokens`."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import click

from cli.console.command import command
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from cli.people.roles import role_type
from cli.people.server_people import open_server_people
from tm.errors import InputError


@command(
    examples="""
    padanan people token Budi --name OmegaT
    padanan people token Budi --name import --role translator --days 7
    """
)
@click.argument("person_name", metavar="NAME")
@click.option("--name", "token_name", default="", help="What it is for.")
@click.option(
    "--role",
    "role_name",
    type=role_type(),
    default="reader",
    show_default=True,
    help="The highest role that it may use.",
)
@click.option(
    "--memory",
    "memory_names",
    metavar="NAME",
    multiple=True,
    help="Memory for which it is valid; default all that the person may read now.",
)
@click.option(
    "--days",
    "day_count",
    type=click.IntRange(1, 366),
    default=90,
    show_default=True,
    help="Days for which it is valid.",
)
def token(
    workspace: Workspace,
    person_name: str,
    token_name: str,
    role_name: str,
    memory_names: Sequence[str],
    day_count: int,
) -> None:
    """Make a token for a program of a person, and print it.

    The token is shown only now. It never has more rights than its person, and gets none
    that the person is given later.
    """
    with open_server_people() as server_people:
        from web.people.accounts import find_person
        from web.people.caller_rights import Rights
        from web.people.role import Role
        from web.people.tokens import create_token

        person = find_person(server_people.database, person_name)
        rights, token_role = Rights.make(person.roles), Role(role_name)
        memories = [*map(server_people.require_memory, memory_names)] or [
            memory
            for memory in server_people.memory_names
            if (person_role := rights.find_role(memory)) is not None
            and person_role.includes(token_role)
        ]
        if not memories:
            raise InputError(
                f"{person.name} has the role {role_name} in no memory; give it by "
                f"`padanan people role`, or make a token of a lower role (--role)"
            )
        made_token, secret = create_token(
            server_people.database,
            person,
            token_name,
            role=token_role,
            memories=memories,
            days=day_count,
        )
    click.echo(secret)
    workspace.say(
        f"Token {made_token.id} is for {', '.join(made_token.memories)}, until "
        f"{_format_time(made_token.expires_at)}"
    )


@command(
    examples="""
    padanan people tokens Budi
    padanan people tokens Budi --revoke t2k4…
    """
)
@click.argument("person_name", metavar="NAME")
@click.option("--revoke", "revoked_id", metavar="ID", help="Revoke this token.")
def tokens(workspace: Workspace, person_name: str, revoked_id: str | None) -> None:
    """List the tokens of a person, or revoke one."""
    with open_server_people() as server_people:
        from web.people.accounts import find_person
        from web.people.tokens import list_tokens, revoke_token

        person = find_person(server_people.database, person_name)
        if revoked_id is not None:
            revoke_token(server_people.database, person, revoked_id)
            workspace.say(f"Revoked token {revoked_id}")
            return
        listed_tokens = list_tokens(server_people.database, person)
    print_result(
        workspace,
        [asdict(listed_token) for listed_token in listed_tokens],
        columns=("id", "name", "role", "memories", "expires"),
        rows=[
            (
                listed_token.id,
                listed_token.name,
                listed_token.role,
                ", ".join(listed_token.memories),
                _format_time(listed_token.expires_at),
            )
            for listed_token in listed_tokens
        ],
    )


def _format_time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
