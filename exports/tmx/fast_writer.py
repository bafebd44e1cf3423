"""The markup of plain units, straight from their fields: nearly all of a large file.

Hundreds are made at once, a column of each field, with hardly a step for one by itself.
What is unusual is left to `exports.tmx.writer`, which writes a plain unit the same.
Saves 83 % of writing TMX (`benchmarks/export_tricks.py`).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, starmap
from operator import itemgetter
from typing import Any

from exports.tmx.inline_markup import segment_markup
from exports.tmx.markup_cache import MarkupCache, MarkupColumn
from exports.tmx.provenance import author_and_date_markup, origin_props, position_props
from exports.xml.escaping import quote_attribute, remove_forbidden
from exports.xml.utf8_escaping import escape_all, is_storable
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
_CHARACTER_TO_ESCAPE = re.compile('[&<>"\r\n\t]')
_read_first_byte = itemgetter(0)
# All that white space and what XML cannot hold begin with are among them.
_DOUBTFUL_FIRST_BYTES = frozenset((*range(0x21), *b"\xc2\xe1\xe2\xe3\xed\xef"))

_SharedMarkup = tuple[bytes, ...] | None
"""The markup of fields that many units share, from the `tuid` on, in pieces: separated
where markup of a unit's place comes between, and what comes between the texts. None
where a unit of such fields is not plain."""

IsForward = Callable[[str, str], bool]
"""Whether units of a source and a target tag are written without swapping sides."""
InheritedAttributes = Callable[[Properties], str | None]
"""Properties as attributes of the `<tu>`; None if some are no attributes."""


class FastTmxWriter:
    """Writer of plain units, from tables to `<tu>` elements."""

    def __init__(
        self,
        *,
        srclang: str,
        is_forward: IsForward,
        inherited_attributes: InheritedAttributes,
        write_other_unit: Callable[[TranslationUnit], bytes],
        make_storable: Callable[[bytes], bytes],
    ) -> None:
        """`srclang`: what the header says that units are translated from.

        `write_other_unit` gives the markup of a unit that is not plain, and
        `make_storable` any markup without what XML cannot hold.
        """
        self.written_count = 0
        """How many plain units were written."""
        self._srclang = srclang
        self._is_forward = is_forward
        self._inherited_attributes = inherited_attributes
        self._write_other_unit = write_other_unit
        self._make_storable = make_storable
        self._is_storable = True
        """Whether XML can hold all that is in the table."""
        self._shared_markup = MarkupCache(self._make_shared_markup)

    def markup(self, table: UnitTable) -> bytes:
        """Make the markup of all units of a table, in their order."""
        has_positions = _has_positions(table)
        shared_markup = self._shared_markup.make_column(
            (
                ConstantColumn(has_positions, len(table)),
                *(table.source_tag, table.target_tag, table.properties),
                *(table.author, table.created, table.changed),
                *(table.state, table.memory, table.kind, table.method, table.document),
            )
        )
        unusual_indexes = self.find_unusual(table, shared_markup)
        other_markup = [
            (index, self._write_other_unit(table.make_unit(index)))
            for index in sorted(unusual_indexes)
        ]
        if unusual_indexes:
            if len(unusual_indexes) == len(table):
                return b"".join(markup for _, markup in other_markup)
            shared_markup = [
                one
                for index, one in enumerate(shared_markup)
                if index not in unusual_indexes
            ]
            table = table.drop_rows(unusual_indexes)
        return self._write_plain(
            table, shared_markup, other_markup, has_positions=has_positions
        )

    def find_unusual(
        self, table: UnitTable, shared_markup: Sequence[_SharedMarkup]
    ) -> set[int]:
        """Find the indexes of units that are not plain."""
        sources, targets, notes = table.source_text, table.target_text, table.note
        indexes: set[int] = set()
        if not all(shared_markup):
            indexes.update(
                index for index, markup in enumerate(shared_markup) if markup is None
            )
        if notes.count(None) < len(notes):
            indexes.update(
                index for index, note in enumerate(notes) if note is not None
            )
        if not all(targets):
            indexes.update(index for index, target in enumerate(targets) if not target)
        doubtful_indexes: Iterable[int] = range(len(sources))
        if all(sources):
            doubtful_indexes = compress(
                doubtful_indexes,
                map(_DOUBTFUL_FIRST_BYTES.__contains__, map(_read_first_byte, sources)),
            )
        indexes.update(
            index for index in doubtful_indexes if not _has_text(sources[index])
        )
        return indexes

    def _write_plain(
        self,
        table: UnitTable,
        shared_markup: Sequence[_SharedMarkup],
        other_markup: Sequence[tuple[int, bytes]],
        *,
        has_positions: bool,
    ) -> bytes:
        """Make the markup of plain units and insert that of the others."""
        count = len(table)
        self.written_count += count
        are_ids_clean, tuids = _tuid_markup(table.tuid)
        are_texts_clean, sources, targets = self._text_markup(table)
        *shared_columns, between_texts = zip(*shared_markup, strict=True)
        if has_positions:
            position_markup = _position_markup(table)
            shared_columns = [
                shared_columns[0],
                position_markup[0],
                shared_columns[1],
                position_markup[1],
                shared_columns[2],
            ]
        columns = (
            b"<tu",
            *tuids,
            *shared_columns,
            sources,
            between_texts,
            targets,
            _UNIT_END,
        )
        # Columns are put into their slices of one list: a tuple and a join for each
        # unit make an export 5 % longer (`exchange.py`).
        width = len(columns)
        pieces = [b""] * (count * width)
        for column_index, column in enumerate(columns):
            pieces[column_index::width] = (
                [column] * count if isinstance(column, bytes) else column
            )
        for inserted_count, (index, markup) in enumerate(other_markup):
            pieces.insert((index - inserted_count) * width + inserted_count, markup)
        data = b"".join(pieces)
        if are_ids_clean and are_texts_clean and self._is_storable:
            return data
        return self._make_storable(data)

    def _text_markup(
        self, table: UnitTable
    ) -> tuple[bool, Sequence[bytes], Sequence[bytes]]:
        """Make the content of both `<seg>`; the first value says if XML can hold it."""
        count = len(table)
        is_clean, texts = escape_all([*table.source_text, *table.target_text])
        if any(table.source_codes) or any(table.target_codes):
            is_clean = False
            code_pairs = zip(table.source_codes, table.target_codes, strict=True)
            for index, code_pair in enumerate(code_pairs):
                if any(code_pair):
                    unit = table.make_unit(index)
                    assert unit.target is not None
                    texts[index] = encode_text(segment_markup(unit.source))
                    texts[index + count] = encode_text(segment_markup(unit.target))
        return is_clean, texts[:count], texts[count:]

    def _make_shared_markup(
        self,
        has_positions: bool,
        source_tag: str,
        target_tag: str | None,
        properties: Properties,
        author: str | None,
        created: str | None,
        changed: str | None,
        *origin_fields: Any,
    ) -> _SharedMarkup:
        inherited = self._inherited_attributes(properties) if properties else ""
        if (
            target_tag is None
            or inherited is None
            or not self._is_forward(source_tag, target_tag)
        ):
            return None
        attributes, dates = author_and_date_markup(author, created, changed)
        srclang = "" if source_tag == self._srclang else f' srclang="{source_tag}"'
        props, state_prop = origin_props(*origin_fields)
        start = f"{attributes}{srclang}{inherited}>\n{dates}{props}"
        source_start = f'<tuv xml:lang="{source_tag}"><seg>'
        before_source = (
            (start, state_prop, source_start)
            if has_positions
            else (start + state_prop + source_start,)
        )
        between_texts = f'</seg></tuv>\n<tuv xml:lang="{target_tag}"><seg>'
        markup = tuple(map(encode_text, (*before_source, between_texts)))
        self._is_storable = self._is_storable and all(map(is_storable, markup))
        return markup


def _has_positions(table: UnitTable) -> bool:
    """Whether any unit of a table has a position in an article."""
    count = len(table)
    return not (
        table.previous_key.count(None) == count
        and table.next_key.count(None) == count
        and table.position.count(None) == count
        and table.extent.count(1) == count
        and table.score.count(None) == count
    )


def _position_markup(table: UnitTable) -> Sequence[MarkupColumn]:
    """Make the columns of `position_props`: before the state, and after it."""
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
    # Numbers and keys in hexadecimal digits: nothing that XML cannot hold.
    return [
        list(map(encode_text, props))
        for props in zip(*starmap(position_props, positions), strict=True)
    ]


def _tuid_markup(tuids: Sequence[str | None]) -> tuple[bool, Sequence[MarkupColumn]]:
    """Make `tuid` attributes in pieces; the first value says if XML can hold them."""
    present_tuids = [tuid for tuid in tuids if tuid is not None]
    if not present_tuids:
        return True, ()
    joined = "".join(present_tuids)
    is_clean = is_storable(joined.encode(errors="surrogatepass"))
    if len(present_tuids) == len(tuids) and _CHARACTER_TO_ESCAPE.search(joined) is None:
        return is_clean, (b' tuid="', encode_texts(present_tuids), b'"')
    attributes = [
        "" if tuid is None else f" tuid={quote_attribute(tuid)}" for tuid in tuids
    ]
    return is_clean, (list(map(encode_text, attributes)),)


def _has_text(text: bytes) -> bool:
    """Whether a text has more than white space that XML can hold."""
    # Nearly always the first character says so.
    first_letters = text[:3].decode(errors="ignore")
    return bool(
        remove_forbidden(first_letters)[0].strip()
        or remove_forbidden(decode_text(text))[0].strip()
    )
