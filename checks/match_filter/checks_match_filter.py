"""A match filter by today's termbase and checks, for matches of the memory.

Handed to a lookup, which knows neither. Most matches are told to be fine by a look at
their values and terms; only what looks suspicious is given to the checks, since they
take longer to import than a lookup takes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from glossary.store.version import EMPTY_TERMBASE_VERSION, read_termbase_version
from tm.match.match_fault import MatchFault
from tm.match.rank import Penalty
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.segment import Segment
from tm.text.values.reader import read_number_words, read_values

if TYPE_CHECKING:
    from checks.match_filter.filtered_terms import FilteredTerms
    from checks.match_filter.judgement import FaultFinding

_MOST_POINTS = 30
"""Of several faults together, so that an exact match is still shown, even fixed."""

_TERMS = "term."
"""How the ids of checks of terms begin."""


class ChecksMatchFilter:
    """Judges translations from one language into another, as `tm.match.match_filter`
    asks.

    It reads the termbase of the database, as it is when it is first needed; without a
    termbase only values and whole segments are judged. `today`: ISO 8601 date, by
    which terms are outdated.
    """

    def __init__(
        self,
        database: Database,
        source: Locale,
        target: Locale,
        *,
        points: PenaltySettings,
        today: str,
    ) -> None:
        self._database = database
        self._locales = source, target
        self._today = today
        self._points: Mapping[MatchFault, int] = {
            MatchFault.UNTRANSLATED: points.untranslated,
            MatchFault.WRONG_VALUE: points.wrong_value,
            MatchFault.FORBIDDEN_TERM: points.forbidden_term,
            MatchFault.OUTDATED_TERM: points.outdated_term,
        }

    def penalties(self, source: Segment, target: Segment) -> Sequence[Penalty]:
        """What is at fault with a translation of a source; nothing if it is fine."""
        penalty_by_message: dict[str, Penalty] = {}
        total = 0
        for fault, finding in self._judge(source.text, target.text):
            points = self._points[fault]
            message = finding.message
            if points and message not in penalty_by_message:
                points = max(0, min(points, max(_MOST_POINTS, points) - total))
                total += points
                penalty_by_message[message] = Penalty(message, points, finding.check)
        return tuple(penalty_by_message.values())

    def fixed_target(self, source: Segment, target: Segment) -> Segment | None:
        """The translation with the right terms in place of the wrong ones.

        None where there is none, or one cannot be replaced for certain.
        """
        if self._terms is None:
            return None
        return self._terms.fix_target(source.text, target)

    def fixes(self, check: str) -> bool:
        """Whether `fixed_target` takes away what a check finds: terms, and nothing
        else.
        """
        return check.startswith(_TERMS)

    def _judge(self, source: str, target: str) -> Iterator["FaultFinding"]:
        if _is_blank_or_copy(source, target):
            from checks.match_filter.judgement import judge_whole

            yield from judge_whole(source, target, self._locales)
        elif self._points[MatchFault.WRONG_VALUE] and _differ_in_values(
            source, target, self._locales
        ):
            from checks.match_filter.judgement import judge_values

            yield from judge_values(source, target, self._locales)
        if self._terms is not None:
            yield from self._terms.judge(source, target)

    @cached_property
    def _terms(self) -> "FilteredTerms | None":
        with self._database.open_reader() as reader:
            if read_termbase_version(reader) == EMPTY_TERMBASE_VERSION:
                return None
        # Reading terms takes long to import, and a memory may well have none.
        from checks.match_filter.filtered_terms import FilteredTerms

        return FilteredTerms(self._database, *self._locales, today=self._today)


def _is_blank_or_copy(source: str, target: str) -> bool:
    return not target.strip() or match_form(source) == match_form(target)


def _differ_in_values(source: str, target: str, locales: tuple[Locale, Locale]) -> bool:
    """Whether each side has a value that the other lacks; number words are values too.

    Where this is not so, values can at most have changed places.
    """
    source_values = Counter(
        (value.kind, value.key) for value in read_values(source, locales[0])
    )
    target_values = Counter(
        (value.kind, value.key) for value in read_values(target, locales[1])
    )
    if not target_values - source_values:
        return False
    return bool(source_values - target_values) or bool(
        read_number_words(source, locales[0])
    )
