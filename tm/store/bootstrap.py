"""The schema of a new SQLite file, made by one script.

The revisions would make the same schema, but importing Alembic takes a quarter of a
second, and running all revisions takes a fifteenth.
"""

from importlib.resources import files

from sqlalchemy import Connection, insert

from tm.store import schema
from tm.store.backend.backend import Backend


def make_schema(connection: Connection, backend: Backend) -> None:
    """Make all tables of an empty database, in the transaction of a connection."""
    assert backend.schema_script_name is not None
    script_text = (files("tm.store") / "data" / backend.schema_script_name).read_text(
        "utf-8"
    )
    for statement in script_text.split(";\n")[:-1]:
        connection.exec_driver_sql(statement)
    if backend.phrase_index.create(connection):
        connection.execute(insert(schema.meta).values(name="phrase_index", value="0"))
