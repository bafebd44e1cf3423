"""The command `mcp`, which serves an assistant over standard input and output."""

from dataclasses import replace

from cli.console.pair_options import PairOptions, pair_options
from cli.console.workspace import Workspace, command
from tm.errors import InputError


@command(
    examples="""
    padanan mcp -s vi -t id
    padanan mcp --database team.db
    """
)
@pair_options
def mcp(workspace: Workspace, pair_options: PairOptions) -> None:
    """Serve an assistant by the Model Context Protocol, over stdin and stdout.

    The assistant starts it, as its configuration says. It may look up, search and
    check, but changes nothing. `padanan serve` answers the same over HTTP, at /mcp.
    """
    try:
        from web.assistants.stdio import serve_stdio
    except ModuleNotFoundError as error:
        raise InputError(
            f"{error.name} is not installed; run: pip install 'padanan[mcp]'"
        ) from error
    from padanan.opening import open as open_memory

    settings = replace(workspace.settings, database=workspace.database_location)
    with open_memory(
        source=pair_options.source_locale,
        target=pair_options.target_locale,
        settings=settings,
    ) as memory:
        serve_stdio(memory)
