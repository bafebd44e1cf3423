"""Match filters that are kept while the termbase stays as it is."""

from datetime import date
from threading import Lock

from checks.match_filter.checks_match_filter import ChecksMatchFilter
from glossary.store.version import read_termbase_version
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.text.locale import Locale


class MatchFilterCache:
    """The match filters of a database; several threads may share it."""

    def __init__(self, database: Database, points: PenaltySettings) -> None:
        self._database = database
        self._points = points
        self._lock = Lock()
        self._stamp: tuple[str, str] | None = None
        self._filters: dict[tuple[Locale, Locale], ChecksMatchFilter] = {}

    def get(self, source: Locale, target: Locale) -> ChecksMatchFilter:
        """The filter of a pair, by the termbase as it is now and the date of today."""
        with self._database.open_reader() as reader:
            stamp = read_termbase_version(reader), date.today().isoformat()
        with self._lock:
            if stamp != self._stamp:
                self._filters.clear()
                self._stamp = stamp
            pair = source, target
            if pair not in self._filters:
                self._filters[pair] = ChecksMatchFilter(
                    self._database, *pair, points=self._points, today=stamp[1]
                )
            return self._filters[pair]
