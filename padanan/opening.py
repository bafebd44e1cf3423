"""Opening a memory by the path or the URL of its database."""

from dataclasses import replace
from os import PathLike, fspath

from padanan.locales import parse_locale, require_locale_pair
from padanan.memory import Memory
from padanan.memory_database import MemoryDatabase
from tm.errors import InputError
from tm.settings import Settings
from tm.text.locale import Locale


def open(  # shadows the built-in, which this module does not use
    database: str | PathLike[str] | None = None,
    *,
    source: str | Locale | None = None,
    target: str | Locale | None = None,
    author: str | None = None,
    settings: Settings | None = None,
    create: bool = True,
    migrate: bool = False,
) -> Memory:
    """Open a memory: a SQLite file, or a PostgreSQL URL.

    `source` and `target`: the languages that its methods work with. `author`: the
    author of changes. Missing arguments are taken from `settings`, or else from the
    defaults. A missing file is created by the first write; without `create` it is an
    error. `migrate`: update a database of an older Padanan. The read replica of
    `settings` answers what only reads, unless `database` names another memory. Raises
    NotFound, InputError, StoreUnavailable, StoreCorrupt, SchemaOutdated, SchemaTooNew.
    """
    settings = settings or Settings()
    settings = replace(
        settings,
        source=parse_locale(source) or settings.source,
        target=parse_locale(target) or settings.target,
        author=author or settings.author,
    )
    if source is not None and target is not None:
        require_locale_pair(settings)
    location = settings.database_location if database is None else fspath(database)
    if location.startswith(("http://", "https://")):
        raise InputError(f"{location}: this is a server; use padanan.connect")
    memory_database = MemoryDatabase.locate(
        location,
        creates_missing=create,
        migrates=migrate,
        read_location=settings.read_database_location if database is None else None,
    )
    return Memory(memory_database, settings)
