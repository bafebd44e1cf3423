"""Parsing of database URLs."""

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from tm.errors import InputError
from tm.store.backend.backend import Backend
from tm.store.backend.postgres.postgres_backend import PostgresBackend
from tm.store.backend.postgres.replicated_backend import ReplicatedBackend
from tm.store.backend.sqlite import SqliteBackend
from tm.store.backend.sqlite_file import OPEN_MODES


def make_backend(url_text: str) -> Backend:
    """Make the backend of a database URL, without connecting to the database.

    Raises InputError, StoreUnavailable.
    """
    url = _parse_url(url_text, "database")
    server_url = _find_server_url(url)
    if server_url is not None:
        return PostgresBackend(server_url)
    if url.get_backend_name() == "sqlite":
        path, open_mode = _parse_file_url(url)
        return SqliteBackend(path, open_mode=open_mode)
    raise InputError(
        f"{url.drivername!r} is not supported; give a path, sqlite:///PATH "
        "or postgresql://USER@HOST/NAME"
    )


def make_replicated_backend(url_text: str, replica_url_text: str) -> Backend:
    """Make the backend of a primary and its read replica, without connecting.

    Raises InputError, StoreUnavailable.
    """
    if "://" in url_text and "://" in replica_url_text:
        primary_url = _find_server_url(_parse_url(url_text, "database"))
        replica_url = _find_server_url(_parse_url(replica_url_text, "read_database"))
        if primary_url is not None and replica_url is not None:
            return ReplicatedBackend(primary_url, replica_url)
    raise InputError(
        "SQLite has no read replicas; give postgresql://USER@HOST/NAME for the "
        "database and for its replica",
        parameters=["read_database"],
    )


def _parse_url(url_text: str, parameter: str) -> URL:
    """Parse a URL, of several hosts too, as PostgreSQL's own programs write them.

    SQLAlchemy expects them in the query. Raises InputError.
    """
    scheme, separator, url_without_scheme = url_text.partition("://")
    authority, slash, path = url_without_scheme.partition("/")
    credentials, at_sign, hosts = authority.rpartition("@")
    try:
        if scheme.startswith("postgres") and "," in hosts:
            names_and_ports = [host.partition(":") for host in hosts.split(",")]
            url = make_url(f"{scheme}{separator}{credentials}{at_sign}{slash}{path}")
            return url.update_query_dict(
                {
                    "host": ",".join(name for name, _, _ in names_and_ports),
                    "port": ",".join(port or "5432" for _, _, port in names_and_ports),
                }
            )
        url = make_url(url_text)
        url.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise InputError("not a database URL", parameters=[parameter]) from error
    return url


def _find_server_url(url: URL) -> URL | None:
    """Return the URL of a PostgreSQL server, with its driver; None for another."""
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url if url.get_backend_name() == "postgresql" else None


def find_creatable_file(url_text: str) -> Path | None:
    """Find the SQLite file of a URL that may be created; None for other URLs."""
    try:
        url = make_url(url_text)
        if url.get_backend_name() != "sqlite":
            return None
        path, open_mode = _parse_file_url(url)
    except (ArgumentError, ValueError):
        return None
    return path if open_mode == "rwc" else None


def _parse_file_url(url: URL) -> tuple[Path, str]:
    """Return the path and the mode of the URL of a SQLite file; raises InputError."""
    if url.host:
        raise InputError(
            f"a SQLite file has no host {url.host!r}; give sqlite:///PATH, or "
            "sqlite:////PATH for one that begins at the root"
        )
    if not url.database or url.database == ":memory:":
        raise InputError(
            "a database needs a file; give its path", parameters=["database"]
        )
    unknown_options = [
        option_name for option_name in url.query if option_name != "mode"
    ]
    open_mode = url.query.get("mode", "rwc")
    if unknown_options or open_mode not in OPEN_MODES:
        invalid_option = unknown_options[0] if unknown_options else f"mode={open_mode}"
        mode_list = ", ".join(f"mode={allowed_mode}" for allowed_mode in OPEN_MODES)
        raise InputError(
            f"unknown ?{invalid_option} after a SQLite file; known: {mode_list}"
        )
    return Path(url.database), str(open_mode)
