"""The match filter that judges matches of the memory by checks and the termbase.

A lookup takes it as an argument. Comparing values and terms shows that most matches
are fine; checks run only for the others, since the checks take longer to import than a
lookup takes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from checks.meaning.antonym_words import may_have_opposites, may_say_opposite
from checks.meaning.mistranslation_list import may_mistranslate
from glossary.store.termbase_version import (
    EMPTY_TERMBASE_VERSION,
    read_termbase_version,
)
from tm.match.match_fault import MatchFault
from tm.match.penalties import Penalty
from tm.result_cache import ResultCache
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.segment import Segment
from tm.text.values.reader import read_number_words, read_values

if TYPE_CHECKING:
    from checks.match_filter.match_fault_finder import FaultFinding
    from checks.match_filter.wrong_term_finder import WrongTermFinder

_MAX_PENALTY_POINTS = 30
"""The most penalty points for several faults, so that an exact match is still shown."""

_TERM_CHECK_PREFIX = "term."
"""The beginning of the ids of term checks."""


class ChecksMatchFilter:
    """Judges translations between two locales; implements `MatchFilter`.

    The termbase of the database is read when it is first needed; without a termbase
    only values and whole segments are judged. `today`: the ISO 8601 date that decides
    which terms are outdated.
    """

    def __init__(
        self,
        database: Database,
        source_locale: Locale,
        target_locale: Locale,
        *,
        penalty_settings: PenaltySettings,
        today: str,
    ) -> None:
        self._database = database
        self._locales = source_locale, target_locale
        self._cache = ResultCache()
        self._today = today
        self._penalty_points_by_fault: Mapping[MatchFault, int] = {
            MatchFault.UNTRANSLATED: penalty_settings.untranslated,
            MatchFault.WRONG_VALUE: penalty_settings.wrong_value,
            MatchFault.FORBIDDEN_TERM: penalty_settings.forbidden_term,
            MatchFault.OUTDATED_TERM: penalty_settings.outdated_term,
            MatchFault.MISTRANSLATED: penalty_settings.mistranslated,
            MatchFault.OPPOSITE: penalty_settings.opposite,
        }

    def find_penalties(self, source: Segment, target: Segment) -> Sequence[Penalty]:
        """Return the penalties for the faults of a translation."""
        penalty_by_message: dict[str, Penalty] = {}
        total_points = 0
        for fault, finding in self._find_faults(source.text, target.text):
            penalty_points = self._penalty_points_by_fault[fault]
            message = finding.message
            if penalty_points and message not in penalty_by_message:
                penalty_points = max(
                    0,
                    min(
                        penalty_points,
                        max(_MAX_PENALTY_POINTS, penalty_points) - total_points,
                    ),
                )
                total_points += penalty_points
                penalty_by_message[message] = Penalty(
                    message, penalty_points, finding.check
                )
        return tuple(penalty_by_message.values())

    def find_opposites(
        self, query: Segment, source: Segment, target: Segment
    ) -> Sequence[Penalty]:
        """Return the penalty for a translation that says the opposite of the query."""
        penalty_points = self._penalty_points_by_fault[MatchFault.OPPOSITE]
        if (
            not penalty_points
            or not may_have_opposites(query.text, source.text, self._locales[0])
            or not may_say_opposite(query.text, target.text, self._locales)
        ):
            return ()
        from checks.match_filter.match_fault_finder import find_text_faults

        messages_with_checks = {
            (finding.message, finding.check)
            for _, finding in find_text_faults(
                query.text,
                target.text,
                self._locales,
                self._cache,
                fault=MatchFault.OPPOSITE,
            )
        }
        return tuple(
            Penalty(message, penalty_points, check)
            for message, check in sorted(messages_with_checks)[:1]
        )

    def fix_target(self, source: Segment, target: Segment) -> Segment | None:
        """Return the translation with the right terms in place of the wrong ones.

        None if no term is wrong or one of them cannot be replaced for certain.
        """
        if self._wrong_term_finder is None:
            return None
        return self._wrong_term_finder.fix_target(source.text, target)

    def can_fix(self, check_id: str) -> bool:
        """Whether `fix_target` removes the findings of a check: only of term checks."""
        return check_id.startswith(_TERM_CHECK_PREFIX)

    def _find_faults(self, source: str, target: str) -> Iterator["FaultFinding"]:
        for fault in self._list_possible_faults(source, target):
            from checks.match_filter.match_fault_finder import find_text_faults

            yield from find_text_faults(
                source, target, self._locales, self._cache, fault=fault
            )
        if self._wrong_term_finder is not None:
            yield from self._wrong_term_finder.find(source, target)

    def _list_possible_faults(self, source: str, target: str) -> Iterator[MatchFault]:
        """List the faults, except those of terms, that a translation may have."""
        if _is_blank_or_copy(source, target):
            yield MatchFault.UNTRANSLATED
        elif self._penalty_points_by_fault[
            MatchFault.WRONG_VALUE
        ] and _have_unshared_values(source, target, self._locales):
            yield MatchFault.WRONG_VALUE
        if self._penalty_points_by_fault[MatchFault.MISTRANSLATED] and may_mistranslate(
            source, target, self._locales, self._cache
        ):
            yield MatchFault.MISTRANSLATED

    @cached_property
    def _wrong_term_finder(self) -> "WrongTermFinder | None":
        with self._database.open_reader() as reader:
            if read_termbase_version(reader) == EMPTY_TERMBASE_VERSION:
                return None
        # Reading terms takes long to import, and a memory may well have none.
        from checks.match_filter.wrong_term_finder import WrongTermFinder

        return WrongTermFinder(self._database, *self._locales, today=self._today)


def _is_blank_or_copy(source: str, target: str) -> bool:
    """Whether a translation is empty, or equal to its source."""
    return not target.strip() or match_form(source) == match_form(target)


def _have_unshared_values(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> bool:
    """Whether each text has a value that the other lacks, including number words.

    If not, the values can differ in their order only.
    """
    target_values = read_values(target, locales[1])
    if not target_values:
        return False  # as in most texts
    source_counts, target_counts = (
        Counter((value.kind, value.key) for value in values)
        for values in (read_values(source, locales[0]), target_values)
    )
    if not target_counts - source_counts:
        return False
    return bool(source_counts - target_counts) or bool(
        read_number_words(source, locales[0])
    )
