"""The message about a term that was not found."""

from cli.console.workspace import Workspace
from glossary.store.termbase_version import (
    EMPTY_TERMBASE_VERSION,
    read_entries_version,
)


def say_no_term(workspace: Workspace, message: str) -> None:
    """Print that no term was found, and how to fill an empty termbase."""
    workspace.say(message)
    with workspace.database.open_reader() as reader:
        entries_version = read_entries_version(reader)
    if entries_version == EMPTY_TERMBASE_VERSION:
        workspace.say(
            "The termbase is empty: `padanan terms import --starter` adds official "
            "titles and bodies, `padanan terms import FILE` a glossary of your own"
        )
