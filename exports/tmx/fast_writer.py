"""The markup of plain units, straight from their fields: nearly all of a large file.

Hundreds are made at once, a column of each field, with hardly a step for one by itself.
What is unusual is left to writing.py, which says the same of a plain unit.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, starmap
from operator import itemgetter
from typing import Any

from exports.tmx.inline_markup import markup_of
from exports.tmx.interleave import Column, Table, interleaved
from exports.tmx.provenance import place_props, said_by, shared_props
from exports.xml.document import quoted, storable
from exports.xml.utf8 import all_escaped, is_storable
from tm.property import Properties
from tm.unit_table import (
    MAKING,
    PLACE,
    SHARED,
    TUID,
    Alike,
    FlatBlock,
    FlatUnit,
    FlatUnits,
    text_of,
    utf8,
)

_NOWHERE = (None, None, None, 1, None)
"""Most of what `PLACE` is, of a unit of no article."""
_END = b"</seg></tuv>\n</tu>\n"
_TO_QUOTE = re.compile(b'[&<>"\r\n\t]')
_first = itemgetter(0)
# All that white space and what XML cannot hold begin with are among them.
_DOUBTFUL = frozenset((*range(0x21), *b"\xc2\xe1\xe2\xe3\xed\xef"))

_Columns = tuple[Sequence[Any], ...]
"""The values of the first field of some units, of the second, and so on."""
_Said = tuple[bytes, ...] | None
"""The markup of fields that many units share, in pieces: from after the `tuid`, parted
where markup of a unit's place comes between, and what comes between the texts. None
where a unit of such fields is not plain."""

IsForward = Callable[[str, str], bool]
"""Whether units from one locale into another are written, and as they are."""
Inherited = Callable[[str | Properties], str | None]
"""Properties as attributes of the `<tu>`, if that is all that they are."""


class PlainWriter:
    """Makes `<tu>` elements of units laid flat."""

    def __init__(
        self,
        units: FlatUnits,
        *,
        srclang: str,
        is_forward: IsForward,
        inherited: Inherited,
        other: Callable[[FlatUnit], bytes],
        stored: Callable[[bytes], bytes],
    ) -> None:
        """`srclang`: what the header says that units are translated from.

        `other` gives the markup of a unit that is not plain, and `stored` any markup
        without what XML cannot hold.
        """
        self.written = 0
        """How many plain ones there were."""
        self._units = units
        self._srclang = srclang
        self._is_forward = is_forward
        self._inherited = inherited
        self._other = other
        self._stored = stored
        self._is_clean = True
        """Whether XML can hold all that is in the table."""
        self._said = Table(self._said_markup)

    def markup(self, block: FlatBlock) -> bytes:
        """The markup of units, in their order."""
        columns = block.columns
        is_placed = not all(map(_are_all, columns[PLACE], _NOWHERE))
        said = self._said.of(
            (
                Alike(is_placed, len(block)),
                *(columns[0], columns[3], columns[7]),
                *(*columns[MAKING], *columns[SHARED]),
            )
        )
        others = self.unusual(columns, said)
        made = [(at, self._other(block.unit(at))) for at in sorted(others)]
        if others:
            if len(others) == len(block):
                return b"".join(markup for _, markup in made)
            said = [one for at, one in enumerate(said) if at not in others]
            block = block.without(others)
        return self._plain(block, said, made, is_placed=is_placed)

    def unusual(self, columns: _Columns, said: Sequence[_Said]) -> set[int]:
        """The places of those units that are not plain."""
        ones, twos, notes = columns[1], columns[4], columns[6]
        found: set[int] = set()
        if not all(said):
            found.update(at for at, one in enumerate(said) if one is None)
        if notes.count(None) < len(notes):
            found.update(at for at, note in enumerate(notes) if note is not None)
        if not all(twos):
            found.update(at for at, two in enumerate(twos) if not two)
        doubtful: Iterable[int] = range(len(ones))
        if all(ones):
            doubtful = compress(
                doubtful, map(_DOUBTFUL.__contains__, map(_first, ones))
            )
        found.update(at for at in doubtful if not _has_text(ones[at]))
        return found

    def _plain(
        self,
        block: FlatBlock,
        said: Sequence[_Said],
        others: Sequence[tuple[int, bytes]],
        *,
        is_placed: bool,
    ) -> bytes:
        """The markup of plain units, and that of others at their places among all."""
        columns, count = block.columns, len(block)
        self.written += count
        are_ids_clean, tuids = _tuids(columns[TUID])
        are_texts_clean, ones, twos = self._texts(block)
        *pieces, between = zip(*said, strict=True)
        if is_placed:
            places = self._places(columns[PLACE])
            pieces = [pieces[0], places[0], pieces[1], places[1], pieces[2]]
        parts = (b"<tu", *tuids, *pieces, ones, between, twos, _END)
        row = interleaved(parts, count)
        step = len(row) // count
        for before, (at, markup) in enumerate(others):
            row.insert((at - before) * step + before, markup)
        data = b"".join(row)
        if are_ids_clean and are_texts_clean and self._is_clean:
            return data
        return self._stored(data)

    def _texts(self, block: FlatBlock) -> tuple[bool, Sequence[bytes], Sequence[bytes]]:
        """The content of either `<seg>`, and first whether XML can surely hold it."""
        columns, count = block.columns, len(block)
        is_clean, texts = all_escaped([*columns[1], *columns[4]])
        if any(columns[2]) or any(columns[5]):
            is_clean = False
            for at, codes in enumerate(zip(columns[2], columns[5], strict=True)):
                if any(codes):
                    unit = self._units.unit(block.unit(at))
                    assert unit.target is not None
                    texts[at] = utf8(markup_of(unit.source))
                    texts[at + count] = utf8(markup_of(unit.target))
        return is_clean, texts[:count], texts[count:]

    def _places(self, columns: _Columns) -> Sequence[Column]:
        """What `place_props` gives."""
        made = starmap(place_props, zip(*columns, strict=True))
        # Numbers and keys in hexadecimal digits: nothing that XML cannot hold.
        return [list(map(utf8, props)) for props in zip(*made, strict=True)]

    def _said_markup(
        self,
        is_placed: bool,
        tag: str,
        other: str | None,
        properties: str | Properties | None,
        author: str | None,
        created: str | None,
        changed: str | None,
        *shared: Any,
    ) -> _Said:
        inherited = self._inherited(properties) if properties else ""
        if other is None or inherited is None or not self._is_forward(tag, other):
            return None
        attributes, dates = said_by(author, created, changed)
        srclang = "" if tag == self._srclang else f' srclang="{tag}"'
        *facts, document = shared
        props, state = shared_props(*facts, self._units.document(document))
        start = f"{attributes}{srclang}{inherited}>\n{dates}{props}"
        first = f'<tuv xml:lang="{tag}"><seg>'
        before = (start, state, first) if is_placed else (start + state + first,)
        between = f'</seg></tuv>\n<tuv xml:lang="{other}"><seg>'
        markup = tuple(map(utf8, (*before, between)))
        self._is_clean = self._is_clean and all(map(is_storable, markup))
        return markup


def _tuids(tuids: Sequence[bytes | None]) -> tuple[bool, Sequence[Column]]:
    """Ids as attributes, in pieces, and first whether XML can hold them."""
    known = [tuid for tuid in tuids if tuid is not None]
    if not known:
        return True, ()
    joined = b"".join(known)
    is_clean = is_storable(joined)
    if len(known) == len(tuids) and _TO_QUOTE.search(joined) is None:
        return is_clean, (b' tuid="', known, b'"')
    made = ["" if one is None else f" tuid={quoted(text_of(one))}" for one in tuids]
    return is_clean, (list(map(utf8, made)),)


def _has_text(text: bytes) -> bool:
    """Whether XML can hold something of a text that is not white space."""
    # Nearly always the first character says so.
    first = text[:3].decode(errors="ignore")
    return bool(storable(first)[0].strip() or storable(text_of(text))[0].strip())


def _are_all(values: Sequence[object], value: object) -> bool:
    return values.count(value) == len(values)
