"""Units read from XLIFF of any version."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from exports.entry import Entry, LossTally, Remark, SkippedEntry
from exports.format import ReadOptions
from exports.provenance import parse_provenance
from exports.requested_locales import describe_locale_conflict
from exports.xliff.content import segment_of
from exports.xliff.group import OWN_ID, keep
from exports.xliff.names import Generation, prefix_of
from exports.xliff.record import LOCALES, Reading, SegmentRecord, first_child
from exports.xliff.v1 import reader as reading_one
from exports.xliff.v1.dialect import COMMENT, TAG, referenced_elements
from exports.xliff.v2 import reader as reading_two
from exports.xml.document import Element, XmlDocument
from tm.errors import FormatError, InvalidLocale
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

UNITS = frozenset(("trans-unit", "unit", "bin-unit"))
CONTAINERS = frozenset(("xliff", "file", "group"))
_OF_FILES = frozenset(
    """note skeleton skl reference glossary phase count context-group prop-group
    gls:glossEntry res:resourceItem val:rule slr:profiles""".split()
)
"""What stands outside of units and says something that is in no unit."""
_KEPT = frozenset(("note", "context-group", "prop-group"))
"""What a group says of the units in it."""
EXPLAINED = frozenset((COMMENT, TAG))
"""What stands before the units that refer to it."""
_MOST_EXPLAINED = 50_000
_READINGS: dict[Generation, Reading] = {
    Generation.ONE: reading_one.records,
    Generation.TWO: reading_two.records,
}
LANGUAGES = {
    Generation.ONE: ("source-language", "target-language"),
    Generation.TWO: ("srcLang", "trgLang"),
}
"""The attributes that name the languages of a file."""


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """The units of an XLIFF file, one for each segment."""
    document = XmlDocument(
        path,
        root="xliff",
        entry_names=UNITS | _KEPT | EXPLAINED,
        containers=CONTAINERS,
        include_outside=True,
        choose_prefix=prefix_of,
    )
    reader = UnitReader(str(path), options)
    for element in document:
        if element.name in UNITS:
            yield from reader.units(element)
            yield from map(Remark, reader.remarks)
            reader.remarks.clear()
        elif element.name in EXPLAINED:
            reader.remember(element)
        elif element.name in _KEPT and keep(element):
            continue
        elif element.name in _OF_FILES:
            reader.tally.add(f"<{element.name}> of a file or group")
    reader.tally.add("characters that XML cannot hold", document.removed)
    yield from reader.tally.losses()


class UnitReader:
    """Makes units of the elements that hold them."""

    def __init__(self, path: str, options: ReadOptions) -> None:
        self.tally = LossTally()
        self.remarks: list[str] = []
        """What to say of the languages of a file, and was not said before."""
        self._said: set[str] = set()
        self._path = path
        self._options = options
        self._explained: dict[tuple[str, str], Element] = {}
        self._file: Element | None = None
        self._locales: tuple[Locale | None, Locale | None] = (None, None)

    def remember(self, element: Element) -> None:
        """Keep what stands before the units that refer to it."""
        id = element.attributes.get("id", "")
        if len(self._explained) < _MOST_EXPLAINED and not element.damage:
            self._explained[element.name, id] = element
        else:
            self.tally.add(f"<{element.name}> of a file or group")

    def explain(self, unit: Element) -> None:
        """Put what a unit refers to into it."""
        if self._explained:
            found = map(self._explained.get, referenced_elements(unit))
            unit.content += [one for one in found if one is not None]

    def units(self, element: Element) -> Iterator[Entry]:
        """The units of an element; what cannot be read is skipped."""
        if element.damage:
            yield SkippedEntry(self._path, element.line, element.damage)
            return
        self.explain(element)
        if element.name == "bin-unit":
            self.tally.add("unit that is not text")
            return
        try:
            records = list(_READINGS[generation_of(element)](element, self.tally))
        except (ValueError, RecursionError) as error:
            yield SkippedEntry(self._path, element.line, str(error))
            return
        for record in records:
            try:
                unit = self.unit(element, record)
            except FormatError:
                raise  # languages are missing, which is no matter of one unit
            except (ValueError, RecursionError) as error:
                yield SkippedEntry(self._path, record.line, str(error))
                continue
            if unit is None:
                yield SkippedEntry(self._path, record.line, "no text in the <source>")
            else:
                yield unit

    def unit(self, element: Element, record: SegmentRecord) -> TranslationUnit | None:
        """The unit that a record is; none without a source text."""
        source, target = self.sides(element, record)
        if not source.text:
            return None
        fields = record.fields
        is_ours = bool(fields)
        if record.id and not record.id.startswith(OWN_ID):
            fields.setdefault("tuid", record.id)
        if not is_ours:
            original = _file_of(element).attributes.get("original")
            if original and original.strip():
                fields["article"] = original
            fields.update(record.made)
        fields.pop("note", None)  # it told whose the note is
        if record.note or (record.note is not None and is_ours):
            fields["note"] = record.note
        if target is not None:
            fields["state"] = record.state
        unit = parse_provenance(fields).make_unit(source, target)
        # What our field says is said in the file's own way too.
        own_properties = [
            property
            for property in record.properties
            if property not in unit.properties
        ]
        return replace(unit, properties=(*own_properties, *unit.properties))

    def sides(
        self, element: Element, record: SegmentRecord
    ) -> tuple[Segment, Segment | None]:
        """Both sides of a record."""
        locales = self.locales(element, has_target=record.target is not None)
        source = segment_of(
            _locale(record, 0, locales[0]), record.source, record.source_scheme
        )
        if record.target is None or locales[1] is None:
            return source, None
        target = segment_of(
            _locale(record, 1, locales[1]), record.target, record.target_scheme
        )
        return source, target if target.text else None

    def locales(
        self, element: Element, *, has_target: bool
    ) -> tuple[Locale, Locale | None]:
        """Of the file that an element stands in. Raises FormatError without them."""
        file = _file_of(element)
        if file is not self._file:
            names = LANGUAGES[generation_of(element)]
            requested = (self._options.source, self._options.target)
            source, target = (
                self._named(element, name, requested_locale) or requested_locale
                for name, requested_locale in zip(names, requested, strict=True)
            )
            self._file, self._locales = file, (source, target)
            self._compare(source, target)
        source, target = (
            locale or _spoken(element, name)
            for locale, name in zip(self._locales, ("source", "target"), strict=True)
        )
        for locale, name, option in (
            (source, "source", "-s"),
            (target, "target", "-t"),
        ):
            if locale is None and (name == "source" or has_target):
                reason = f"the file does not name its {name} language: give {option}"
                raise FormatError(reason, path=self._path, line=file.line)
        assert source is not None
        return source, target

    def _compare(self, *named: Locale | None) -> None:
        """Note which languages the file has in place of those that were asked for."""
        options = self._options
        requested = (options.source, options.target)
        for locale, requested_locale, option in zip(
            named, requested, options.locale_options, strict=True
        ):
            if locale is None or options.are_default_locales:
                continue
            complaint = describe_locale_conflict(locale, requested_locale, option)
            if complaint is not None:
                message = (
                    f"{self._path}: read as {locale}, which the file says; {complaint}"
                )
                if message not in self._said:
                    self.remarks.append(message)
                self._said.add(message)

    def _named(
        self, element: Element, name: str, requested: Locale | None
    ) -> Locale | None:
        """The locale that an attribute of the file or of the whole names."""
        for container in reversed(element.within):
            tag = container.attributes.get(name)
            if tag:
                try:
                    return Locale.parse(tag)
                except InvalidLocale as error:
                    if requested is not None:
                        return None
                    reason = f"{name}: {error}"
                    line = container.line
                    raise FormatError(reason, path=self._path, line=line) from error
        return None


def generation_of(element: Element) -> Generation:
    """Which XLIFF an element belongs to."""
    if element.within:
        return Generation.of(element.within[0].attributes.get("version", ""))
    return Generation.TWO if element.name == "unit" else Generation.ONE


def _spoken(element: Element, name: str) -> Locale | None:
    """The locale that a source or target says it is in itself."""
    side = first_child(element, name)
    tag = side.attributes.get("xml:lang") if side is not None else None
    return Locale.parse(tag) if tag else None


def _file_of(element: Element) -> Element:
    files = [container for container in element.within if container.name == "file"]
    return files[-1] if files else element


def _locale(record: SegmentRecord, side: int, default_locale: Locale) -> Locale:
    tag = record.fields.pop(LOCALES[side], None)
    return default_locale if tag is None else Locale.parse(tag)
