"""The markup of plain units, straight from their fields: nearly all of a large file.

Hundreds are made at once, a column of each field, with hardly a step for one by itself.
What is unusual is left to `exports.tmx.writer`, which writes a plain unit the same.
Saves 83 % of writing TMX (`benchmarks/export_tricks.py`).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, repeat, starmap
from operator import itemgetter
from typing import Any

from exports.tmx.inline_markup import markup_of
from exports.tmx.markup_cache import Column, MarkupCache
from exports.tmx.provenance import author_and_date_markup, origin_props, position_props
from exports.xml.document import quoted, storable
from exports.xml.utf8 import escape_all, is_storable
from tm.property import Properties
from tm.unit import TranslationUnit
from tm.unit_table import (
    ConstantColumn,
    UnitTable,
    decode_text,
    encode_text,
    encode_texts,
)

_END = b"</seg></tuv>\n</tu>\n"
_TO_QUOTE = re.compile('[&<>"\r\n\t]')
_first = itemgetter(0)
# All that white space and what XML cannot hold begin with are among them.
_DOUBTFUL = frozenset((*range(0x21), *b"\xc2\xe1\xe2\xe3\xed\xef"))

_Said = tuple[bytes, ...] | None
"""The markup of fields that many units share, in pieces: from after the `tuid`, parted
where markup of a unit's place comes between, and what comes between the texts. None
where a unit of such fields is not plain."""

IsForward = Callable[[str, str], bool]
"""Whether units from one locale into another are written, and as they are."""
Inherited = Callable[[Properties], str | None]
"""Properties as attributes of the `<tu>`, if that is all that they are."""


class FastTmxWriter:
    """Makes `<tu>` elements of the units of tables."""

    def __init__(
        self,
        *,
        srclang: str,
        is_forward: IsForward,
        inherited: Inherited,
        other: Callable[[TranslationUnit], bytes],
        stored: Callable[[bytes], bytes],
    ) -> None:
        """`srclang`: what the header says that units are translated from.

        `other` gives the markup of a unit that is not plain, and `stored` any markup
        without what XML cannot hold.
        """
        self.written = 0
        """How many plain ones there were."""
        self._srclang = srclang
        self._is_forward = is_forward
        self._inherited = inherited
        self._other = other
        self._stored = stored
        self._is_clean = True
        """Whether XML can hold all that is in the table."""
        self._said = MarkupCache(self._said_markup)

    def markup(self, table: UnitTable) -> bytes:
        """The markup of units, in their order."""
        is_placed = _have_places(table)
        shared_markup = self._said.of(
            (
                ConstantColumn(is_placed, len(table)),
                *(table.source_tag, table.target_tag, table.properties),
                *(table.author, table.created, table.changed),
                *(table.state, table.memory, table.kind, table.method, table.document),
            )
        )
        unusual = self.unusual(table, shared_markup)
        others = [(index, self._other(table.unit(index))) for index in sorted(unusual)]
        if unusual:
            if len(unusual) == len(table):
                return b"".join(markup for _, markup in others)
            shared_markup = [
                one for index, one in enumerate(shared_markup) if index not in unusual
            ]
            table = table.without(unusual)
        return self._plain(table, shared_markup, others, is_placed=is_placed)

    def unusual(self, table: UnitTable, shared_markup: Sequence[_Said]) -> set[int]:
        """The indexes of those units that are not plain."""
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
        doubtful: Iterable[int] = range(len(sources))
        if all(sources):
            doubtful = compress(
                doubtful, map(_DOUBTFUL.__contains__, map(_first, sources))
            )
        indexes.update(index for index in doubtful if not _has_text(sources[index]))
        return indexes

    def _plain(
        self,
        table: UnitTable,
        shared_markup: Sequence[_Said],
        others: Sequence[tuple[int, bytes]],
        *,
        is_placed: bool,
    ) -> bytes:
        """The markup of plain units, and that of others at their places among all."""
        count = len(table)
        self.written += count
        are_ids_clean, tuids = _tuids(table.tuid)
        are_texts_clean, sources, targets = self._texts(table)
        *pieces, between = zip(*shared_markup, strict=True)
        if is_placed:
            position_markup = _place_markup(table)
            pieces = [
                pieces[0],
                position_markup[0],
                pieces[1],
                position_markup[1],
                pieces[2],
            ]
        columns = (b"<tu", *tuids, *pieces, sources, between, targets, _END)
        cells = (repeat(c, count) if isinstance(c, bytes) else c for c in columns)
        markups = list(map(b"".join, zip(*cells, strict=True)))
        for index, markup in others:
            markups.insert(index, markup)
        data = b"".join(markups)
        if are_ids_clean and are_texts_clean and self._is_clean:
            return data
        return self._stored(data)

    def _texts(self, table: UnitTable) -> tuple[bool, Sequence[bytes], Sequence[bytes]]:
        """The content of either `<seg>`, and first whether XML can surely hold it."""
        count = len(table)
        is_clean, texts = escape_all([*table.source_text, *table.target_text])
        if any(table.source_codes) or any(table.target_codes):
            is_clean = False
            codes = zip(table.source_codes, table.target_codes, strict=True)
            for index, sides in enumerate(codes):
                if any(sides):
                    unit = table.unit(index)
                    assert unit.target is not None
                    texts[index] = encode_text(markup_of(unit.source))
                    texts[index + count] = encode_text(markup_of(unit.target))
        return is_clean, texts[:count], texts[count:]

    def _said_markup(
        self,
        is_placed: bool,
        tag: str,
        other: str | None,
        properties: Properties,
        author: str | None,
        created: str | None,
        changed: str | None,
        *shared: Any,
    ) -> _Said:
        inherited = self._inherited(properties) if properties else ""
        if other is None or inherited is None or not self._is_forward(tag, other):
            return None
        attributes, dates = author_and_date_markup(author, created, changed)
        srclang = "" if tag == self._srclang else f' srclang="{tag}"'
        props, state = origin_props(*shared)
        start = f"{attributes}{srclang}{inherited}>\n{dates}{props}"
        first = f'<tuv xml:lang="{tag}"><seg>'
        before = (start, state, first) if is_placed else (start + state + first,)
        between = f'</seg></tuv>\n<tuv xml:lang="{other}"><seg>'
        markup = tuple(map(encode_text, (*before, between)))
        self._is_clean = self._is_clean and all(map(is_storable, markup))
        return markup


def _have_places(table: UnitTable) -> bool:
    """Whether any of some units has a place in an article."""
    count = len(table)
    return not (
        table.before.count(None) == count
        and table.after.count(None) == count
        and table.position.count(None) == count
        and table.extent.count(1) == count
        and table.score.count(None) == count
    )


def _place_markup(table: UnitTable) -> Sequence[Column]:
    """What `position_props` gives of each unit: before the state, and after it."""
    places = zip(
        *(table.before, table.after, table.position, table.extent, table.score),
        strict=True,
    )
    # Numbers and keys in hexadecimal digits: nothing that XML cannot hold.
    return [
        list(map(encode_text, props))
        for props in zip(*starmap(position_props, places), strict=True)
    ]


def _tuids(tuids: Sequence[str | None]) -> tuple[bool, Sequence[Column]]:
    """Ids as attributes, in pieces, and first whether XML can hold them."""
    present = [tuid for tuid in tuids if tuid is not None]
    if not present:
        return True, ()
    joined = "".join(present)
    is_clean = is_storable(joined.encode(errors="surrogatepass"))
    if len(present) == len(tuids) and _TO_QUOTE.search(joined) is None:
        return is_clean, (b' tuid="', encode_texts(present), b'"')
    attributes = ["" if tuid is None else f" tuid={quoted(tuid)}" for tuid in tuids]
    return is_clean, (list(map(encode_text, attributes)),)


def _has_text(text: bytes) -> bool:
    """Whether XML can hold something of a text that is not white space."""
    # Nearly always the first character says so.
    first_letters = text[:3].decode(errors="ignore")
    return bool(
        storable(first_letters)[0].strip() or storable(decode_text(text))[0].strip()
    )
