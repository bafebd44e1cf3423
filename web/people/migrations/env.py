"""Alembic runs this; the connection and its transaction are the caller's."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=None, version_table="server_revision"
)
context.run_migrations()
