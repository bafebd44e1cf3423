"""A cache of match filters, valid until the termbase or the date changes."""

from datetime import date
from threading import Lock

from checks.match_filter.filter_by_checks import ChecksMatchFilter
from glossary.store.termbase_version import read_termbase_version
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.text.locale import Locale


class MatchFilterCache:
    """The match filters of a database by locales; several threads may share it."""

    def __init__(self, database: Database, penalty_settings: PenaltySettings) -> None:
        self._database = database
        self._penalty_settings = penalty_settings
        self._lock = Lock()
        self._version_and_day: tuple[str, str] | None = None
        self._filters_by_locales: dict[tuple[Locale, Locale], ChecksMatchFilter] = {}

    def get(self, source_locale: Locale, target_locale: Locale) -> ChecksMatchFilter:
        """Return the filter of two locales for the current termbase and date."""
        with self._database.open_reader() as reader:
            version_and_day = read_termbase_version(reader), date.today().isoformat()
        with self._lock:
            if version_and_day != self._version_and_day:
                self._filters_by_locales.clear()
                self._version_and_day = version_and_day
            locales = source_locale, target_locale
            if locales not in self._filters_by_locales:
                self._filters_by_locales[locales] = ChecksMatchFilter(
                    self._database,
                    *locales,
                    penalty_settings=self._penalty_settings,
                    today=version_and_day[1],
                )
            return self._filters_by_locales[locales]
