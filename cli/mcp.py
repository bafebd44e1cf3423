"""The command `mcp`, which serves an assistant over standard input and output."""

from dataclasses import replace
from pathlib import Path

import click

from cli.console.command import command
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.workspace import Workspace
from tm.errors import InputError


@command(
    examples="""
    padanan mcp -s vi -t id
    padanan mcp --database team.db
    """
)
@pair_options
@click.option(
    "--memory",
    "memory_name",
    metavar="NAME",
    help="A memory of [server.memories]; default the first, or --database.",
)
def mcp(
    workspace: Workspace, pair_options: PairOptions, memory_name: str | None
) -> None:
    """Serve an assistant by the Model Context Protocol, over stdin and stdout.

    The assistant starts it, as its configuration says. It may look up, search and
    check; what it suggests waits for a reviewer. `padanan serve` answers the same over
    HTTP, at /mcp.
    """
    try:
        from web.assistants.stdio import serve_stdio
        from web.settings import read_server_settings
    except ModuleNotFoundError as error:
        raise InputError(
            f"{error.name} is not installed; run: pip install 'padanan[mcp]'"
        ) from error
    settings = replace(
        workspace.settings,
        source=pair_options.source_locale or workspace.settings.source,
        target=pair_options.target_locale or workspace.settings.target,
        database=workspace.database_location,
        read_database=workspace.read_database_location,
    )
    server_settings = read_server_settings(Path.cwd())
    if workspace.chosen_database_location is not None:
        server_settings = replace(server_settings, memories={})
    serve_stdio(server_settings, settings, memory_name=memory_name)
