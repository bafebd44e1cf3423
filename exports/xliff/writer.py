"""Units written as XLIFF, one `<file>` for each article or document."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from exports.format import Pair, Tally, WriteOptions, Written, oriented
from exports.provenance import Fields, fields_of
from exports.xliff.content import exact_text
from exports.xliff.draft import Draft, left_over
from exports.xliff.markup import Sides, sides_of
from exports.xliff.record import CODES, LOCALES, OWN, OWN_ID, Reading
from exports.xliff.vocabulary import NAME, Generation
from exports.xml import storable
from tm.errors import InputError
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

_MOST_IDS = 50_000
"""How many ids of other tools are remembered; a new `<file>` begins after them."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a generation of XLIFF writes its parts."""

    generation: Generation
    reading: Reading
    """Reads again what was written, to see what it says."""
    head: Callable[[Locale, Locale], str]
    begin_file: Callable[[str, int, Locale, Locale], str]
    """For a document, with the number of the `<file>` from 1."""
    unit: Callable[[Draft], str]
    end_file: str
    empty: str
    """What stands in a `<file>` without units."""


def write_units(
    units: Iterable[TranslationUnit],
    file: BinaryIO,
    options: WriteOptions,
    spelling: Spelling,
) -> Written:
    """Write units as they come, in constant memory."""
    if options.source is None or options.target is None:
        raise InputError("an XLIFF file holds one language pair: give -s and -t")
    locales = (options.source, options.target)
    writer = _Writer(spelling, options, locales)
    file.write(spelling.head(*locales).encode())
    for unit in units:
        markup = writer.unit(unit)
        if markup is not None:
            file.write(markup.encode())
    file.write(writer.end().encode())
    return Written(writer.written, writer.left_out, writer.tally.lost())


class _Writer:
    """Makes the markup of units, and counts what XML cannot hold."""

    def __init__(
        self, spelling: Spelling, options: WriteOptions, locales: tuple[Locale, Locale]
    ) -> None:
        self.tally = Tally()
        self.written = 0
        self.left_out = 0
        self._spelling = spelling
        self._options = options
        self._locales = locales
        self._document: tuple[str | None, str | None] | None = None
        self._files = 0
        self._ids: set[str] = set()

    def unit(self, unit: TranslationUnit) -> str | None:
        """The markup of a unit, with the bounds of files before it."""
        pair = self._pair(unit)
        if pair is None:
            self.left_out += 1
            return None
        self.written += 1
        bounds = self._bounds(unit)
        sides = sides_of(self._spelling.generation, pair.source, pair.target)
        self.tally.add("characters that XML cannot hold", sides.removed)
        fields = self._fields(unit, pair, sides)
        id = self._id(fields)
        markup, removed = storable(self._markup(unit, sides, id, fields, pair))
        self.tally.add("characters that XML cannot hold", removed)
        return bounds + markup

    def end(self) -> str:
        """What closes the file."""
        if self._files:
            return f"{self._spelling.end_file}</xliff>\n"
        begin = self._spelling.begin_file(OWN, 1, *self._locales)
        return f"{begin}{self._spelling.empty}{self._spelling.end_file}</xliff>\n"

    def _pair(self, unit: TranslationUnit) -> Pair | None:
        pair = oriented(unit, self._options)
        if pair is None:
            return None
        text = pair.source.text
        if self._spelling.generation is Generation.ONE:
            text = storable(text)[0]
        if not text.strip():
            return None
        if pair.target is not None and not pair.target.text:
            return Pair(pair.source, None, pair.reversed)
        return pair

    def _bounds(self, unit: TranslationUnit) -> str:
        """The end of a `<file>` and the beginning of the next, where one begins."""
        document = (unit.origin.page_url, unit.origin.article)
        if document == self._document and len(self._ids) < _MOST_IDS:
            return ""
        out = self._spelling.end_file if self._files else ""
        self._document = document
        self._files += 1
        self._ids.clear()
        original = storable(document[0] or document[1] or OWN)[0].strip() or OWN
        return out + self._spelling.begin_file(original, self._files, *self._locales)

    def _fields(self, unit: TranslationUnit, pair: Pair, sides: Sides) -> Fields:
        fields = fields_of(unit, reversed=pair.reversed)
        del fields["state"]
        if pair.target is None and unit.state is not State.INITIAL:
            fields["state"] = unit.state
        for name in ("note", "properties"):
            fields.pop(name, None)
        for name, exact in zip(CODES, sides.exact, strict=True):
            if exact:
                fields[name] = exact_text(exact)
        both: tuple[Segment | None, ...] = (pair.source, pair.target)
        for name, segment, locale in zip(LOCALES, both, self._locales, strict=True):
            if segment is not None and segment.locale != locale:
                fields[name] = segment.locale.tag
        return fields

    def _id(self, fields: Fields) -> str:
        """The id of the unit: the one it had, if no other unit of the file has it."""
        known = fields.get("tuid", "")
        if self._spelling.generation is Generation.TWO:
            may_be = NAME.fullmatch(known) is not None
        else:
            may_be = bool(known) and storable(known)[0] == known
        if may_be and known not in self._ids and not known.startswith(OWN_ID):
            self._ids.add(known)
            del fields["tuid"]
            return known
        return f"{OWN_ID}{self.written}"

    def _markup(
        self, unit: TranslationUnit, sides: Sides, id: str, fields: Fields, pair: Pair
    ) -> str:
        known = unit.properties
        if not known:
            return self._spelling.unit(Draft(unit, sides, id, fields, ()))
        if not pair.reversed:
            markup = self._spelling.unit(Draft(unit, sides, id, fields, known))
            rest = left_over(markup, self._spelling.reading, known)
            if rest is not None:
                more = fields | ({"properties": rest} if rest else {})
                return self._spelling.unit(Draft(unit, sides, id, more, known))
        whole = fields_of(unit)["properties"]
        more = fields | {"properties": whole}
        return self._spelling.unit(Draft(unit, sides, id, more, ()))
