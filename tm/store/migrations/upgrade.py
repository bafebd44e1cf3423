"""Running the revisions of a memory's schema on an open connection."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to a revision, inside the connection's transaction."""
    command.upgrade(make_configuration(connection), revision)


def make_configuration(connection: Connection | None = None) -> Config:
    """Make Alembic's configuration for the revisions."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
