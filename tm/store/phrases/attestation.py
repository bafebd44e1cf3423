"""Attestation of terms in the memory: count, dates and an example.

The phrase index finds candidates by their folded texts; the exact words are compared
here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain

from tm.finding import Span
from tm.store.backend.backend import Backend
from tm.store.backend.queries.units import read_dated_unit_rows, read_unit_row
from tm.store.backend.sql import DatabaseReader, split_into_batches
from tm.store.database import Database
from tm.store.phrases.search_readiness import make_searchable
from tm.store.rows.unit import UNIT_COLUMN_BY_FIELD, read_units
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.unit import TranslationUnit

MAX_SEGMENT_COUNT = 400
"""Most segments that are read from the oldest on, and from the newest on."""
_MIN_INDEXED_LENGTH = 3
"""Length of the shortest folded text that the index can find."""


@dataclass(frozen=True, slots=True)
class AttestedUnit:
    """A unit that contains a term."""

    unit: TranslationUnit
    is_source: bool
    """Whether the term is in the source."""
    span: Span
    """The first span of the term, in the text of that side."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """How often and when a memory attests a term."""

    unit_count: int
    """Number of units in use that contain the term."""
    first_date: str | None
    last_date: str | None
    """Dates of articles, or of units without an article."""
    is_complete: bool
    """Whether all candidates were read; otherwise only the oldest and the newest."""
    examples: tuple[AttestedUnit, ...]
    """The best first."""

    @property
    def example(self) -> AttestedUnit | None:
        """The best example."""
        return self.examples[0] if self.examples else None


@dataclass(frozen=True, slots=True, order=True)
class _RankedUnit:
    """A unit as an example of a term; the greatest is the best example."""

    has_other_locale: bool
    """Whether the opposite side is in the requested locale."""
    day: str
    unit_id: int
    is_source: bool
    """Whether the term is in the source of the unit."""
    segment_id: int


def find_attestation(
    database: Database,
    term_text: str,
    locale: Locale,
    other_locale: Locale | None = None,
    *,
    max_segment_count: int = MAX_SEGMENT_COUNT,
    example_count: int = 1,
) -> Attestation | None:
    """Find how the memory attests the exact words of a term, in their case.

    A small first letter may be a capital, as at the start of a sentence. `other_locale`
    is what the example should have opposite, if it can be. None: it cannot be told
    without reading all segments, as for a text of two letters.
    """
    folded_term = fold_text(term_text).replace("\0", " ")
    if len(folded_term) < _MIN_INDEXED_LENGTH:
        return None
    make_searchable(database)
    with database.open_reader() as reader:
        candidates_and_completeness = _find_candidates(
            database.backend, reader, folded_term, locale, max_segment_count
        )
        if candidates_and_completeness is None:
            return None
        ids_and_texts, is_complete = candidates_and_completeness
        term_pattern = _make_term_pattern(term_text, locale)
        span_by_segment_id = {
            segment_id: Span(*term_match.span())
            for segment_id, segment_text in ids_and_texts
            if (term_match := term_pattern.search(segment_text))
        }
        ranked_units = _read_ranked_units(
            reader, list(span_by_segment_id), other_locale
        )
        days = [ranked_unit.day for ranked_unit in ranked_units if ranked_unit.day]
        best_by_unit_id = {
            ranked_unit.unit_id: ranked_unit for ranked_unit in sorted(ranked_units)
        }
        best_units = nlargest(example_count, best_by_unit_id.values())
        return Attestation(
            len({ranked_unit.unit_id for ranked_unit in ranked_units}),
            min(days, default=None),
            max(days, default=None),
            is_complete,
            tuple(
                _read_example(reader, ranked_unit, span_by_segment_id)
                for ranked_unit in best_units
            ),
        )


def _find_candidates(
    backend: Backend,
    reader: DatabaseReader,
    folded_term: str,
    locale: Locale,
    max_segment_count: int,
) -> tuple[list[tuple[int, str]], bool] | None:
    """Find segments, id and text, that may have a term; and whether all are found.

    None if the index cannot be used.
    """
    text_by_id: dict[int, str] = {}
    for starts_with_newest in (False, True):
        rows = backend.phrase_index.find_segments(
            reader,
            folded_term,
            locale.list_tag_patterns(),
            max_count=max_segment_count,
            starts_with_newest=starts_with_newest,
        )
        if rows is None:
            return None
        text_by_id |= {segment_id: text for segment_id, text in rows}
        if len(rows) < max_segment_count:
            return list(text_by_id.items()), True
    return list(text_by_id.items()), len(text_by_id) < 2 * max_segment_count


def _make_term_pattern(term_text: str, locale: Locale) -> re.Pattern[str]:
    first_letter_pattern, remaining_text_pattern = (
        re.escape(term_text[:1]),
        re.escape(term_text[1:]),
    )
    capital_letter = term_text[:1].upper()
    if capital_letter != term_text[:1] and len(capital_letter) == 1:
        first_letter_pattern = f"[{first_letter_pattern}{re.escape(capital_letter)}]"
    if not locale.uses_spaces:
        return re.compile(first_letter_pattern + remaining_text_pattern)
    return re.compile(rf"(?<!\w){first_letter_pattern}{remaining_text_pattern}(?!\w)")


def _read_ranked_units(
    reader: DatabaseReader, segment_ids: Sequence[int], other_locale: Locale | None
) -> list[_RankedUnit]:
    """Read the units of segments, ranked as examples of a term."""
    ranked_units: list[_RankedUnit] = []
    side_pairs = (("source", "target"), ("target", "source"))
    for id_batch in split_into_batches(segment_ids):
        rows = chain.from_iterable(
            [
                (side == "source", *row)
                for row in read_dated_unit_rows(
                    reader, id_batch, side=side, opposite_side=opposite_side
                )
            ]
            for side, opposite_side in side_pairs
        )
        for (
            is_source,
            unit_id,
            segment_id,
            publication_date,
            creation_time,
            opposite_tag,
        ) in rows:
            has_other_locale = other_locale is not None and other_locale.covers(
                Locale(opposite_tag)
            )
            day = (publication_date or creation_time or "")[:10]
            ranked_units.append(
                _RankedUnit(has_other_locale, day, unit_id, is_source, segment_id)
            )
    return ranked_units


def _read_example(
    reader: DatabaseReader,
    ranked_unit: _RankedUnit,
    span_by_segment_id: dict[int, Span],
) -> AttestedUnit:
    unit_columns = list(UNIT_COLUMN_BY_FIELD.values())
    [unit] = read_units(read_unit_row(reader, unit_columns, ranked_unit.unit_id))
    return AttestedUnit(
        unit, ranked_unit.is_source, span_by_segment_id[ranked_unit.segment_id]
    )
