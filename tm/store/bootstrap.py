"""The schema of a new SQLite file, made at once.

The revisions make the same, but Alembic takes a quarter of a second to import, and
going through them takes a fifteenth.
"""

from importlib.resources import files

from sqlalchemy import Connection

from tm.store.backend.backend import Backend


def make_schema(connection: Connection, backend: Backend) -> None:
    """Make all tables in an empty database, inside the connection's transaction."""
    assert backend.schema_script is not None
    script = (files("tm.store") / "data" / backend.schema_script).read_text("utf-8")
    for statement in script.split(";\n")[:-1]:
        connection.exec_driver_sql(statement)
    if backend.make_phrase_index(connection):
        connection.exec_driver_sql(
            "INSERT INTO meta (name, value) VALUES ('phrase_index', '0')"
        )
