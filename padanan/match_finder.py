"""Lookups of a memory, with the termbase's knowledge kept from call to call."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from itertools import chain
from threading import Lock

from checks.match_filter.filter_by_checks import ChecksMatchFilter
from checks.match_repair.resources import MatchRepairResources
from glossary.store.termbase_version import read_termbase_version
from padanan.values.matches import MemoryMatch
from tm.align.sentences import split_into_sentences
from tm.match.composition import find_matches_by_sentence
from tm.match.lookup import LookupOptions
from tm.match.match_rate import Match
from tm.settings import Settings
from tm.store.database import Database
from tm.text.locale import Locale
from tm.text.segment import Segment


@dataclass(frozen=True, slots=True)
class _TermKnowledge:
    """What lookups between two languages know from one version of the termbase."""

    match_filter: ChecksMatchFilter
    repair_resources: MatchRepairResources


class MatchFinder:
    """Looks texts up in a database; several threads may share it.

    In a SQLite file they take turns: Python runs one thread at a time, and threads that
    interrupt each other at each read take longer together than one after the other.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._lock = Lock()
        self._turn_lock: AbstractContextManager[object] = (
            Lock() if database.backend.dialect == "sqlite" else nullcontext()
        )
        self._version_and_day: tuple[str, str] | None = None
        """Of the termbase and of today, for which the knowledge is valid."""
        self._knowledge_by_locales: dict[tuple[Locale, Locale], _TermKnowledge] = {}

    def find(
        self,
        text: str,
        locales: tuple[Locale, Locale],
        *,
        min_rate: int | None,
        limit: int,
    ) -> list[MemoryMatch]:
        """Find the matches of a text; `min_rate` is by default that of the settings."""
        matches = self.find_matches(text, locales, min_rate=min_rate, limit=limit)
        return list(map(_make_memory_match, matches))

    def find_matches(
        self,
        text: str,
        locales: tuple[Locale, Locale],
        *,
        min_rate: int | None,
        limit: int,
    ) -> list[Match]:
        """Find the matches of a text, with their units."""
        source_locale, target_locale = locales
        with self._turn_lock, self._database.share_reader():
            knowledge = self._get_knowledge(locales)
            lookup_options = LookupOptions(
                min_rate=self._settings.lookup.min_rate
                if min_rate is None
                else min_rate,
                limit=limit,
                penalties=self._settings.penalties,
                match_filter=knowledge.match_filter,
                split_sentences=split_into_sentences,
                repair_resources=knowledge.repair_resources,
            )
            return find_matches_by_sentence(
                self._database,
                Segment.of(source_locale, text),
                target_locale,
                lookup_options,
                is_last_resort=True,
            )

    def get_repair_resources(
        self, locales: tuple[Locale, Locale]
    ) -> MatchRepairResources:
        """Get the terms, places and phrases that are known between two languages."""
        return self._get_knowledge(locales).repair_resources

    def _get_knowledge(self, locales: tuple[Locale, Locale]) -> _TermKnowledge:
        """Get what is known today, by the present version of the termbase."""
        with self._database.open_reader() as reader:
            version_and_day = read_termbase_version(reader), date.today().isoformat()
        with self._lock:
            if version_and_day != self._version_and_day:
                self._knowledge_by_locales.clear()
                self._version_and_day = version_and_day
            knowledge = self._knowledge_by_locales.get(locales)
            if knowledge is None:
                knowledge = _TermKnowledge(
                    ChecksMatchFilter(
                        self._database,
                        *locales,
                        penalty_settings=self._settings.penalties,
                        today=version_and_day[1],
                    ),
                    MatchRepairResources(self._database, *locales),
                )
                self._knowledge_by_locales[locales] = knowledge
            return knowledge


def _make_memory_match(match: Match) -> MemoryMatch:
    is_made_of_several_units = match.bridge is not None or bool(match.sentence_matches)
    return MemoryMatch(
        rate=match.rate,
        type=match.type,
        source=match.source.display_text,
        target=match.target.display_text if match.target else None,
        repaired=match.repaired_target.display_text if match.repaired_target else None,
        replacements=match.replacements,
        open_differences=match.open_differences,
        penalties=match.penalties,
        is_ambiguous=match.is_ambiguous,
        units=list_unit_keys(match),
        origin=match.unit.origin,
        unit=None if is_made_of_several_units else match.unit.key.hex(),
    )


def list_unit_keys(match: Match) -> tuple[str, ...]:
    """List the keys of the stored units that a match is made of."""
    if match.target is None:
        return ()
    if match.sentence_matches:
        unit_keys = chain.from_iterable(
            list_unit_keys(sentence_match.match)
            for sentence_match in match.sentence_matches
            if sentence_match.match
        )
        return tuple(dict.fromkeys(unit_keys))
    if match.bridge is not None:
        units = [match.bridge.query_unit, match.bridge.target_unit]
    else:
        units = [match.unit]
    return tuple(unit.key.hex() for unit in units)
