"""How far the log of a PostgreSQL server goes, by which a replica is compared."""

from typing import NamedTuple

from sqlalchemy import Connection

_LOG_POSITION_SQL = (
    "SELECT pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() "
    "THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END, "
    "'0/0')::bigint, pg_is_in_recovery()"
)


class LogPosition(NamedTuple):
    """How far the log of a server goes, or how much of it a replica has repeated."""

    position: int
    """In bytes, since the server was made."""
    is_replica: bool


def read_log_position(connection: Connection) -> LogPosition:
    """Read how far the log of a server goes; of a replica, what it has repeated."""
    return LogPosition(*connection.exec_driver_sql(_LOG_POSITION_SQL).one())
