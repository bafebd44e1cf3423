"""The people of a server: `padanan people COMMAND`."""

import click

from cli.console.command import make_epilog
from cli.console.command_group import CommandGroup

COMMAND_TABLE = {
    "add": (
        "cli.people.accounts:add",
        "Add a person, and print the link by which they set a password.",
    ),
    "list": (
        "cli.people.accounts:list_",
        "List the people of the server, with their roles.",
    ),
    "role": (
        "cli.people.roles:role",
        "Give a person a role in a memory or a termbase, or take it away.",
    ),
    "disable": (
        "cli.people.roles:disable",
        "Bar a person from the server, or let them in again.",
    ),
    "reset-link": (
        "cli.people.accounts:reset_link",
        "Print a link by which a person sets a new password, once.",
    ),
    "link": (
        "cli.people.accounts:link",
        "Let a person log in by an account at the OpenID provider.",
    ),
    "token": (
        "cli.people.tokens:token",
        "Make a token for a program of a person.",
    ),
    "tokens": (
        "cli.people.tokens:tokens",
        "List the tokens of a person, or revoke one.",
    ),
    "export": (
        "cli.people.accounts:export",
        "Print all that the server knows of a person, as JSON.",
    ),
    "forget": (
        "cli.people.accounts:forget",
        "Delete the name of a person and all that they log in with.",
    ),
}
"""Name of each command: the function that answers it, and its summary."""


@click.group(
    cls=CommandGroup,
    command_table=COMMAND_TABLE,
    epilog=make_epilog(
        """
        padanan people add Dewi
        padanan people add Rudi --role translator --memory default
        padanan people role Budi reviewer --memory default
        padanan people token Budi --name OmegaT --role reader
        """
    ),
)
def people() -> None:
    """The people of the server: accounts, roles and tokens.

    The first person is its administrator. As long as there is nobody, the server
    listens to this machine only, and whoever uses it may do everything.
    """
