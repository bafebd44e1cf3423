"""Alembic revisions of the server's own database.

Each noun of it (people, suggestions, jobs) has revisions of its own in one chain. They
import no package code: they must do the same years from now.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

VERSION_TABLE = "server_revision"
"""Of its own name, since a memory may share a database of PostgreSQL."""


def upgrade(connection: Connection) -> None:
    """Bring the schema to the latest revision, in the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
