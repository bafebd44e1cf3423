"""The command `forget`, which removes the name of an author."""

import click

from cli.console.command import command
from cli.console.process.confirmation import confirm_forgetting, confirmation_option
from cli.console.workspace import Workspace


@command(examples="padanan forget budi --yes")
@click.argument("name")
@confirmation_option
def forget(workspace: Workspace, name: str, skips_confirmation: bool) -> None:
    """Replace an author's name by a random id, in history and units.

    Everything else stays, and a head that `padanan history --head` printed before is
    still valid. This cannot be undone. Backups and files exported before keep the name.
    People of the server are forgotten by `padanan people forget`.
    """
    confirm_forgetting(name, skips_confirmation=skips_confirmation)
    from tm.store.history.author_erasure import forget_author

    pseudonym = forget_author(workspace.database, name)
    workspace.say(f"Forgot {name}; history and units name {pseudonym} now")
