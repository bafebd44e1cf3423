"""Attestation of terms in the memory: count, dates and an example.

Read by plain SQL from the index of phrases. The database proposes by the folded text;
that the very words stand there is seen here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from tm.finding import Span
from tm.store.backend.backend import Backend
from tm.store.backend.sql import Reader, format_id_list
from tm.store.database import Database
from tm.store.phrases.pending_check import make_searchable
from tm.store.rows.unit import UNIT_SQL, read_units
from tm.text.locale import Locale
from tm.text.normal import folded
from tm.unit import TranslationUnit

MAX_SEGMENTS = 400
"""How many of the first segments are read, and of the newest ones."""
_MIN_LENGTH = 3
"""Length of the shortest text that the index can find."""
_PIECE = 400

_UNITS = """
    SELECT unit.id, unit.{side}_id, origin.published, unit.created, opposite.locale
    FROM unit JOIN origin ON origin.id = unit.origin_id
    JOIN segment AS opposite ON opposite.id = unit.{other}_id
    WHERE unit.{side}_id IN ({some}) AND unit.withheld IS NULL
"""
_UNIT = f"""
    SELECT {", ".join(UNIT_SQL.values())}
    FROM unit JOIN origin ON origin.id = unit.origin_id
    JOIN segment AS source ON source.id = unit.source_id
    JOIN segment AS target ON target.id = unit.target_id
    WHERE unit.id = :unit
"""


@dataclass(frozen=True, slots=True)
class AttestedUnit:
    """A unit with a term in it."""

    unit: TranslationUnit
    is_source: bool
    """Whether the term is in the source."""
    span: Span
    """The first span of the term, in the text of that side."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """How often and when a memory attests a term."""

    count: int
    """How many units in use have the term."""
    first: str | None
    last: str | None
    """First and last date: of the articles, or else of the units."""
    is_all: bool
    """Whether all candidates were read; else some in between were skipped."""
    example: AttestedUnit | None


@dataclass(frozen=True, slots=True, order=True)
class _RankedUnit:
    """A unit, ordered by how good an example it is; the greatest is the best."""

    is_wanted: bool
    """Whether the other side has the requested locale."""
    day: str
    unit: int
    is_source: bool
    segment: int


def attestation(
    database: Database,
    text: str,
    locale: Locale,
    other: Locale | None = None,
    *,
    most: int = MAX_SEGMENTS,
) -> Attestation | None:
    """Find how the memory attests the exact words of a term, in their case.

    A small first letter may be a capital, as at the start of a sentence. `other` is
    what the example should have opposite, if it can be. None: it cannot be told
    without reading all segments, as for a text of two letters.
    """
    literal = folded(text).replace("\0", " ")
    if len(literal) < _MIN_LENGTH:
        return None
    make_searchable(database)
    with database.open_reader() as reader:
        proposed = _proposed(database.backend, reader, literal, locale, most)
        if proposed is None:
            return None
        segments, is_all = proposed
        pattern = _pattern(text, locale)
        spans = {
            number: Span(*match.span())
            for number, text_found in segments
            if (match := pattern.search(text_found))
        }
        units = _units(reader, list(spans), other)
        days = [unit.day for unit in units if unit.day]
        example = max(units, default=None)
        return Attestation(
            len({unit.unit for unit in units}),
            min(days, default=None),
            max(days, default=None),
            is_all,
            _example(reader, example, spans) if example else None,
        )


def _proposed(
    backend: Backend, reader: Reader, literal: str, locale: Locale, most: int
) -> tuple[list[tuple[int, str]], bool] | None:
    """Find segments that may hold a text; also return whether these are all.

    None: there is no index to be asked.
    """
    texts: dict[int, str] = {}
    for descending in (False, True):
        rows = backend.phrase_index.find_segments(
            reader, literal, locale.tag, max_count=most, newest_first=descending
        )
        if rows is None:
            return None
        texts |= {number: text for number, text in rows}
        if len(rows) < most:
            return list(texts.items()), True
    return list(texts.items()), len(texts) < 2 * most


def _pattern(text: str, locale: Locale) -> re.Pattern[str]:
    first, rest = re.escape(text[:1]), re.escape(text[1:])
    capital = text[:1].upper()
    if capital != text[:1] and len(capital) == 1:
        first = f"[{first}{re.escape(capital)}]"
    if not locale.uses_spaces:
        return re.compile(first + rest)
    return re.compile(rf"(?<!\w){first}{rest}(?!\w)")


def _units(
    reader: Reader, segments: Sequence[int], other: Locale | None
) -> list[_RankedUnit]:
    units: list[_RankedUnit] = []
    sides = (("source", "target"), ("target", "source"))
    for start in range(0, len(segments), _PIECE):
        chunk = format_id_list(segments[start : start + _PIECE])
        rows = chain.from_iterable(
            [
                (side == "source", *row)
                for row in reader.read_rows(
                    _UNITS.format(side=side, other=opposite, some=chunk)
                )
            ]
            for side, opposite in sides
        )
        for is_source, unit, segment, published, created, tag in rows:
            is_wanted = other is not None and other.covers(Locale(tag))
            day = (published or created or "")[:10]
            units.append(_RankedUnit(is_wanted, day, unit, is_source, segment))
    return units


def _example(
    reader: Reader, ranked: _RankedUnit, spans: dict[int, Span]
) -> AttestedUnit:
    [unit] = read_units(reader.read_rows(_UNIT, unit=ranked.unit))
    return AttestedUnit(unit, ranked.is_source, spans[ranked.segment])
