"""The markup of plain units, straight from their fields: nearly all of a large file.

Hundreds are made at once, a column of each field, with hardly a step for one by itself.
What is unusual is left to tmx_writing.py, which says the same of a plain unit.
"""

import re
from collections.abc import Callable, Sequence
from itertools import starmap
from typing import Any

from exports.interleaving import Column, Table, interleaved
from exports.markup import markup_of
from exports.tmx_provenance import place_props, said_by, shared_props
from exports.xml import quoted, storable
from exports.xml_bytes import all_escaped, is_storable
from tm.flat_unit import (
    MAKING,
    PLACE,
    SHARED,
    TUID,
    FlatUnit,
    FlatUnits,
    text_of,
    utf8,
)
from tm.property import Properties

_NOWHERE = (None, None, None, 1, None)
"""Most of what `PLACE` is, of a unit of no article."""
_END = b"</seg></tuv>\n</tu>\n"
_TO_QUOTE = re.compile('[&<>"\r\n\t]')
# Neither white space nor what XML cannot hold begins with one of them.
_SOUND = frozenset(
    bytes((byte,))
    for byte in (*range(0x21, 0x7F), *range(0xC3, 0xF5))
    if byte not in b"\xe1\xe2\xe3\xed\xef"
)

_Columns = tuple[tuple[Any, ...], ...]
"""The values of the first field of some units, of the second, and so on."""

IsForward = Callable[[FlatUnit], bool]
"""Whether units of the locales of this one are written, and as they are."""
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
        self._directions: dict[tuple[str, str], bool] = {}
        self._is_clean = True
        """Whether XML can hold all that is in the tables."""
        self._languages = Table(self._languages_markup)
        self._making = Table(lambda *making: self._encoded(*said_by(*making)))
        self._shared = Table(self._shared_markup)
        self._properties = Table(
            lambda known: self._encoded((known and self._inherited(known)) or "")
        )

    def markup(self, units: Sequence[FlatUnit]) -> bytes:
        """The markup of units, in their order."""
        columns = tuple(zip(*units, strict=True))
        others = self.unusual(units, columns)
        if not others:
            return self._plain(units, columns, [])
        made = [(at, self._other(units[at])) for at in sorted(others)]
        units = [one for at, one in enumerate(units) if at not in others]
        if not units:
            return b"".join(markup for _, markup in made)
        return self._plain(units, tuple(zip(*units, strict=True)), made)

    def unusual(self, units: Sequence[FlatUnit], columns: _Columns) -> set[int]:
        """The places of those units that are not plain."""
        tags, ones, _, others, twos, _, notes, properties = columns[:8]
        pairs = list(zip(tags, others, strict=True))
        known = self._directions
        different = set(pairs)
        for pair in different - known.keys():
            known[pair] = self._is_forward(units[pairs.index(pair)])
        found: set[int] = set()
        if not all(map(known.__getitem__, different)):
            found.update(at for at, pair in enumerate(pairs) if not known[pair])
        if notes.count(None) < len(notes):
            found.update(at for at, note in enumerate(notes) if note is not None)
        if any(properties):
            said = [not known or self._inherited(known) for known in properties]
            found.update(at for at, text in enumerate(said) if text is None)
        if not all(twos):
            found.update(at for at, two in enumerate(twos) if not two)
        for at, one in enumerate(ones):
            if one[:1] not in _SOUND and not _has_text(one):
                found.add(at)
        return found

    def _plain(
        self,
        units: Sequence[FlatUnit],
        columns: _Columns,
        others: Sequence[tuple[int, bytes]],
    ) -> bytes:
        """The markup of plain units, and that of others at their places among all."""
        self.written += len(units)
        are_ids_clean, tuids = _tuids(columns[TUID])
        are_texts_clean, ones, twos = self._texts(units, columns)
        srclang, first, second = self._languages.columns((columns[0], columns[3]))
        attributes, dates = self._making.columns(columns[MAKING])
        document, state = self._shared.columns(columns[SHARED])
        start, end = self._places(columns[PLACE])
        parts = (
            *(b"<tu", *tuids, attributes, srclang, self._said(columns[7]), b">\n"),
            *(dates, document, start, state, end, first, ones, second, twos, _END),
        )
        pieces = interleaved(parts, len(units))
        step = len(pieces) // len(units)
        for before, (at, markup) in enumerate(others):
            pieces.insert((at - before) * step + before, markup)
        data = b"".join(pieces)
        if are_ids_clean and are_texts_clean and self._is_clean:
            return data
        return self._stored(data)

    def _texts(
        self, units: Sequence[FlatUnit], columns: _Columns
    ) -> tuple[bool, Sequence[bytes], Sequence[bytes]]:
        """The content of either `<seg>`, and first whether XML can surely hold it."""
        count = len(units)
        texts = all_escaped(columns[1] + columns[4])
        is_clean = is_storable(b"".join(texts))
        if any(columns[2]) or any(columns[5]):
            is_clean = False
            for at, flat in enumerate(units):
                if flat[2] or flat[5]:
                    unit = self._units.unit(flat)
                    assert unit.target is not None
                    texts[at] = utf8(markup_of(unit.source))
                    texts[at + count] = utf8(markup_of(unit.target))
        return is_clean, texts[:count], texts[count:]

    def _said(self, properties: Sequence[str | Properties | None]) -> Column:
        """Properties as attributes."""
        if not any(properties):
            return b""
        [said] = self._properties.columns((properties,))
        return said

    def _places(self, columns: _Columns) -> Sequence[Column]:
        """What `place_props` gives."""
        if all(map(_are_all, columns, _NOWHERE)):
            return b"", b""
        made = starmap(place_props, zip(*columns, strict=True))
        # Numbers and keys in hexadecimal digits: nothing that XML cannot hold.
        return [list(map(utf8, props)) for props in zip(*made, strict=True)]

    def _languages_markup(self, tag: str, other: str) -> Sequence[bytes]:
        srclang = "" if tag == self._srclang else f' srclang="{tag}"'
        first = f'<tuv xml:lang="{tag}"><seg>'
        second = f'</seg></tuv>\n<tuv xml:lang="{other}"><seg>'
        return self._encoded(srclang, first, second)

    def _shared_markup(
        self,
        state: str,
        memory: str,
        kind: str | None,
        method: str | None,
        document: object,
    ) -> Sequence[bytes]:
        facts = self._units.document(document)
        return self._encoded(*shared_props(state, memory, kind, method, facts))

    def _encoded(self, *markup: str) -> Sequence[bytes]:
        made = tuple(map(utf8, markup))
        self._is_clean = self._is_clean and all(map(is_storable, made))
        return made


def _tuids(tuids: Sequence[str | None]) -> tuple[bool, Sequence[Column]]:
    """Ids as attributes, in pieces, and first whether XML can hold them."""
    known = [tuid for tuid in tuids if tuid is not None]
    joined = "".join(known)
    is_clean = is_storable(utf8(joined))
    if not known:
        return is_clean, ()
    if len(known) == len(tuids) and _TO_QUOTE.search(joined) is None:
        return is_clean, (b' tuid="', utf8("\n".join(known)).split(b"\n"), b'"')
    made = ["" if tuid is None else f" tuid={quoted(tuid)}" for tuid in tuids]
    return is_clean, (list(map(utf8, made)),)


def _has_text(text: bytes) -> bool:
    """Whether XML can hold something of a text that is not white space."""
    # Nearly always the first character says so.
    first = text[:3].decode(errors="ignore")
    return bool(storable(first)[0].strip() or storable(text_of(text))[0].strip())


def _are_all(values: Sequence[object], value: object) -> bool:
    return values.count(value) == len(values)
