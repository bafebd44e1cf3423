"""Running the revisions of a memory's schema on an open connection."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to a revision, inside the connection's transaction."""
    if connection.dialect.name == "postgresql":
        # Its triggers would not know new columns.
        from tm.store.backend.postgres.partitioning import abandon_partitioning

        abandon_partitioning(connection)
    command.upgrade(make_configuration(connection), revision)


def make_configuration(connection: Connection | None = None) -> Config:
    """Make Alembic's configuration for the revisions."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
