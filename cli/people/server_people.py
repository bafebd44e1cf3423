"""The server's own database and its memories, for the commands about people."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.console.workspace import Workspace
from tm.errors import InputError, UnknownName

if TYPE_CHECKING:
    from web.database.server_database import ServerDatabase
    from web.settings import ServerSettings


@dataclass(frozen=True, slots=True)
class ServerPeople:
    """The database of the server that the settings describe."""

    database: "ServerDatabase"
    settings: "ServerSettings"

    @property
    def memory_names(self) -> list[str]:
        """Names of the memories of the server; the first is the default."""
        from web.settings import DEFAULT_MEMORY

        return list(self.settings.memories) or [DEFAULT_MEMORY]

    def require_memory(self, name: str) -> str:
        """Return the name of a memory, or `*`. Raises UnknownName."""
        if name != "*" and name not in self.memory_names:
            raise UnknownName("memory of the server", name, self.memory_names)
        return name

    def show_link(
        self, workspace: Workspace, name: str | None, secret: str, link_port: int | None
    ) -> None:
        """Print a link, and say what it is for.

        `link_port`: where the server listens; None for the port of the settings.
        """
        from web.pages.link_page import LINK_PATH
        from web.settings import ServerSettings

        settings = (
            self.settings
            if link_port is None
            else replace(self.settings, port=link_port)
        )
        click.echo(f"{settings.address}{LINK_PATH}#{secret}")
        is_port_assumed = link_port is None and settings.port in (
            0,
            ServerSettings().port,
        )
        if is_port_assumed and settings.address.endswith(f":{settings.port}"):
            workspace.say(
                f"The link has port {settings.port}; if the server listens on another "
                "one, replace the number, or next time give --port"
            )
        workspace.say(
            f"With this link {name} sets a password; it is valid once, for three days"
        )


link_port_option = click.option(
    "--port",
    "link_port",
    type=click.IntRange(1, 65535),
    help="Port of the server, if it is not the one in the settings.",
)


@contextmanager
def open_server_people() -> Iterator[ServerPeople]:
    """Open the database of the server. Raises InputError without the extra `web`."""
    try:
        from web.database.server_database import ServerDatabase
        from web.settings import read_server_settings
    except ModuleNotFoundError as error:
        raise InputError(
            f"{error.name} is not installed; run: pip install 'padanan[web]'"
        ) from error
    settings = read_server_settings(Path.cwd())
    database = ServerDatabase(settings.database_location)
    try:
        yield ServerPeople(database, settings)
    finally:
        database.close()
