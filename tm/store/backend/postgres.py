"""A PostgreSQL server's database: reaching it, and whether it can hold every language.

URLs of databases are read here too. This imports SQLAlchemy, and is imported for a URL
only.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from tm.errors import InputError, StoreUnavailable
from tm.store.backend.sqlite import MODES, SqliteFile


class Server:
    """A database of PostgreSQL."""

    dialect = "postgresql"
    writable = True

    @property
    def driver_errors(self) -> tuple[type[Exception], ...]:
        """What the driver itself raises, which may not be installed."""
        try:
            from psycopg import Error
        except ImportError:
            return ()
        return (Error,)

    def __init__(self, url: URL) -> None:
        # A password may stand in the query too.
        self.name = url.set(query={}).render_as_string(hide_password=True)
        self._url = url

    def engine(self) -> Engine:
        """SQLAlchemy's way to the server."""
        # The environment may ask for another encoding.
        arguments = {"client_encoding": "utf8"}
        try:
            return create_engine(self._url, pool_pre_ping=True, connect_args=arguments)
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise StoreUnavailable(
                "PostgreSQL needs its driver; run pip install 'padanan[postgres]'"
            ) from error

    def refuse_unfit(self, connection: Connection) -> None:
        """Raise StoreUnavailable for a database that loses letters or cannot fold."""
        query = (
            "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database "
            "WHERE datname = current_database()"
        )
        ctype, encoding = connection.execute(text(query)).one()
        if encoding != "UTF8":
            raise StoreUnavailable(
                f"{self.name}: its encoding is {encoding}, which cannot hold every "
                "language; make the database with ENCODING 'UTF8' TEMPLATE template0"
            )
        if ctype in ("C", "POSIX"):
            raise StoreUnavailable(
                f"{self.name}: its character type is {ctype}, in which PostgreSQL "
                "cannot fold letters; make the database with LC_CTYPE 'C.UTF-8'"
            )


def place_of(address: str) -> SqliteFile | Server:
    """What a URL means. Raises InputError, StoreUnavailable."""
    try:
        url = make_url(address)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise InputError("not a database URL; give one with --database") from error
    if url.drivername in ("postgres", "postgresql"):
        return Server(url.set(drivername="postgresql+psycopg"))
    if backend == "postgresql":
        return Server(url)
    if backend == "sqlite":
        return _file_of(url)
    raise InputError(
        f"{url.drivername!r} is not supported; give a path, sqlite:///PATH "
        "or postgresql://USER@HOST/NAME"
    )


def _file_of(url: URL) -> SqliteFile:
    if url.host:
        raise InputError(
            f"a SQLite file has no host {url.host!r}; give sqlite:///PATH, or "
            "sqlite:////PATH for one that begins at the root"
        )
    if not url.database or url.database == ":memory:":
        raise InputError("a database needs a file; give --database PATH")
    unknown = [name for name in url.query if name != "mode"]
    mode = url.query.get("mode", "rwc")
    if unknown or mode not in MODES:
        wrong = unknown[0] if unknown else f"mode={mode}"
        known = ", ".join(f"mode={one}" for one in MODES)
        raise InputError(f"?{wrong} is not understood after a SQLite file: {known}")
    return SqliteFile(Path(url.database), mode=str(mode))
