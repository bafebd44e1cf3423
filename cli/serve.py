"""The command `serve`, which answers programs and browsers over HTTP."""

from dataclasses import replace

import click

from cli.console.workspace import Workspace, command
from tm.errors import InputError


@command(
    examples="""
    padanan serve
    padanan serve --port 9000 --database team.db
    curl -G http://127.0.0.1:8765/api/v1/lookup --data-urlencode "text=họp báo"
    """
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Port to listen on; 0 for any free one.",
)
def serve(workspace: Workspace, host: str, port: int) -> None:
    """Answer other programs over HTTP until Ctrl+C.

    Without accounts, the server only listens to this machine. Its API is described at
    /api/v1/openapi.json.
    """
    try:
        import uvicorn

        from web.app import create_app
        from web.settings import LOOPBACK_HOSTS, ServerSettings
    except ModuleNotFoundError as error:
        raise InputError(
            f"{error.name} is not installed; run: pip install 'padanan[web]'"
        ) from error
    if host not in LOOPBACK_HOSTS:
        raise InputError(
            "without accounts, only this machine may be served; listen on 127.0.0.1, "
            f"not on {host}"
        )
    server_settings = ServerSettings(host=host, port=port)
    settings = replace(workspace.settings, database=workspace.database_location)
    app = create_app(server_settings, settings)
    workspace.say(f"Padanan answers at http://{host}:{port}; Ctrl+C stops it")
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False)
