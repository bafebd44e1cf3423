"""The markup of plain units, straight from their fields: nearly all of a large file.

What is unusual is left to tmx_writing.py, which says the same of a plain unit.
"""

from collections.abc import Callable, Sequence

from exports.markup import markup_of
from exports.tmx_provenance import place_props, said_by, shared_props
from exports.xml import escaped, quoted, storable
from tm.flat_unit import MAKING, PLACE, SHARED, FlatUnit, FlatUnits
from tm.property import Properties

_MANY = 1 << 12
_NOWHERE = (None, None, None, 1, None)
"""Most of what `PLACE` is, of a unit of no article."""

IsForward = Callable[[FlatUnit], bool]
"""Whether units of the locales of this one are written, and as they are."""
Inherited = Callable[[str | Properties], str | None]
"""Properties as attributes of the `<tu>`, if that is all that they are."""


class PlainWriter:
    """Makes `<tu>` elements of units laid flat, as far as they are plain."""

    def __init__(
        self,
        units: FlatUnits,
        *,
        srclang: str,
        is_forward: IsForward,
        inherited: Inherited,
    ) -> None:
        """`srclang`: what the header says that units are translated from."""
        self._units = units
        self._srclang = srclang
        self._is_forward = is_forward
        self._inherited = inherited
        self._pairs: dict[tuple[str, str], tuple[str, str, str] | None] = {}
        self._making: dict[FlatUnit, tuple[str, str]] = {}
        self._shared: dict[FlatUnit, tuple[str, str]] = {}

    def markup(self, units: Sequence[FlatUnit]) -> list[str | None]:
        """The markup of each unit; none of those that are not plain."""
        made: list[str | None] = []
        add, pairs, inherited = made.append, self._pairs.get, self._inherited
        making, shared = self._making.get, self._shared.get
        # One loop with hardly a call in it, since a million units go through.
        for flat in units:
            tag, one, codes, other, two, other_codes, note, properties, tuid = flat[:9]
            pair = pairs((tag, other)) or self._pair(flat)
            said = inherited(properties) if properties else ""
            if (
                pair is None
                or said is None
                or note is not None
                or not two
                or not (one[:1].isalnum() or storable(one)[0].strip())
            ):
                add(None)
                continue
            turned_to, first, second = pair
            when, dates = making(flat[MAKING]) or self._make(flat[MAKING])
            document, state = shared(flat[SHARED]) or self._share(flat)
            place = flat[PLACE]
            if place != _NOWHERE:
                start, end = place_props(*place)
                document, state = document + start, state + end
            if codes or other_codes:
                unit = self._units.unit(flat)
                assert unit.target is not None
                one, two = markup_of(unit.source), markup_of(unit.target)
            else:
                # As `escaped`, without its call where there is nothing to do.
                if "&" in one or "<" in one or ">" in one or "\r" in one:
                    one = escaped(one)
                if "&" in two or "<" in two or ">" in two or "\r" in two:
                    two = escaped(two)
            if tuid is not None:
                known = f'"{tuid}"' if tuid.isalnum() else quoted(tuid)
                when = f" tuid={known}{when}"
            add(
                f"<tu{when}{turned_to}{said}>\n{dates}{document}{state}"
                f"{first}{one}{second}{two}</seg></tuv>\n</tu>\n"
            )
        return made

    def _pair(self, flat: FlatUnit) -> tuple[str, str, str] | None:
        """What of the markup is the same for units of the locales of this one."""
        tag, other = flat[0], flat[3]
        if (tag, other) in self._pairs:
            return self._pairs[tag, other]
        made = None
        if self._is_forward(flat):
            srclang = "" if tag == self._srclang else f' srclang="{tag}"'
            first = f'<tuv xml:lang="{tag}"><seg>'
            made = srclang, first, f'</seg></tuv>\n<tuv xml:lang="{other}"><seg>'
        self._pairs[tag, other] = made
        return made

    def _make(self, making: FlatUnit) -> tuple[str, str]:
        if len(self._making) >= _MANY:
            self._making.clear()
        made = self._making[making] = said_by(*making)
        return made

    def _share(self, flat: FlatUnit) -> tuple[str, str]:
        if len(self._shared) >= _MANY:
            self._shared.clear()
        made = shared_props(*flat[SHARED][:-1], self._units.document(flat))
        self._shared[flat[SHARED]] = made
        return made
