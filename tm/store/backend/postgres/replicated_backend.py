"""A PostgreSQL primary with a read replica, which answers what only reads.

A replica repeats the primary's log a few milliseconds later. So every read first asks
the primary how far its log goes, and reads from the replica once that has repeated as
much: an editor finds what she has just saved, through whichever server or program, and
no process ever goes back to an older state, for which its caches are not made.
"""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Lock
from time import monotonic, sleep

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from tm.errors import InputError, StoreUnavailable
from tm.store.backend.postgres.log_position import read_log_position
from tm.store.backend.postgres.postgres_backend import PostgresBackend
from tm.store.backend.sql import CoreReader, DatabaseReader

_log = logging.getLogger("padanan.replica")

MAX_WAIT_SECONDS = 0.5
"""How long a read waits for the replica, before it goes to the primary."""
_POLL_SECONDS = 0.005
_RETRY_SECONDS = 1
"""After so long, a server that was gone or behind is tried again."""
_SECONDS_BETWEEN_MESSAGES = 60
"""Of one kind, so that a server's log is not full of them."""
_CONFLICT_STATES = frozenset(("40001", "40P01"))
"""SQLSTATEs of a query that a replica ends, since it must go on repeating the log."""
_IDENTITY_SQL = "SELECT current_database(), system_identifier FROM pg_control_system()"


class ReplicatedBackend(PostgresBackend):
    """Writes to a primary; reads from its replica, or from the primary if need be."""

    def __init__(
        self, url: URL, replica_url: URL, *, max_wait_seconds: float = MAX_WAIT_SECONDS
    ) -> None:
        super().__init__(url)
        # What is asked first says whether a connection still works.
        self._primary = PostgresBackend(url, pings=False)
        """For the positions of its log only."""
        self._replica = PostgresBackend(replica_url, pings=False)
        self._max_wait_seconds = max_wait_seconds
        self._lock = Lock()
        """For all that follows."""
        self._last_position = 0
        """The furthest position of the primary's log that is known."""
        self._primary_retry_time = 0.0
        self._replica_retry_time = 0.0
        self._lag_retry_time = 0.0
        self._message_time_by_kind: dict[str, float] = {}

    @contextmanager
    def open_snapshot(self) -> Iterator[Connection]:
        """Implement `Backend.open_snapshot`, on the replica if it is up to date."""
        with ExitStack() as exit_stack:
            connection = self._connect_replica(exit_stack)
            if connection is None:
                yield exit_stack.enter_context(super().open_snapshot())
                return
            connection.execution_options(isolation_level="REPEATABLE READ")
            try:
                yield connection
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _CONFLICT_STATES:
                    raise
                raise StoreUnavailable(
                    f"{self._replica.address}: the read replica ended this query, "
                    "since it had to go on with the primary's changes; try again, or "
                    "set hot_standby_feedback = on there"
                ) from error
            connection.rollback()

    @contextmanager
    def open_settled_reader(self) -> Iterator[DatabaseReader]:
        """Implement `Backend.open_settled_reader`: only the primary has writers."""
        with super().open_snapshot() as connection:
            self._wait_for_writers(connection)
            yield CoreReader(connection)

    @contextmanager
    def open_transaction(
        self, *, is_migration: bool = False, is_bulk_load: bool = False
    ) -> Iterator[Connection]:
        """Implement `Backend.open_transaction`, on the primary."""
        with super().open_transaction(
            is_migration=is_migration, is_bulk_load=is_bulk_load
        ) as connection:
            yield connection
        # Should the primary fail now, the replica must still have what was stored.
        self._read_primary_position()

    def close(self) -> None:
        """Implement `Backend.close`."""
        super().close()
        self._primary.close()
        self._replica.close()

    def verify_encoding(self) -> None:
        """Implement `Backend.verify_encoding`, and verify whose replica it is."""
        super().verify_encoding()
        with suppress(DBAPIError):  # gone, or the user may not ask
            primary_identity = _read_identity(self._primary)
            if _read_identity(self._replica) != primary_identity:
                raise InputError(
                    f"{self._replica.address} is not a replica of {self.address}; give "
                    "the URL of a streaming replica, with the same database",
                    parameters=["read_database"],
                )

    def _read_primary_position(self) -> int | None:
        """Read how far the primary's log goes; None if the primary is gone."""
        if monotonic() < self._primary_retry_time:
            return None
        for is_last_attempt in (False, True):
            try:
                with self._primary.connect_without_transaction() as connection:
                    position = read_log_position(connection).position
            except DBAPIError as error:
                if not is_last_attempt and error.connection_invalidated:
                    continue  # the server was restarted, or another one took its place
                self._primary_retry_time = monotonic() + _RETRY_SECONDS
                self._report(
                    "primary",
                    f"{self.address}: the primary cannot be reached "
                    f"({_get_reason(error)}); reading from the replica, and nothing "
                    "can be stored",
                )
                return None
            with self._lock:
                self._last_position = max(self._last_position, position)
            return position
        return None

    def _connect_replica(self, exit_stack: ExitStack) -> Connection | None:
        """Connect to the replica once it has all; None: read from the primary."""
        primary_position = self._read_primary_position()
        if primary_position is not None and monotonic() < self._replica_retry_time:
            return None
        for is_last_attempt in (False, True):
            try:
                with ExitStack() as attempt_stack:
                    connection = attempt_stack.enter_context(
                        self._replica.connect_without_transaction()
                    )
                    if not self._wait_until_current(connection, primary_position):
                        return None
                    exit_stack.push(attempt_stack.pop_all())
                    return connection
            except DBAPIError as error:
                if not is_last_attempt and error.connection_invalidated:
                    continue
                self._replica_retry_time = monotonic() + _RETRY_SECONDS
                self._report(
                    "replica",
                    f"{self._replica.address}: the read replica cannot be reached "
                    f"({_get_reason(error)}); reading from the primary",
                )
        return None

    def _wait_until_current(
        self, connection: Connection, primary_position: int | None
    ) -> bool:
        """Wait until the replica has a position; return whether to read from it."""
        required_position = (
            self._last_position if primary_position is None else primary_position
        )
        start_time = monotonic()
        may_wait = start_time >= self._lag_retry_time
        while True:
            replica_position = read_log_position(connection)
            # psycopg ends no transaction here: there is none.
            connection.rollback()
            if (
                replica_position.position >= required_position
                or not replica_position.is_replica
            ):
                return True
            if not may_wait or monotonic() - start_time >= self._max_wait_seconds:
                break
            sleep(_POLL_SECONDS)
        if may_wait:
            self._lag_retry_time = monotonic() + _RETRY_SECONDS
        missing_bytes = required_position - replica_position.position
        if primary_position is None:
            self._report(
                "old",
                f"{self._replica.address}: the read replica lacks the last "
                f"{missing_bytes} bytes of the primary's log; the newest changes are "
                "missing until the primary is back",
            )
            return True
        self._report(
            "lag",
            f"{self._replica.address}: the read replica is {missing_bytes} bytes "
            f"behind after {self._max_wait_seconds:g} s; reading from the primary",
        )
        return False

    def _report(self, kind: str, message: str) -> None:
        with self._lock:
            last_time = self._message_time_by_kind.get(kind)
            now = monotonic()
            if last_time is not None and now - last_time < _SECONDS_BETWEEN_MESSAGES:
                return
            self._message_time_by_kind[kind] = now
        _log.warning("%s", message)


def _read_identity(backend: PostgresBackend) -> tuple[object, ...]:
    with backend.connect_without_transaction() as connection:
        return tuple(connection.exec_driver_sql(_IDENTITY_SQL).one())


def _get_reason(error: DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines()
    return lines[0] if lines else type(error).__name__
