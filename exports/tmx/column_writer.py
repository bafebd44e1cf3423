"""Writing of plain TMX units column by column, hundreds of units at once.

Nearly all units of a large file are plain. The others are left to `exports.tmx.writer`,
which would write plain units the same way.
Saves 82 % of writing TMX (`benchmarks/export_optimisations.py`).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, starmap
from operator import itemgetter
from typing import Any

from exports.tmx.inline_markup import format_segment
from exports.tmx.markup_cache import MarkupCache, MarkupColumn
from exports.tmx.origin_markup import (
    make_author_and_date_markup,
    make_origin_props,
    make_position_props,
)
from exports.xml.escaping import quote_attribute, remove_forbidden_characters
from exports.xml.utf8_escaping import escape_texts, is_storable
from tm.unit import TranslationUnit
from tm.unit_property import Properties
from tm.unit_table import (
    ConstantColumn,
    UnitTable,
    decode_text,
    encode_text,
    encode_texts,
)

_UNIT_END = b"</seg></tuv>\n</tu>\n"
_CHARACTER_TO_ESCAPE_PATTERN = re.compile('[&<>"\r\n\t]')
_read_first_byte = itemgetter(0)
# White space, and characters that XML forbids, begin with one of these bytes.
_DOUBTFUL_FIRST_BYTES = frozenset((*range(0x21), *b"\xc2\xe1\xe2\xe3\xed\xef"))

_SharedMarkup = tuple[bytes, ...] | None
"""Markup of the fields that many units share, in pieces.

The pieces follow the `tuid`, are separated where the markup of a unit's position is
inserted, and end with the markup between the two texts. None: such units are not plain.
"""

IsForward = Callable[[str, str], bool]
"""Whether units of a source and a target tag are written without swapping sides."""
MakeInheritedAttributes = Callable[[Properties], str | None]
"""Makes the attributes of a `<tu>` from properties; None if some are not attributes."""


class ColumnTmxWriter:
    """Writer of plain units, from tables to `<tu>` elements."""

    def __init__(
        self,
        *,
        srclang: str,
        is_forward: IsForward,
        make_inherited_attributes: MakeInheritedAttributes,
        make_other_markup: Callable[[TranslationUnit], bytes],
        make_storable: Callable[[bytes], bytes],
    ) -> None:
        """`srclang`: the source language that the header names.

        `make_other_markup` makes the markup of a unit that is not plain, and
        `make_storable` removes characters that XML forbids.
        """
        self.written_count = 0
        """Number of plain units written."""
        self._srclang = srclang
        self._is_forward = is_forward
        self._make_inherited_attributes = make_inherited_attributes
        self._write_other_unit = make_other_markup
        self._make_storable = make_storable
        self._is_storable = True
        """Whether XML allows all characters of the shared markup."""
        self._shared_markup_cache = MarkupCache(self._make_shared_markup)

    def make_markup(self, table: UnitTable) -> bytes:
        """Make the markup of all units of a table, in their order."""
        has_positions = _has_positions(table)
        shared_markups = self._shared_markup_cache.make_column(
            (
                ConstantColumn(has_positions, len(table)),
                *(table.source_tag, table.target_tag, table.properties),
                *(table.author, table.created, table.changed),
                *(table.state, table.memory, table.kind, table.method, table.document),
            )
        )
        unusual_indexes = self.find_unusual_indexes(table, shared_markups)
        indexes_and_other_markups = [
            (row_index, self._write_other_unit(table.make_unit(row_index)))
            for row_index in sorted(unusual_indexes)
        ]
        if unusual_indexes:
            if len(unusual_indexes) == len(table):
                return b"".join(markup for _, markup in indexes_and_other_markups)
            shared_markups = [
                markup
                for row_index, markup in enumerate(shared_markups)
                if row_index not in unusual_indexes
            ]
            table = table.drop_rows(unusual_indexes)
        return self._make_plain_markup(
            table,
            shared_markups,
            indexes_and_other_markups,
            has_positions=has_positions,
        )

    def find_unusual_indexes(
        self, table: UnitTable, shared_markups: Sequence[_SharedMarkup]
    ) -> set[int]:
        """Find the indexes of units that are not plain."""
        sources, targets, notes = table.source_text, table.target_text, table.note
        unusual_indexes: set[int] = set()
        if not all(shared_markups):
            unusual_indexes.update(
                row_index
                for row_index, markup in enumerate(shared_markups)
                if markup is None
            )
        if notes.count(None) < len(notes):
            unusual_indexes.update(
                row_index for row_index, note in enumerate(notes) if note is not None
            )
        if not all(targets):
            unusual_indexes.update(
                row_index for row_index, target in enumerate(targets) if not target
            )
        doubtful_indexes: Iterable[int] = range(len(sources))
        if all(sources):
            doubtful_indexes = compress(
                doubtful_indexes,
                map(_DOUBTFUL_FIRST_BYTES.__contains__, map(_read_first_byte, sources)),
            )
        unusual_indexes.update(
            row_index
            for row_index in doubtful_indexes
            if not _has_text(sources[row_index])
        )
        return unusual_indexes

    def _make_plain_markup(
        self,
        table: UnitTable,
        shared_markups: Sequence[_SharedMarkup],
        indexes_and_other_markups: Sequence[tuple[int, bytes]],
        *,
        has_positions: bool,
    ) -> bytes:
        """Make the markup of plain units and insert that of the others."""
        unit_count = len(table)
        self.written_count += unit_count
        are_ids_storable, tuid_columns = _make_tuid_columns(table.tuid)
        are_texts_storable, source_contents, target_contents = self._make_text_markup(
            table
        )
        *shared_columns, between_texts_markup = zip(*shared_markups, strict=True)
        if has_positions:
            position_columns = _make_position_columns(table)
            shared_columns = [
                shared_columns[0],
                position_columns[0],
                shared_columns[1],
                position_columns[1],
                shared_columns[2],
            ]
        markup_columns = (
            b"<tu",
            *tuid_columns,
            *shared_columns,
            source_contents,
            between_texts_markup,
            target_contents,
            _UNIT_END,
        )
        # Columns are put into their slices of one list: a tuple and a join for each
        # unit make an export 5 % longer (`exchange.py`).
        piece_count = len(markup_columns)
        pieces = [b""] * (unit_count * piece_count)
        for column_index, column in enumerate(markup_columns):
            pieces[column_index::piece_count] = (
                [column] * unit_count if isinstance(column, bytes) else column
            )
        for inserted_count, (row_index, markup) in enumerate(indexes_and_other_markups):
            pieces.insert(
                (row_index - inserted_count) * piece_count + inserted_count, markup
            )
        joined_markup = b"".join(pieces)
        if are_ids_storable and are_texts_storable and self._is_storable:
            return joined_markup
        return self._make_storable(joined_markup)

    def _make_text_markup(
        self, table: UnitTable
    ) -> tuple[bool, Sequence[bytes], Sequence[bytes]]:
        """Make the content of both `<seg>`; the first value says if XML can hold it."""
        unit_count = len(table)
        are_all_storable, escaped_texts = escape_texts(
            [*table.source_text, *table.target_text]
        )
        if any(table.source_codes) or any(table.target_codes):
            are_all_storable = False
            code_pairs = zip(table.source_codes, table.target_codes, strict=True)
            for row_index, code_pair in enumerate(code_pairs):
                if any(code_pair):
                    unit = table.make_unit(row_index)
                    assert unit.target is not None
                    escaped_texts[row_index] = encode_text(format_segment(unit.source))
                    escaped_texts[row_index + unit_count] = encode_text(
                        format_segment(unit.target)
                    )
        return are_all_storable, escaped_texts[:unit_count], escaped_texts[unit_count:]

    def _make_shared_markup(
        self,
        has_positions: bool,
        source_tag: str,
        target_tag: str | None,
        properties: Properties,
        author: str | None,
        created_date: str | None,
        changed_date: str | None,
        *origin_fields: Any,
    ) -> _SharedMarkup:
        """Make the markup of fields that many units share; None if not plain."""
        inherited_attribute_markup = (
            self._make_inherited_attributes(properties) if properties else ""
        )
        if (
            target_tag is None
            or inherited_attribute_markup is None
            or not self._is_forward(source_tag, target_tag)
        ):
            return None
        attribute_markup, date_prop_markup = make_author_and_date_markup(
            author, created_date, changed_date
        )
        srclang_attribute_markup = (
            "" if source_tag == self._srclang else f' srclang="{source_tag}"'
        )
        prop_markup, state_prop_markup = make_origin_props(*origin_fields)
        markup_before_state = (
            f"{attribute_markup}{srclang_attribute_markup}{inherited_attribute_markup}>\n"
            f"{date_prop_markup}{prop_markup}"
        )
        source_start_markup = f'<tuv xml:lang="{source_tag}"><seg>'
        pieces_before_source = (
            (markup_before_state, state_prop_markup, source_start_markup)
            if has_positions
            else (markup_before_state + state_prop_markup + source_start_markup,)
        )
        between_texts_markup = f'</seg></tuv>\n<tuv xml:lang="{target_tag}"><seg>'
        encoded_pieces = tuple(
            map(encode_text, (*pieces_before_source, between_texts_markup))
        )
        self._is_storable = self._is_storable and all(map(is_storable, encoded_pieces))
        return encoded_pieces


def _has_positions(table: UnitTable) -> bool:
    """Whether any unit of a table has a position in an article."""
    unit_count = len(table)
    return not (
        table.previous_key.count(None) == unit_count
        and table.next_key.count(None) == unit_count
        and table.position.count(None) == unit_count
        and table.extent.count(1) == unit_count
        and table.score.count(None) == unit_count
    )


def _make_position_columns(table: UnitTable) -> Sequence[MarkupColumn]:
    """Make the columns of props of positions: before the state, and after it."""
    positions = zip(
        *(
            table.previous_key,
            table.next_key,
            table.position,
            table.extent,
            table.score,
        ),
        strict=True,
    )
    # Numbers and hexadecimal keys have only characters that XML allows.
    return [
        list(map(encode_text, prop_markups))
        for prop_markups in zip(*starmap(make_position_props, positions), strict=True)
    ]


def _make_tuid_columns(
    tuids: Sequence[str | None],
) -> tuple[bool, Sequence[MarkupColumn]]:
    """Make `tuid` attributes in pieces; the first value says if XML can hold them."""
    present_tuids = [tuid for tuid in tuids if tuid is not None]
    if not present_tuids:
        return True, ()
    joined_tuids = "".join(present_tuids)
    are_all_storable = is_storable(joined_tuids.encode(errors="surrogatepass"))
    if (
        len(present_tuids) == len(tuids)
        and _CHARACTER_TO_ESCAPE_PATTERN.search(joined_tuids) is None
    ):
        return are_all_storable, (b' tuid="', encode_texts(present_tuids), b'"')
    attribute_markups = [
        "" if tuid is None else f" tuid={quote_attribute(tuid)}" for tuid in tuids
    ]
    return are_all_storable, (list(map(encode_text, attribute_markups)),)


def _has_text(text: bytes) -> bool:
    """Whether a text has more than white space that XML can hold."""
    # Nearly always the first characters are enough.
    first_characters = text[:3].decode(errors="ignore")
    return bool(
        remove_forbidden_characters(first_characters)[0].strip()
        or remove_forbidden_characters(decode_text(text))[0].strip()
    )
