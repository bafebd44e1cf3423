"""The file of a job, in rows of parts."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, delete, insert, select

from web.database import schema
from web.database.server_database import ServerDatabase


def write_file(
    connection: Connection, job_id: str, file_parts: Iterable[bytes]
) -> None:
    """Store the file of a job in place of the one that it had."""
    table = schema.job_part
    connection.execute(delete(table).where(table.c.job == job_id))
    for part_index, content in enumerate(file_parts):
        connection.execute(
            insert(table).values(job=job_id, number=part_index, content=content)
        )


def read_file(database: ServerDatabase, job_id: str) -> Iterator[bytes]:
    """Yield the parts of the file of a job, in order."""
    table = schema.job_part
    part_index = 0
    while True:
        query = select(table.c.content).where(
            table.c.job == job_id, table.c.number == part_index
        )
        row = database.read_row(query)
        if row is None:
            return
        yield row["content"]
        part_index += 1


def has_file(connection: Connection, job_id: str) -> bool:
    """Whether a job has a file."""
    table = schema.job_part
    query = select(table.c.number).where(table.c.job == job_id).limit(1)
    return connection.execute(query).first() is not None
