"""The command `serve`, which answers programs and browsers over HTTP."""

from dataclasses import replace
from pathlib import Path

import click

from cli.console.command import command
from cli.console.workspace import Workspace
from tm.errors import InputError


@command(
    examples="""
    padanan serve
    padanan serve --port 9000 --database team.db
    curl -G http://127.0.0.1:8765/api/v1/lookup --data-urlencode "text=họp báo"
    """
)
@click.option("--host", help="Address to listen on; default 127.0.0.1.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 for any free one, default 8765.",
)
@click.option(
    "--public",
    "is_public",
    is_flag=True,
    help="Answer other machines, too; needs accounts.",
)
@click.option(
    "--workers",
    "worker_count",
    type=click.IntRange(1, 64),
    help="Processes that answer; default 1.",
)
def serve(
    workspace: Workspace,
    host: str | None,
    port: int | None,
    is_public: bool,
    worker_count: int | None,
) -> None:
    """Run the server: pages for browsers, and an API for programs.

    Without accounts, the server only listens to this machine, and its user may do
    everything; `padanan people add` makes accounts. The settings are in `[server]` of
    padanan.toml. The API is described at /api/v1/openapi.json.
    """
    try:
        from web.database.server_database import ServerDatabase
        from web.people.accounts import has_people
        from web.server_processes import run_server
        from web.settings import LOOPBACK_HOSTS, read_server_settings
    except ModuleNotFoundError as error:
        raise InputError(
            f"{error.name} is not installed; run: pip install 'padanan[web]'"
        ) from error
    server_settings = read_server_settings(Path.cwd())
    server_settings = replace(
        server_settings,
        host=server_settings.host if host is None else host,
        port=server_settings.port if port is None else port,
        worker_count=worker_count or server_settings.worker_count,
    )
    _require_reachable(
        server_settings.host,
        is_public=is_public,
        is_loopback=server_settings.host in LOOPBACK_HOSTS,
    )
    if is_public:
        server_settings = server_settings.answering_others()
    database = ServerDatabase(server_settings.database_location)
    try:
        if is_public and not has_people(database):
            raise InputError(
                "--public needs accounts, so that not everybody may do everything; "
                "run `padanan people add NAME`"
            )
    finally:
        database.close()
    settings = replace(
        workspace.settings,
        database=workspace.database_location,
        read_database=workspace.read_database_location,
    )
    if is_public and set(server_settings.allowed_hosts) <= set(LOOPBACK_HOSTS):
        workspace.say(
            "Only calls to localhost are answered: name the host by which others call "
            "this machine in allowed_hosts of [server], or in "
            "PADANAN_SERVER_ALLOWED_HOSTS"
        )
    run_server(
        server_settings,
        settings,
        lambda address: workspace.say(f"Padanan answers at {address}; Ctrl+C stops it"),
    )


def _require_reachable(host: str, *, is_public: bool, is_loopback: bool) -> None:
    """Raise InputError unless other machines reach a host just if it is public."""
    if is_public and is_loopback:
        raise InputError(
            f"--public: no other machine reaches {host}; add --host 0.0.0.0 to listen "
            "on all addresses of this one (a proxy on this machine needs no --public)"
        )
    if not is_public and not is_loopback:
        raise InputError(
            f"{host} is an address that other machines can reach; give --public to "
            "answer them, or listen on 127.0.0.1"
        )
