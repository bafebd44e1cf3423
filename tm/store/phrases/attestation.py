"""Where the memory attests a term: how often, since when, and an example.

Read by plain SQL from the index of phrases. The database proposes by the folded text;
that the very words stand there is seen here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from tm.finding import Span
from tm.store.backend.sql import Reader, listed
from tm.store.database import Database
from tm.store.phrases.match_query import match_expression
from tm.store.phrases.pending_check import make_searchable
from tm.store.rows.unit import unit_of
from tm.text.locale import Locale
from tm.text.normal import folded
from tm.unit import TranslationUnit

MOST = 400
"""Segments that are read from the first on; of more, as many of the newest ones."""
_SHORTEST = 3
"""Letters of the shortest text that the index knows."""
_PIECE = 400

_IS_OF = "(segment.locale = :tag OR substr(segment.locale, 1, {length}) = :variants)"
_INDEX = "SELECT 1 FROM sqlite_master WHERE name = 'segment_fts'"
# The sign keeps SQLite from asking the index about each segment.
_SQLITE = """
    SELECT segment.id, segment.text FROM segment_fts
    JOIN segment ON segment.id = +segment_fts.rowid
    WHERE segment_fts MATCH :match AND {is_of} AND instr(segment.folded, :literal) > 0
    ORDER BY segment_fts.rowid {direction} LIMIT :most
"""
# Bands are of no use here, and PostgreSQL guesses badly how many texts hold a phrase.
_POSTGRESQL = """
    WITH found AS MATERIALIZED (
        SELECT id, text FROM segment
        WHERE folded LIKE :pattern AND strpos(folded, :literal) > 0 AND {is_of}
    )
    SELECT id, text FROM found ORDER BY id {direction} LIMIT :most
"""
_PLACEHOLDER = re.compile(r"[%_\\]")
_SETTINGS = (
    "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true), "
    "to_regclass('ix_segment_phrase') IS NOT NULL"
)
_UNITS = """
    SELECT unit.id, unit.{side}_id, origin.published, unit.created, opposite.locale
    FROM unit JOIN origin ON origin.id = unit.origin_id
    JOIN segment AS opposite ON opposite.id = unit.{other}_id
    WHERE unit.{side}_id IN ({some}) AND unit.withheld IS NULL
"""
_UNIT = """
    SELECT unit.*, origin.article, origin.page_url, origin.source_url, origin.headline,
        origin.source_headline, origin.source_headline_status, origin.publisher,
        origin.published,
        source.locale AS source_locale, source.text AS source_text,
        source.codes AS source_codes,
        target.locale AS target_locale, target.text AS target_text,
        target.codes AS target_codes
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
    """Where it stands first, in the text of that side."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """How a memory attests a term."""

    count: int
    """Units in use that have it."""
    first: str | None
    last: str | None
    """Days: when the articles were published, or else the units made."""
    is_all: bool
    """Whether all of the memory was read; else there are more, in between."""
    example: AttestedUnit | None


@dataclass(frozen=True, slots=True, order=True)
class _RankedUnit:
    """A unit by what makes it the better example: the greatest is the best."""

    is_wanted: bool
    """Whether the opposite is of the locale that is asked for."""
    day: str
    unit: int
    is_source: bool
    segment: int


def attestation(
    database: Database, text: str, locale: Locale, other: Locale | None = None
) -> Attestation | None:
    """How the memory attests the very words of a term, in the case they have.

    A small first letter may be a capital, as at the start of a sentence. `other` is
    what the example should have opposite, if it can be. None: it cannot be told
    without reading all segments, as for a text of two letters.
    """
    literal = folded(text).replace("\0", " ")
    if len(literal) < _SHORTEST:
        return None
    make_searchable(database)
    with database.looking() as reader:
        proposed = _proposed(reader, database.dialect, literal, locale)
        if proposed is None:
            return None
        segments, is_all = proposed
        pattern = _pattern(text, locale)
        spans = {
            number: Span(*place.span())
            for number, found in segments
            if (place := pattern.search(found))
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
    reader: Reader, dialect: str, literal: str, locale: Locale
) -> tuple[list[tuple[int, str]], bool] | None:
    """Segments that may hold a text; and whether those are all.

    None: there is no index to be asked.
    """
    if dialect == "sqlite":
        query, match = _SQLITE, match_expression([[literal]])
        if match is None or not reader.rows(_INDEX):
            return None
        asked: dict[str, object] = {"match": match}
    else:
        query = _POSTGRESQL
        [[_, _, has_index]] = reader.rows(_SETTINGS)
        if not has_index:
            return None
        asked = {"pattern": f"%{_PLACEHOLDER.sub('_', literal)}%"}
    is_of = _IS_OF.format(length=len(locale.tag) + 1)
    asked |= {"tag": locale.tag, "variants": f"{locale.tag}-", "literal": literal}
    found: dict[int, str] = {}
    for direction in ("ASC", "DESC"):
        statement = query.format(is_of=is_of, direction=direction)
        some = reader.rows(statement, **asked, most=MOST)
        found |= {number: text for number, text in some}
        if len(some) < MOST:
            return list(found.items()), True
    return list(found.items()), len(found) < 2 * MOST


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
    found: list[_RankedUnit] = []
    sides = (("source", "target"), ("target", "source"))
    for start in range(0, len(segments), _PIECE):
        some = listed(segments[start : start + _PIECE])
        rows = chain.from_iterable(
            [
                (side == "source", *row)
                for row in reader.rows(
                    _UNITS.format(side=side, other=opposite, some=some)
                )
            ]
            for side, opposite in sides
        )
        for is_source, unit, segment, published, created, tag in rows:
            is_wanted = other is not None and other.covers(Locale(tag))
            day = (published or created or "")[:10]
            found.append(_RankedUnit(is_wanted, day, unit, is_source, segment))
    return found


def _example(
    reader: Reader, found: _RankedUnit, spans: dict[int, Span]
) -> AttestedUnit:
    [row] = reader.records(_UNIT, unit=found.unit)
    return AttestedUnit(unit_of(row), found.is_source, spans[found.segment])
