"""Units written as XLIFF, one `<file>` for each article or document."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO

from exports.direction import OrientedPair, orient
from exports.entry import LossTally, WriteResult
from exports.format import WriteOptions
from exports.provenance import Fields, provenance_fields
from exports.xliff.content import exact_text
from exports.xliff.content_markup import SideMarkup, Texts, sides_of
from exports.xliff.draft import UnitDraft, left_over, said_by
from exports.xliff.group import OWN_ID, Group, groups_of
from exports.xliff.names import NAME, Generation
from exports.xliff.part import IGNORABLE, LAST_IGNORABLE, group_parts, ignorables
from exports.xliff.record import CODES, LOCALES, OWN, SEGMENT, Reading
from exports.xml.document import storable
from tm.errors import InputError
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

_MOST_IDS = 50_000
"""How many ids of other tools are remembered; a new `<file>` begins after them."""


@dataclass(frozen=True, slots=True)
class VersionSpelling:
    """How a generation of XLIFF writes its parts."""

    generation: Generation
    reading: Reading
    """Reads again what was written, to see what it says."""
    head: Callable[[Locale, Locale], str]
    begin_file: Callable[[str, int, Locale, Locale], str]
    """For a document, with the number of the `<file>` from 1."""
    unit: Callable[[Sequence[UnitDraft]], str]
    """Of the segments of a unit."""
    group: Callable[[Group, int], str]
    """The beginning of a group, with its number in the file from 1."""
    may_say: Callable[[str], object]
    """Whether a group can say that it is of that `restype`."""
    end_file: str
    empty: str
    """What stands in a `<file>` without units."""


def write_units(
    units: Iterable[TranslationUnit],
    file: BinaryIO,
    options: WriteOptions,
    spelling: VersionSpelling,
) -> WriteResult:
    """Write units as they come, in constant memory."""
    if options.source is None or options.target is None:
        raise InputError("an XLIFF file holds one language pair: give -s and -t")
    locales = (options.source, options.target)
    writer = _UnitWriter(spelling, options, locales)
    file.write(spelling.head(*locales).encode())
    for run in group_parts(units):
        file.write(writer.run(run).encode())
    file.write(writer.end().encode())
    return WriteResult(writer.written, writer.left_out, writer.tally.losses())


class _UnitWriter:
    """Makes the markup of units, and counts what XML cannot hold."""

    def __init__(
        self,
        spelling: VersionSpelling,
        options: WriteOptions,
        locales: tuple[Locale, Locale],
    ) -> None:
        self.tally = LossTally()
        self.written = 0
        self.left_out = 0
        self._spelling = spelling
        self._options = options
        self._locales = locales
        self._document: tuple[str | None, str | None] | None = None
        self._files = 0
        self._groups: tuple[Group, ...] = ()
        """Those that are open."""
        self._said: tuple[Group, ...] = ()
        """The same as they were written: without an id that another one has."""
        self._group_ids: set[str] = set()
        self._begun = 0
        """How many groups the file has."""
        self._ids: set[str] = set()

    def run(self, units: Sequence[TranslationUnit]) -> str:
        """The markup of a unit, or of the parts of one; bounds of files before it."""
        if len(units) == 1:
            return self._alone(units[0], self._pair(units[0]))
        pairs = [self._pair(unit) for unit in units]
        bounds = ""
        if all(pair and not pair.reversed for pair in pairs):
            bounds = self._bounds(units[0])
            oriented = [pair for pair in pairs if pair is not None]
            markup = self._joined(units, oriented)
            if markup is not None:
                self.written += len(units)
                return bounds + markup
        return bounds + "".join(map(self._alone, units, pairs))

    def _alone(self, unit: TranslationUnit, pair: OrientedPair | None) -> str:
        if pair is None:
            self.left_out += 1
            return ""
        self.written += 1
        bounds = self._bounds(unit)
        [draft] = self._drafts([unit], [pair])
        fields = self._fields(unit, pair, draft.sides)
        draft = replace(draft, id=self._id(fields), fields=fields)
        return bounds + self._stored(self._markup(draft, pair), draft.sides)

    def _joined(
        self, units: Sequence[TranslationUnit], pairs: Sequence[OrientedPair]
    ) -> str | None:
        """The markup of a unit's parts; absent if one unit cannot say all of them."""
        id = units[0].origin.tuid or ""
        if not self._is_free(id):
            return None
        drafts = self._drafts(units, pairs)
        is_noted = len({unit.note for unit in units}) > 1
        for position, draft in enumerate(drafts):
            fields = self._fields(draft.unit, pairs[position], draft.sides)
            del fields["tuid"]
            fields = {SEGMENT: str(position + 1)} | fields
            if is_noted and draft.unit.note is not None:
                fields["note"] = draft.unit.note
            drafts[position] = replace(draft, id=id, fields=fields)
        markup = self._spelling.unit(drafts)
        origin_markup = said_by(markup, self._spelling.reading, self._said) or []
        if len(origin_markup) != len(drafts):
            return None
        for position, (draft, record) in enumerate(
            zip(drafts, origin_markup, strict=True)
        ):
            unit = draft.unit
            remaining = left_over(record, unit.properties)
            if remaining is None or record.note != unit.note:
                return None
            further_fields = {"properties": remaining} if remaining else {}
            if pairs[position].target is not None and record.state is not unit.state:
                further_fields["state"] = unit.state
            drafts[position] = replace(draft, fields=draft.fields | further_fields)
        self._ids.add(id)
        markup = self._spelling.unit(drafts)
        return self._stored(markup, *(draft.sides for draft in drafts))

    def _drafts(
        self, units: Sequence[TranslationUnit], pairs: Sequence[OrientedPair]
    ) -> list[UnitDraft]:
        """The parts of a unit with what is ignorable around them, so far without id."""
        texts: list[Texts] = []
        counts = []
        for unit, pair in zip(units, pairs, strict=True):
            is_whole = len(units) == 1 and not self._is_divided(unit)
            properties = () if pair.reversed or is_whole else unit.properties
            around = [
                [(one.source, one.target) for one in ignorables(properties, name)]
                for name in (IGNORABLE, LAST_IGNORABLE)
            ]
            texts += [*around[0], (pair.source, pair.target), *around[1]]
            counts.append((len(around[0]), len(around[1])))
        markups = iter(sides_of(self._spelling.generation, texts))
        drafts = []
        for unit, (before, after) in zip(units, counts, strict=True):
            first, sides = [*islice(markups, before)], next(markups)
            last = [*islice(markups, after)]
            for one in (*first, *last):  # their codes are told with the segment's
                sides.exact = (
                    {**sides.exact[0], **one.exact[0]},
                    {**sides.exact[1], **one.exact[1]},
                )
                sides.removed += one.removed
            drafts.append(UnitDraft(unit, sides, "", {}, unit.properties, first, last))
        return drafts

    def _is_divided(self, unit: TranslationUnit) -> bool:
        """Whether a unit of one segment has a place for what stands around that."""
        if self._spelling.generation is Generation.TWO:
            return True
        segment_values = (
            property.value
            for property in unit.properties
            if property.name == "xliff:segment"
        )
        id = next(segment_values, "")
        return NAME.fullmatch(id) is not None and not id.startswith(OWN_ID)

    def _stored(self, markup: str, *sides: SideMarkup) -> str:
        markup, removed = storable(markup)
        removed += sum(side.removed for side in sides)
        self.tally.add("characters that XML cannot hold", removed)
        return markup

    def end(self) -> str:
        """What closes the file."""
        if self._files:
            return f"{self._regrouped(())}{self._spelling.end_file}</xliff>\n"
        begin = self._spelling.begin_file(OWN, 1, *self._locales)
        return f"{begin}{self._spelling.empty}{self._spelling.end_file}</xliff>\n"

    def _pair(self, unit: TranslationUnit) -> OrientedPair | None:
        pair = orient(unit, self._options)
        if pair is None:
            return None
        text = pair.source.text
        if self._spelling.generation is Generation.ONE:
            text = storable(text)[0]
        if not text.strip():
            return None
        if pair.target is not None and not pair.target.text:
            return OrientedPair(pair.source, None, pair.reversed)
        return pair

    def _bounds(self, unit: TranslationUnit) -> str:
        """The end of a `<file>` and the beginning of the next, where one begins."""
        document = (unit.origin.page_url, unit.origin.article)
        groups = groups_of(unit.properties)
        if document == self._document and len(self._ids) < _MOST_IDS:
            return self._regrouped(groups)
        out = self._regrouped(()) + (self._spelling.end_file if self._files else "")
        self._document = document
        self._begun = 0
        self._files += 1
        self._ids.clear()
        self._group_ids.clear()
        original = storable(document[0] or document[1] or OWN)[0].strip() or OWN
        out += self._spelling.begin_file(original, self._files, *self._locales)
        return out + self._regrouped(groups)

    def _regrouped(self, groups: tuple[Group, ...]) -> str:
        """The end of groups that the next unit is not in, and the beginning of its."""
        same = 0
        while groups[: same + 1] == self._groups[: same + 1] and same < len(groups):
            same += 1
        out = "</group>\n" * (len(self._groups) - same)
        said = list(self._said[:same])
        for group in groups[same:]:
            self._begun += 1
            if not self._may_be(group.id, self._group_ids):
                group = replace(group, id="")
            if not self._spelling.may_say(group.restype):
                group = replace(group, restype="")
            self._group_ids.add(group.id)
            out += self._spelling.group(group, self._begun)
            said.append(group)
        self._groups, self._said = groups, tuple(said)
        return out

    def _fields(
        self, unit: TranslationUnit, pair: OrientedPair, sides: SideMarkup
    ) -> Fields:
        fields = provenance_fields(unit, reversed=pair.reversed)
        del fields["state"]
        if pair.target is None and unit.state is not State.INITIAL:
            fields["state"] = unit.state
        for name in ("note", "properties"):
            fields.pop(name, None)
        for name, exact in zip(CODES, sides.exact, strict=True):
            if exact:
                fields[name] = exact_text(exact)
        segments: tuple[Segment | None, ...] = (pair.source, pair.target)
        for name, segment, locale in zip(LOCALES, segments, self._locales, strict=True):
            if segment is not None and segment.locale != locale:
                fields[name] = segment.locale.tag
        return fields

    def _id(self, fields: Fields) -> str:
        """The id of the unit: the one it had, if no other unit of the file has it."""
        tuid = fields.get("tuid", "")
        if self._is_free(tuid):
            self._ids.add(tuid)
            del fields["tuid"]
            return tuid
        return f"{OWN_ID}{self.written}"

    def _is_free(self, id: str) -> bool:
        return self._may_be(id, self._ids)

    def _may_be(self, id: str, taken: set[str]) -> bool:
        if self._spelling.generation is Generation.TWO:
            may_be = NAME.fullmatch(id) is not None
        else:
            may_be = bool(id) and storable(id)[0] == id
        return may_be and id not in taken and not id.startswith(OWN_ID)

    def _markup(self, draft: UnitDraft, pair: OrientedPair) -> str:
        properties = draft.properties
        if not properties:
            return self._spelling.unit([draft])
        if not pair.reversed:
            markup = self._spelling.unit([draft])
            origin_markup = said_by(markup, self._spelling.reading, self._said)
            remaining = (
                left_over(origin_markup[0], properties) if origin_markup else None
            )
            if remaining is not None:
                further_fields = {"properties": remaining} if remaining else {}
                return self._spelling.unit(
                    [replace(draft, fields=draft.fields | further_fields)]
                )
        further_fields = {"properties": provenance_fields(draft.unit)["properties"]}
        bare = replace(
            draft,
            fields=draft.fields | further_fields,
            properties=(),
            before=(),
            after=(),
        )
        return self._spelling.unit([bare])
