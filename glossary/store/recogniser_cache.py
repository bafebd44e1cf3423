"""The recogniser of a database's termbase: from its file, or made anew and kept.

The file is never the only copy of anything and never trusted: it holds the version of
the termbase it was made of. Two processes may make it at once; the last one stays.
"""

import contextlib
import logging
from pathlib import Path
from threading import Lock

from glossary.recognition.recogniser import Recogniser
from glossary.recognition.recogniser_file import (
    UnusableRecogniserFileError,
    read_recogniser,
    write_recogniser,
)
from glossary.store.sql_reader import read_all_entries
from glossary.store.version import version as version_of
from tm.match.index.manifest import index_folders
from tm.store.database import Database
from tm.text.locale import Locale

_FOLDER = "terms"
_log = logging.getLogger("padanan.terms")


def read_recogniser_of(database: Database, locale: Locale) -> Recogniser:
    """Read the recogniser of a locale from its file, or build it and write the file."""
    paths = _paths(database, locale)
    with database.open_reader() as reader:
        version = version_of(reader)
        for path in paths:
            try:
                return read_recogniser(path, locale, version)
            except UnusableRecogniserFileError as reason:
                _log.info("%s", reason)
            except OSError:
                continue
        recogniser = Recogniser.build(read_all_entries(reader), locale)
        # Somebody may have changed the termbase while it was read.
        is_of_version = version_of(reader) == version
    for path in paths if is_of_version else ():
        with contextlib.suppress(OSError):
            write_recogniser(path, recogniser, version)
            break
    return recogniser


class RecogniserCache:
    """The recognisers of a database's termbase; several threads may share it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._recognisers: dict[Locale, tuple[str, Recogniser]] = {}
        """Each with the version of the termbase that it was made of."""

    def get(self, locale: Locale) -> Recogniser:
        """The recogniser of a locale, by the termbase as it is now."""
        with self._database.open_reader() as reader:
            version = version_of(reader)
        with self._lock:
            kept_version, recogniser = self._recognisers.get(locale, (None, None))
            if recogniser is None or kept_version != version:
                recogniser = read_recogniser_of(self._database, locale)
                self._recognisers[locale] = version, recogniser
            return recogniser


def _paths(database: Database, locale: Locale) -> list[Path]:
    """Where the file may be, the best place first."""
    name = f"{locale.tag}.terms"
    return [folder / _FOLDER / name for folder in index_folders(database)]
