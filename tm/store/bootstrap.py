"""The schema of a new SQLite file, made at once.

The revisions make the same, but Alembic takes a quarter of a second to import, and
going through them takes a fifteenth.
"""

from importlib.resources import files

from sqlalchemy import Connection

from tm.store.phrases.index import make_index


def make_schema(connection: Connection) -> None:
    """Make all tables in an empty SQLite file, inside the connection's transaction."""
    script = (files("tm.store") / "data" / "new_file.sql").read_text("utf-8")
    for statement in script.split(";\n")[:-1]:
        connection.exec_driver_sql(statement)
    make_index(connection)
