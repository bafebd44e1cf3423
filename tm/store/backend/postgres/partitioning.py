"""Hash partitions of the tables of segments and units, made while they are read.

The tables are copied to partitioned ones in steps, each a transaction; triggers repeat
there what is written meanwhile. At the end the new tables take the names of the old
ones. A step that is interrupted changes nothing, and the next call goes on after the
last step that was committed.

Rows are divided by the hash of their key, which is made of the locale and the text (of
a unit: of both). Unique indexes of PostgreSQL must have the column that divides a
table, so ids are unique by their sequence only, and no other table can refer to them:
`count_orphans` of the backend looks for what foreign keys would refuse.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from tm.errors import StoreCorrupt, StoreUnavailable

PARTITIONED_TABLE_NAMES = ("segment", "unit")
WORK_TABLE_PREFIX = "partitioning_"
"""Of tables that are being filled, which are no part of the schema yet."""
SEGMENT_REFERENCES = (
    ("unit", "source_id"),
    ("unit", "target_id"),
    ("article_segment", "segment_id"),
)
"""Tables and columns that refer to segments."""
_ROWS_PER_STEP = 20_000
_LOCK_TIMEOUT = "2s"
"""Readers that come later wait as long for the exchange of the tables."""
_MAX_WAIT_SECONDS = 60
_RETRY_SECONDS = 0.2
_LOCK_NOT_AVAILABLE_STATE = "55P03"
_INDEX_PATTERN = re.compile(
    r"CREATE (?P<unique>UNIQUE )?INDEX \S+ ON (?:ONLY )?\S+ USING (?P<rest>.*)", re.S
)


class WriterTransaction(Protocol):
    """Opens a transaction in which nobody else writes."""

    def __call__(self) -> AbstractContextManager[Connection]:
        """Open it; an exception rolls everything back."""


@dataclass(frozen=True, slots=True)
class _TableIndex:
    """An index of a table that is to be partitioned."""

    name: str
    is_primary: bool
    definition: str

    def write_statement(self, table_name: str, index_name: str) -> str:
        """Write the statement that creates it for another table."""
        definition_match = _INDEX_PATTERN.fullmatch(self.definition)
        assert definition_match is not None, self.definition
        return (
            f"CREATE {definition_match['unique'] or ''}INDEX {index_name} "
            f"ON {table_name} USING {definition_match['rest']}"
        )


def count_partitions(connection: Connection, table_name: str = "segment") -> int:
    """Count the partitions of a table; 0 for an ordinary one, or for none."""
    query = "SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass(:name)"
    return int(connection.execute(text(query), {"name": table_name}).scalar_one())


def partition_tables(
    open_transaction: WriterTransaction,
    partition_count: int,
    *,
    rows_per_step: int = _ROWS_PER_STEP,
    max_wait_seconds: float = _MAX_WAIT_SECONDS,
) -> Iterator[int]:
    """Divide the tables into partitions; yield the count of rows of each step.

    Raises StoreUnavailable while a reader has an older state of the tables open.
    """
    with open_transaction() as connection:
        _prepare_work_tables(connection, partition_count)
    for table_name in PARTITIONED_TABLE_NAMES:
        while True:
            with open_transaction() as connection:
                row_count = _copy_rows(connection, table_name, rows_per_step)
            if not row_count:
                break
            yield row_count
    for table_name in PARTITIONED_TABLE_NAMES:
        for partition_number in range(partition_count):
            partition_name = f"{table_name}_{partition_number}_of_{partition_count}"
            with open_transaction() as connection:
                index_count = _create_indexes(connection, table_name, partition_name)
            if index_count:
                yield 0
    _exchange_tables_when_free(open_transaction, max_wait_seconds)
    with open_transaction() as connection:
        connection.execute(text("ANALYZE segment, unit"))


def abandon_partitioning(connection: Connection) -> None:
    """Drop what an unfinished partitioning has made."""
    for table_name in PARTITIONED_TABLE_NAMES:
        work_name = f"{WORK_TABLE_PREFIX}{table_name}"
        connection.execute(text(f"DROP TRIGGER IF EXISTS {work_name} ON {table_name}"))
        connection.execute(text(f"DROP FUNCTION IF EXISTS {work_name}()"))
        connection.execute(text(f"DROP TABLE IF EXISTS {work_name}"))


def _prepare_work_tables(connection: Connection, partition_count: int) -> None:
    """Make the empty tables and their triggers, unless they are there already."""
    partition_counts = {
        count_partitions(connection, f"{WORK_TABLE_PREFIX}{table_name}")
        for table_name in PARTITIONED_TABLE_NAMES
    }
    if partition_counts == {partition_count}:
        return
    abandon_partitioning(connection)
    connection.execute(text(f"SET LOCAL lock_timeout = '{_MAX_WAIT_SECONDS}s'"))
    for table_name in PARTITIONED_TABLE_NAMES:
        work_name = f"{WORK_TABLE_PREFIX}{table_name}"
        connection.execute(
            text(
                f"CREATE TABLE {work_name} (LIKE {table_name} INCLUDING DEFAULTS "
                "INCLUDING STORAGE) PARTITION BY HASH (key)"
            )
        )
        for partition_number in range(partition_count):
            partition_name = f"{table_name}_{partition_number}_of_{partition_count}"
            hash_condition = f"MODULUS {partition_count}, REMAINDER {partition_number}"
            connection.execute(
                text(
                    f"CREATE TABLE {partition_name} PARTITION OF {work_name} "
                    f"FOR VALUES WITH ({hash_condition})"
                )
            )
        # Copying must find what a trigger has inserted before.
        connection.execute(
            text(f"ALTER TABLE {work_name} ADD UNIQUE (key), ADD PRIMARY KEY (id, key)")
        )
        _copy_foreign_keys(connection, table_name)
        _copy_privileges(connection, table_name)
        connection.execute(text(f"COMMENT ON TABLE {work_name} IS '0'"))
        connection.exec_driver_sql(
            f"CREATE FUNCTION {work_name}() RETURNS trigger LANGUAGE plpgsql "
            "SECURITY DEFINER SET search_path FROM CURRENT AS $$\n"
            "BEGIN\n"
            "IF TG_OP <> 'INSERT' THEN\n"
            f"DELETE FROM {work_name} WHERE id = OLD.id AND key = OLD.key;\n"
            "END IF;\n"
            "IF TG_OP <> 'DELETE' THEN\n"
            f"INSERT INTO {work_name} SELECT NEW.*;\n"
            "END IF;\n"
            "RETURN NULL;\nEND $$"
        )
        connection.execute(
            text(
                f"CREATE TRIGGER {work_name} AFTER INSERT OR UPDATE OR DELETE "
                f"ON {table_name} FOR EACH ROW EXECUTE FUNCTION {work_name}()"
            )
        )


def _copy_foreign_keys(connection: Connection, table_name: str) -> None:
    """Let the new table refer to the tables that are not partitioned."""
    query = (
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' "
        "AND conrelid = to_regclass(:name) AND conparentid = 0 "
        "AND confrelid NOT IN (to_regclass('segment'), to_regclass('unit'))"
    )
    for definition in connection.execute(text(query), {"name": table_name}).scalars():
        connection.execute(
            text(f"ALTER TABLE {WORK_TABLE_PREFIX}{table_name} ADD {definition}")
        )


def _copy_privileges(connection: Connection, table_name: str) -> None:
    """Let those use the new table who may use the old one."""
    query = (
        "SELECT privilege_type, CASE grantee WHEN 0 THEN 'PUBLIC' "
        "ELSE quote_ident(pg_get_userbyid(grantee)) END "
        "FROM pg_class, aclexplode(relacl) "
        "WHERE pg_class.oid = to_regclass(:name) AND grantee <> relowner"
    )
    for privilege, role in connection.execute(text(query), {"name": table_name}).all():
        connection.execute(
            text(f"GRANT {privilege} ON {WORK_TABLE_PREFIX}{table_name} TO {role}")
        )


def _copy_rows(connection: Connection, table_name: str, max_row_count: int) -> int:
    """Copy the next rows; return their number, 0 when all are copied."""
    work_name = f"{WORK_TABLE_PREFIX}{table_name}"
    [last_id] = connection.execute(
        text("SELECT obj_description(to_regclass(:name), 'pg_class')::bigint"),
        {"name": work_name},
    ).one()
    row_count, next_id = connection.execute(
        text(
            f"SELECT count(*), max(id) FROM (SELECT id FROM {table_name} "
            "WHERE id > :last_id ORDER BY id LIMIT :row_count) AS next_rows"
        ),
        {"last_id": last_id, "row_count": max_row_count},
    ).one()
    if row_count:
        connection.execute(
            text(
                f"INSERT INTO {work_name} SELECT * FROM {table_name} "
                "WHERE id > :last_id AND id <= :next_id ON CONFLICT DO NOTHING"
            ),
            {"last_id": last_id, "next_id": next_id},
        )
        connection.execute(text(f"COMMENT ON TABLE {work_name} IS '{int(next_id)}'"))
    return int(row_count)


def _list_indexes(connection: Connection, table_name: str) -> list[_TableIndex]:
    query = (
        "SELECT relname, indisprimary, pg_get_indexdef(indexrelid) FROM pg_index "
        "JOIN pg_class ON pg_class.oid = indexrelid "
        "WHERE indrelid = to_regclass(:name) ORDER BY relname"
    )
    rows = connection.execute(text(query), {"name": table_name})
    return [_TableIndex(*row) for row in rows]


def _list_missing_indexes(connection: Connection, table_name: str) -> list[_TableIndex]:
    """List the indexes that a new table does not have from the beginning."""
    return [
        index
        for index in _list_indexes(connection, table_name)
        if not index.is_primary and index.name != f"uq_{table_name}_key"
    ]


def _create_indexes(
    connection: Connection, table_name: str, partition_name: str
) -> int:
    """Make the indexes that a partition lacks; return how many it had not."""
    existing_index_names = {
        index.name for index in _list_indexes(connection, partition_name)
    }
    created_count = 0
    for index in _list_missing_indexes(connection, table_name):
        index_name = f"{partition_name}_{index.name.removeprefix('ix_')}"
        if index_name not in existing_index_names:
            statement = index.write_statement(partition_name, index_name)
            connection.exec_driver_sql(statement)
            created_count += 1
    return created_count


def _exchange_tables_when_free(
    open_transaction: WriterTransaction, max_wait_seconds: float
) -> None:
    """Exchange the tables as soon as no reader uses them for a moment."""
    end_time = monotonic() + max_wait_seconds
    while True:
        try:
            with open_transaction() as connection:
                if not _has_older_readers(connection):
                    _exchange_tables(connection)
                    return
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE_STATE:
                raise
        if monotonic() > end_time:
            raise StoreUnavailable(
                "all rows are copied, but somebody goes on reading the tables; "
                "run it again when long exports and checks have ended"
            )
        sleep(_RETRY_SECONDS)


def _exchange_tables(connection: Connection) -> None:
    """Let the new tables take the place of the old ones."""
    for table_name in PARTITIONED_TABLE_NAMES:
        _verify_copy(connection, table_name)
    index_names = {
        table_name: _attach_indexes(connection, table_name)
        for table_name in PARTITIONED_TABLE_NAMES
    }
    connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'"))
    connection.execute(
        text("LOCK TABLE article_segment, unit, segment IN ACCESS EXCLUSIVE MODE")
    )
    _drop_references(connection)
    for table_name in PARTITIONED_TABLE_NAMES:
        work_name = f"{WORK_TABLE_PREFIX}{table_name}"
        [sequence_name] = connection.execute(
            text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table_name}
        ).one()
        connection.execute(
            text(f"ALTER SEQUENCE {sequence_name} OWNED BY {work_name}.id")
        )
        # With its indexes and its trigger; not with somebody's view of it.
        connection.execute(text(f"DROP TABLE {table_name}"))
        connection.execute(text(f"DROP FUNCTION {work_name}()"))
        connection.execute(text(f"ALTER TABLE {work_name} RENAME TO {table_name}"))
        connection.execute(text(f"COMMENT ON TABLE {table_name} IS NULL"))
        for work_index_name, index_name in index_names[table_name].items():
            connection.execute(
                text(f"ALTER INDEX {work_index_name} RENAME TO {index_name}")
            )


def _verify_copy(connection: Connection, table_name: str) -> None:
    """Raise StoreCorrupt if the new table lacks a row, or has another one."""
    sum_query = "SELECT count(*), sum(id::bigint), sum(hashtext(key::text))"
    sums = [
        connection.execute(text(f"{sum_query} FROM {name}")).one()
        for name in (table_name, f"{WORK_TABLE_PREFIX}{table_name}")
    ]
    if sums[0] != sums[1]:
        raise StoreCorrupt(
            f"the copy of table {table_name} differs ({sums[0][0]} and {sums[1][0]} "
            "rows), and nothing was exchanged; remove the copy by dividing the tables "
            "into 0 partitions, and divide them again"
        )


def _attach_indexes(connection: Connection, table_name: str) -> dict[str, str]:
    """Join the indexes of the partitions; return final names by those until then."""
    work_name = f"{WORK_TABLE_PREFIX}{table_name}"
    final_name_by_name = {
        f"{work_name}_key_key": f"uq_{table_name}_key",
        f"{work_name}_pkey": f"pk_{table_name}",
    }
    for index in _list_missing_indexes(connection, table_name):
        index_name = f"{work_name}_{index.name}"
        connection.exec_driver_sql(index.write_statement(work_name, index_name))
        final_name_by_name[index_name] = index.name
    return final_name_by_name


def _drop_references(connection: Connection) -> None:
    """Drop the foreign keys that refer to the old tables."""
    query = (
        "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint "
        "WHERE contype = 'f' AND conparentid = 0 "
        "AND confrelid IN (to_regclass('segment'), to_regclass('unit'))"
    )
    for table_name, constraint_name in connection.execute(text(query)).all():
        connection.execute(
            text(f"ALTER TABLE {table_name} DROP CONSTRAINT {constraint_name}")
        )


def _has_older_readers(connection: Connection) -> bool:
    """Whether a reader's view is older than the copy: it would lack rows.

    Nobody writes meanwhile, so that there will be no others. A replica's readers count
    if it has `hot_standby_feedback`.
    """
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
        "AND (datname IS NULL OR datname = current_database()) "
        "AND age(backend_xmin) > age(pg_current_xact_id()::xid)"
    )
    return bool(connection.execute(text(query)).scalar())
