"""Check sessions that are kept from call to call, as long as the termbase is the same.

Reading a termbase of some thousand concepts takes longer than checking a sentence.
"""

from dataclasses import dataclass, field, replace
from threading import Lock

from checks.inputs.languages import CheckedLanguages
from checks.session import CheckSelection, CheckSession
from glossary.store.termbase_version import read_termbase_version
from tm.result_cache import ResultCache
from tm.settings import CheckSettings
from tm.store.database import Database

_MAX_SESSION_COUNT = 8
_SessionKey = tuple[CheckedLanguages, CheckSelection]


@dataclass(slots=True)
class SessionCache:
    """The latest sessions of a memory; several threads may share it."""

    _version_and_session_by_key: dict[_SessionKey, tuple[str, CheckSession]] = field(
        default_factory=dict
    )
    _lock: Lock = field(default_factory=Lock)

    def open(
        self,
        settings: CheckSettings,
        database: Database | None,
        languages: CheckedLanguages,
        selection: CheckSelection,
    ) -> CheckSession:
        """Open a session, whose results of functions are its own.

        Raises UnknownName and InputError.
        """
        if database is None or settings.rules:  # a file of rules may have changed
            return _open_session(settings, database, languages, selection)
        with database.open_reader() as reader:
            termbase_version = read_termbase_version(reader)
        session_key = languages, selection
        with self._lock:
            version_and_session = self._version_and_session_by_key.get(session_key)
        if version_and_session is None or version_and_session[0] != termbase_version:
            version_and_session = (
                termbase_version,
                _open_session(settings, database, languages, selection),
            )
            with self._lock:
                if len(self._version_and_session_by_key) >= _MAX_SESSION_COUNT:
                    self._version_and_session_by_key.clear()
                self._version_and_session_by_key[session_key] = version_and_session
        session = version_and_session[1]
        context = replace(session.context, cache=ResultCache())
        return replace(session, context=context)


def _open_session(
    settings: CheckSettings,
    database: Database | None,
    languages: CheckedLanguages,
    selection: CheckSelection,
) -> CheckSession:
    return CheckSession.open(
        settings,
        target_locale=languages.target_locale,
        source_locale=languages.source_locale,
        database=database,
        selection=selection,
    )
