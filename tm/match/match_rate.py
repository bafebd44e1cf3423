"""Match rates: how well a stored unit serves for a text, with every penalty explained.

A rate is the similarity rounded down, less the points of its penalties; an exact match
with the same neighbours or the same context is 101, as in other tools. It is computed
here and nowhere else, so every database gives the same rate. Translators are paid by
bands of rates.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from tm.finding import Span
from tm.match.comparison_forms import ComparableText
from tm.match.penalties import (
    Penalty,
    compute_origin_points,
    count_different_values,
    count_penalised_codes,
    find_hidden_differences,
)
from tm.match.replacement import OpenDifference, TargetReplacement
from tm.match.similarity import (
    compute_text_similarity,
    compute_token_similarity,
)
from tm.settings import PenaltySettings
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

MAX_SHORT_QUERY_TOKEN_COUNT = 6
"""Tokens of the longest text that is compared by characters too."""
IN_CONTEXT_RATE = 101
NEW_BAND = "new"
RATE_BANDS = (
    ("101", 101),
    ("100", 100),
    ("95-99", 95),
    ("85-94", 85),
    ("75-84", 75),
    ("50-74", 50),
)
"""Name and lowest rate of each band, the highest band first."""
LOWEST_RATE = RATE_BANDS[-1][1]


_DATE_ORDER_REVERSAL = {code: sys.maxunicode - code for code in range(128)}
"""Turns the order of dates round, which are of ASCII characters."""


class MatchType(StrEnum):
    """The type of a match."""

    IN_CONTEXT = "in-context"
    EXACT = "exact"
    REPAIRED = "repaired"
    """The target was corrected, and nothing is left to do: the query's values, names or
    codes were inserted, or a wrong term was replaced."""
    FUZZY = "fuzzy"
    COMPOSED = "composed"
    """Of the matches of a text's sentences."""
    PIVOT = "pivot"
    """Through a third language."""
    FRAGMENT = "fragment"
    """Only a run of words is the same."""


class SharedRun(NamedTuple):
    """The longest run of tokens that two texts share."""

    query_range: tuple[int, int]
    """Its range in the query: code points, half-open."""
    source_range: tuple[int, int]
    word_count: int
    """Words and numbers in it."""


class PivotBridge(NamedTuple):
    """The two units of a pivot match and the segment they share."""

    shared_segment: Segment
    query_unit: TranslationUnit
    """The unit of the query's language and the bridge language."""
    target_unit: TranslationUnit


@dataclass(frozen=True, slots=True)
class Match:
    """A unit offered for a text."""

    unit: TranslationUnit
    source: Segment
    """The unit's side in the language of the query."""
    target: Segment | None
    """The other side; None for a segment of an article without translation."""
    type: MatchType
    similarity: float
    """0 to 100, in hundredths."""
    penalties: tuple[Penalty, ...]
    is_ambiguous: bool = False
    """Another match of the same rate has another target."""
    repaired_target: Segment | None = None
    """The target with the query's values, names, terms and codes where their places are
    certain, and with wrong terms replaced by the right ones; None if unchanged."""
    replacements: tuple[TargetReplacement, ...] = ()
    """What was replaced; spans are of `repaired_target`."""
    open_differences: tuple[OpenDifference, ...] = ()
    """What a person must change in `repaired_target`, or in `target` without one."""
    run: SharedRun | None = None
    """The run that a fragment shares with the query."""
    bridge: PivotBridge | None = None
    """The two units of a pivot match; `unit` then joins their outer sides."""
    sentence_matches: "tuple[SentenceMatch, ...]" = ()
    """The matches of a composed match; `unit` then joins their sides."""

    @property
    def rate(self) -> int:
        """0 to 100, or 101 for a match in context."""
        if self.type is MatchType.IN_CONTEXT:
            return IN_CONTEXT_RATE
        points = sum(penalty.points for penalty in self.penalties)
        return max(0, int(self.similarity) - points)


class SentenceMatch(NamedTuple):
    """A sentence of the query with its best match."""

    span: Span
    """The sentence in the query."""
    match: Match | None


@dataclass(frozen=True, slots=True)
class Query:
    """A text that is looked up, prepared for comparison."""

    segment: Segment
    prepared_text: ComparableText = field(compare=False, repr=False)
    match_tokens: tuple[str, ...]
    """Its tokens in match form."""
    has_diacritics: bool
    """Whether the query has diacritics; one without them also matches texts with."""

    @classmethod
    def of(cls, segment: Segment) -> "Query":
        """Make the query of a segment."""
        comparable_text = ComparableText(segment.text, segment.locale)
        return cls(
            segment,
            comparable_text,
            tuple(comparable_text.match_tokens),
            comparable_text.has_diacritics,
        )

    @property
    def folded_tokens(self) -> Sequence[str]:
        """The tokens in match form without diacritics."""
        return self.prepared_text.folded_tokens

    @property
    def is_short(self) -> bool:
        """Whether the query is short enough to be compared by characters, too."""
        return len(self.match_tokens) <= MAX_SHORT_QUERY_TOKEN_COUNT


def compute_similarity(
    query: Query, stored_text: str, locale: Locale
) -> tuple[float, bool]:
    """Compute a text's similarity to a query, and whether diacritics were ignored.

    Texts are compared by tokens, and with a short query by characters, too; the higher
    similarity counts. A query without diacritics is also compared without diacritics.
    """
    return _compute_similarity(query, ComparableText(stored_text, locale))


def rate_match(
    query: Query,
    unit: TranslationUnit,
    target_locale: Locale,
    *,
    penalties: PenaltySettings,
    neighbours: tuple[bytes | None, bytes | None] = (None, None),
    context: str | None = None,
    stored_text: ComparableText | None = None,
) -> Match | None:
    """Rate a unit for a query; None if it has no side in the query's language.

    `stored_text`: the unit's source, if it is prepared already.
    """
    locale = query.segment.locale
    source, translation = unit.orient(locale, target_locale)
    if source is None:
        return None
    stored_text = stored_text or ComparableText(source.text, source.locale)
    similarity, ignores_diacritics = _compute_similarity(query, stored_text)
    different_value_count = count_different_values(query.prepared_text, stored_text)
    different_code_count = count_penalised_codes(query.segment, source)
    has_different_case, has_different_typography = find_hidden_differences(
        query.prepared_text, stored_text
    )
    reasons_with_points = (
        ("marks", penalties.marks * ignores_diacritics),
        ("case", penalties.case * has_different_case),
        ("typography", penalties.typography * has_different_typography),
        ("numbers", penalties.numbers * different_value_count),
        ("codes", penalties.codes * different_code_count),
        *compute_origin_points(unit, source.locale, locale, penalties),
    )
    applied_penalties = tuple(
        Penalty(reason, points_lost)
        for reason, points_lost in reasons_with_points
        if points_lost
    )
    match_type = MatchType.FUZZY
    if (
        similarity == 100
        and not applied_penalties
        and not different_value_count
        and not different_code_count
    ):
        match_type = MatchType.EXACT
        has_neighbours = any(neighbours) and unit.source == source
        has_same_neighbours = has_neighbours and unit.neighbours == neighbours
        if has_same_neighbours or (context is not None and unit.context == context):
            match_type = MatchType.IN_CONTEXT
    return Match(unit, source, translation, match_type, similarity, applied_penalties)


def make_match_sort_key(match: Match) -> tuple[object, ...]:
    """Sort by rate, then translated before untranslated, then by date."""
    return (
        -match.rate,
        match.type is MatchType.PIVOT,
        *make_unit_sort_key(match.unit, match.source, match.target),
    )


def make_unit_sort_key(
    unit: TranslationUnit, source: Segment, target: Segment | None
) -> tuple[object, ...]:
    """Sort units of one rate: translated before untranslated, then by date."""
    origin = unit.origin
    date = origin.published or origin.created or ""
    return (
        target is None,
        -(origin.score if origin.score is not None else 1.0),
        date.translate(_DATE_ORDER_REVERSAL),
        source.text,
        target.text if target else "",
    )


def find_rate_band(rate: int | None) -> str:
    """Find the band of a rate; `new` without a match, or for a rate under 50.

    >>> find_rate_band(99), find_rate_band(49), find_rate_band(None)
    ('95-99', 'new', 'new')
    """
    if rate is not None:
        for band_name, lowest_rate in RATE_BANDS:
            if rate >= lowest_rate:
                return band_name
    return NEW_BAND


def find_best_translation(matches: list[Match]) -> Match | None:
    """Find the best match that has a translation and is not a fragment."""
    for match in matches:
        if match.target is not None and match.type is not MatchType.FRAGMENT:
            return match
    return None


def mark_ambiguous_matches(ranked_matches: list[Match]) -> list[Match]:
    """Mark exact matches of the same rate that have different translations."""
    marked_matches: list[Match] = []
    for rate, matches_of_rate in groupby(ranked_matches, key=lambda match: match.rate):
        same_rate_matches = list(matches_of_rate)
        translated_matches = [
            match
            for match in same_rate_matches
            if match.target is not None and match.type is not MatchType.PIVOT
        ]
        if rate >= 100 and len(translated_matches) > 1:
            same_rate_matches = [
                replace(match, is_ambiguous=match in translated_matches)
                for match in same_rate_matches
            ]
        marked_matches += same_rate_matches
    return marked_matches


def _compute_similarity(
    query: Query, stored_text: ComparableText
) -> tuple[float, bool]:
    similarity = compute_token_similarity(query.match_tokens, stored_text.match_tokens)
    if query.is_short and similarity < 100:
        forms = query.prepared_text.match_form, stored_text.match_form
        similarity = max(
            similarity, _cap_similarity_below_exact(compute_text_similarity(*forms))
        )
    if similarity == 100 or query.has_diacritics:
        return similarity, False
    if (
        stored_text.compared_text.isascii()
        and query.prepared_text.compared_text.isascii()
    ):
        return similarity, False  # without diacritics, the forms are the same
    folded_similarity = compute_token_similarity(
        query.folded_tokens, stored_text.folded_tokens
    )
    if query.is_short and folded_similarity < 100:
        forms = query.prepared_text.folded_form, stored_text.folded_form
        folded_similarity = max(
            folded_similarity,
            _cap_similarity_below_exact(compute_text_similarity(*forms)),
        )
    return (
        (folded_similarity, True)
        if folded_similarity > similarity
        else (similarity, False)
    )


def _cap_similarity_below_exact(similarity: float) -> float:
    """Cap a character score at 99, since different tokens differ in spaces."""
    return min(similarity, 99.0)
