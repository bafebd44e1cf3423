"""A private PostgreSQL for the tests, from the server's installed binaries."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text

import glossary.store.termbase_tables  # noqa: F401  its tables are emptied too
from tm.store.schema import metadata

_numbers = count()
_ACCOUNTS = ("postgres", "nobody")
_OPTIONS = "LC_CTYPE 'C.UTF-8'"


def binaries() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, or None where no server is installed."""
    found = shutil.which("initdb")
    folder = Path(found).resolve().parent if found else None
    if folder is not None and (folder / "pg_ctl").exists():
        return folder
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return places[0].parent if places else None


@contextmanager
def cluster(bin_folder: Path) -> Iterator[str]:
    """A running server in a folder of its own; yields the URL of its main database."""
    folder = Path(tempfile.mkdtemp(prefix="padanan-pg-"))
    account = _account()
    if account is not None:
        shutil.chown(folder, account)

    try:
        _run(
            *(bin_folder, folder, "initdb", "-D", str(folder / "data")),
            *("-U", "padanan", "-A", "trust", "-N"),
        )
        _start(bin_folder, folder)
        try:
            yield f"postgresql+psycopg://padanan@/postgres?host={folder}"
        finally:
            with suppress(subprocess.CalledProcessError):  # a test has killed it
                _stop(bin_folder, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def stopped(bin_folder: Path, url: str) -> Iterator[None]:
    """Stop a server that `cluster` runs, as if it had crashed, and start it again."""
    folder = Path(url.partition("host=")[2])
    _stop(bin_folder, folder)
    try:
        yield
    finally:
        _start(bin_folder, folder)


@dataclass(frozen=True)
class Replicated:
    """A primary and its streaming replica, both of them private."""

    bin_folder: Path
    primary_folder: Path
    replica_folder: Path

    @property
    def primary(self) -> str:
        """The URL of the primary's main database."""
        return f"postgresql+psycopg://padanan@/postgres?host={self.primary_folder}"

    def on_replica(self, url: str) -> str:
        """The URL of a database of the primary, on the replica."""
        return url.replace(str(self.primary_folder), str(self.replica_folder))

    def on_either(self, url: str, role: str = "read-write") -> str:
        """The URL of a database of the primary, on whichever server has a role."""
        hosts = f"{self.primary_folder},{self.replica_folder}"
        url = url.replace(str(self.primary_folder), hosts)
        return f"{url}&port=5432,5432&target_session_attrs={role}"

    def make_database(self, name: str) -> str:
        """Make a database, which lives as long as the servers; return its URL."""
        _execute(self.primary, f"CREATE DATABASE {name} {_OPTIONS} TEMPLATE template0")
        return self.primary.replace("/postgres?", f"/{name}?")

    def run_on_replica(self, statement: str) -> None:
        """Run a statement on the replica, such as one that pauses it."""
        _execute(self.on_replica(self.primary), statement)

    def kill_primary(self) -> None:
        """Kill the primary without warning, as if its machine had failed."""
        lines = (self.primary_folder / "data/postmaster.pid").read_text().splitlines()
        os.kill(int(lines[0]), signal.SIGKILL)

    def promote(self) -> None:
        """Make the replica a primary."""
        data = ("-D", str(self.replica_folder / "data"))
        _run(self.bin_folder, self.replica_folder, "pg_ctl", *data, "-w", "promote")

    @contextmanager
    def replica_stopped(self) -> Iterator[None]:
        """Stop the replica, as if it had crashed, and start it again."""
        _stop(self.bin_folder, self.replica_folder)
        try:
            yield
        finally:
            _start(self.bin_folder, self.replica_folder)


@contextmanager
def replicated(
    bin_folder: Path, *, is_synchronous: bool = False
) -> Iterator[Replicated]:
    """A running server and a streaming replica of it, made by pg_basebackup.

    `is_synchronous`: a commit waits until the replica has it on its disk.
    """
    with cluster(bin_folder) as url:
        primary_folder = Path(url.partition("host=")[2])
        folder = Path(tempfile.mkdtemp(prefix="padanan-pg-"))
        account = _account()
        if account is not None:
            shutil.chown(folder, account)
        servers = Replicated(bin_folder, primary_folder, folder)
        try:
            _run(
                *(bin_folder, folder, "pg_basebackup", "-h", str(primary_folder)),
                *(
                    "-U",
                    "padanan",
                    "-D",
                    str(folder / "data"),
                    "-R",
                    "-c",
                    "fast",
                    "-N",
                ),
            )
            _start(bin_folder, folder)
            if is_synchronous:
                _execute(url, "ALTER SYSTEM SET synchronous_standby_names = '*'")
                _execute(url, "SELECT pg_reload_conf()")
            try:
                yield servers
            finally:
                with suppress(subprocess.CalledProcessError):
                    _stop(bin_folder, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _execute(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _start(bin_folder: Path, folder: Path) -> None:
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    log = ("-l", str(folder / "log"))
    data = ("-D", str(folder / "data"))
    _run(bin_folder, folder, "pg_ctl", *data, "-w", "-o", options, *log, "start")


def _stop(bin_folder: Path, folder: Path) -> None:
    data = ("-D", str(folder / "data"))
    _run(bin_folder, folder, "pg_ctl", *data, "-w", "-m", "immediate", "stop")


def _run(bin_folder: Path, folder: Path, *command: str) -> None:
    subprocess.run(
        [str(bin_folder / command[0]), *command[1:]],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        user=_account(),
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )


@contextmanager
def database(
    server: str, options: str = _OPTIONS, *, template: str = "template0"
) -> Iterator[str]:
    """A database of its own on a server, a copy of another; yields its URL.

    Nobody may be connected with the one that is copied.
    """
    name = f"padanan_{os.getpid()}_{next(_numbers)}"
    # A test may have stopped the server meanwhile.
    engine = create_engine(server, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
    with engine.connect() as connection:
        connection.execute(
            text(f"CREATE DATABASE {name} TEMPLATE {template} {options}")
        )
    try:
        yield server.replace("/postgres?", f"/{name}?")
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


_SHAPE = text(
    "SELECT string_agg(format('%s %s %s', attrelid, attname, attnotnull), ', ' "
    "ORDER BY attrelid, attnum) FROM pg_attribute JOIN pg_class ON oid = attrelid "
    "WHERE relnamespace = current_schema()::regnamespace"
)
_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_FIRST_NUMBERS = text(
    "SELECT setval(oid::regclass, 1, false) FROM pg_class "
    "WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace"
)


class Emptied:
    """A database that is emptied for each user, a fifth of the work of making one.

    Where the one before has changed its tables or indexes, it is made anew.
    """

    def __init__(self, server: str, template: str) -> None:
        self._server = server
        self._template = template
        self._made = ExitStack()
        self._engine: Engine | None = None
        self._shape: object = None

    def url(self) -> str:
        """Its URL, when nothing is in it and nobody is connected with it any more."""
        if self._engine is None or not self._empty(self._engine):
            self._engine = self._make()
        return self._engine.url.render_as_string(hide_password=False)

    def close(self) -> None:
        """Drop the database."""
        self._made.close()

    def _make(self) -> Engine:
        self._made.close()
        place = database(self._server, template=self._template)
        engine = create_engine(self._made.enter_context(place))
        self._made.callback(engine.dispose)
        with engine.connect() as connection:
            self._shape = connection.scalar(_SHAPE)
        return engine

    def _empty(self, engine: Engine) -> bool:
        with engine.begin() as connection:
            connection.execute(_OTHERS)
            if connection.scalar(_SHAPE) != self._shape:
                return False
            _delete_all(connection)
        return True


def _delete_all(connection: Connection) -> None:
    # Tables this small are emptied sooner row by row than by TRUNCATE.
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())
    connection.execute(_FIRST_NUMBERS)


def _account() -> str | None:
    """Whom the server runs as: it refuses root."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _ACCOUNTS if name in known)
