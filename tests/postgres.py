"""A private PostgreSQL for the tests, from the server's installed binaries."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

_numbers = count()
_ACCOUNTS = ("postgres", "nobody")


def binaries() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, or None where no server is installed."""
    found = shutil.which("initdb")
    if found and (Path(found).parent / "pg_ctl").exists():
        return Path(found).parent
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return places[0].parent if places else None


@contextmanager
def cluster(bin_folder: Path) -> Iterator[str]:
    """A running server in a folder of its own; yields the URL of its main database."""
    folder = Path(tempfile.mkdtemp(prefix="padanan-pg-"))
    account = _account()
    if account is not None:
        shutil.chown(folder, account)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(
            [str(bin_folder / command[0]), *command[1:]],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            user=account,
            cwd=folder,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )

    try:
        run("initdb", "-D", str(data), "-U", "padanan", "-A", "trust", "-N")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        log = str(folder / "log")
        run("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", log, "start")
        try:
            yield f"postgresql+psycopg://padanan@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(
    server: str, options: str = "LC_CTYPE 'C.UTF-8'", *, template: str = "template0"
) -> Iterator[str]:
    """A database of its own on a server, a copy of another; yields its URL.

    Nobody may be connected with the one that is copied.
    """
    name = f"padanan_{os.getpid()}_{next(_numbers)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
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


def _account() -> str | None:
    """Whom the server runs as: it refuses root."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _ACCOUNTS if name in known)
