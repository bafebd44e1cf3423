"""The recognisers of a database's termbase, in memory and in files.

A file is only a cache: it has the version of the termbase that it was made from, and is
rebuilt for another version. Two processes may write it at once; the last one wins.
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
from glossary.store.sql_reader import read_joint_entries
from glossary.store.termbase_version import read_termbase_version
from tm.match.index.manifest import list_index_folders
from tm.store.database import Database
from tm.text.locale import Locale

_RECOGNISER_FOLDER_NAME = "terms"
_logger = logging.getLogger("padanan.terms")


def read_or_build_recogniser(database: Database, locale: Locale) -> Recogniser:
    """Read the recogniser of a locale from its file, or build it and write the file."""
    file_paths = _list_file_paths(database, locale)
    with database.open_reader() as reader:
        termbase_version = read_termbase_version(reader)
        for file_path in file_paths:
            try:
                return read_recogniser(file_path, locale, termbase_version)
            except UnusableRecogniserFileError as error:
                _logger.info("%s", error)
            except OSError:
                continue
        recogniser = Recogniser.build(read_joint_entries(reader), locale)
        # Another process may have changed the termbase in the meantime.
        is_up_to_date = read_termbase_version(reader) == termbase_version
    for file_path in file_paths if is_up_to_date else ():
        with contextlib.suppress(OSError):
            write_recogniser(file_path, recogniser, termbase_version)
            break
    return recogniser


class RecogniserCache:
    """The recognisers of a database's termbase; several threads may share it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._version_and_recogniser_by_locale: dict[
            Locale, tuple[str, Recogniser]
        ] = {}
        """By locale: the version of the termbase, and the recogniser made from it."""

    def get(self, locale: Locale) -> Recogniser:
        """Get the recogniser of a locale for the present version of the termbase."""
        with self._database.open_reader() as reader:
            termbase_version = read_termbase_version(reader)
        with self._lock:
            cached_version, recogniser = self._version_and_recogniser_by_locale.get(
                locale, (None, None)
            )
            if recogniser is None or cached_version != termbase_version:
                recogniser = read_or_build_recogniser(self._database, locale)
                self._version_and_recogniser_by_locale[locale] = (
                    termbase_version,
                    recogniser,
                )
            return recogniser


def _list_file_paths(database: Database, locale: Locale) -> list[Path]:
    """List the possible paths of the file, the best one first.

    Empty for a database whose file does not exist yet.
    """
    if database.awaits_creation:
        return []
    file_name = f"{locale.tag}.terms"
    return [
        folder / _RECOGNISER_FOLDER_NAME / file_name
        for folder in list_index_folders(database)
    ]
