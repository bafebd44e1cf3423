"""Entries of PO files for units, no two of them with the same context and msgid."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import polib

from exports.direction import OrientedPair, orient
from exports.entry import LossTally
from exports.format import WriteOptions
from exports.po.fields import (
    UNWRITABLE,
    PoFields,
    context_of,
    is_draft,
    split_properties,
    units_of_plural_forms,
)
from exports.po.header import keep_header_fields, metadata, plural_count
from exports.po.reader import CONTEXT
from exports.provenance import Fields, provenance_fields
from exports.provenance_comment import (
    CODE_FIELDS,
    LOCALE_FIELDS,
    fits_comment_line,
    fits_translator_comment,
    format_code_positions,
    format_comment,
)
from tm.property import format_properties
from tm.text.locale import Locale
from tm.text.segment import Segment, content_key
from tm.unit import Origin, State, TranslationUnit

_STATES = list(State)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\x00-\x1f\x7f-\x9f]+")


class PoWriter:
    """Makes entries of units, and counts what they cannot hold."""

    def __init__(
        self, options: WriteOptions, *, source: Locale, target: Locale
    ) -> None:
        self.tally = LossTally()
        self.written = 0
        self.left_out = 0
        self._options = options
        self._locales = (source, target)
        self.metadata = keep_header_fields(metadata(*self._locales), options.header)
        """The header, field by field."""
        self._forms = plural_count(self.metadata)
        self._expected: dict[bytes, TranslationUnit] = {}
        """Units that an entry made of its plural forms, by their key."""
        self.domain = ""
        """Of the last entry; empty for the usual one."""
        self._seen: set[int] = set()
        """64 bits of each context with its msgid: entries must differ in them."""

    def header(self) -> polib.POEntry:
        """The entry that begins a file."""
        fields = "".join(f"{name}: {text}\n" for name, text in self.metadata.items())
        heading = self._options.header
        return polib.POEntry(
            msgid="", msgstr=fields, tcomment=heading.content if heading else ""
        )

    def chosen(self, units: Iterable[TranslationUnit]) -> Iterable[TranslationUnit]:
        """The units to write: of a compendium the best one for each source."""
        if not self._options.compendium:
            return units
        best: dict[tuple[str | None, str], TranslationUnit] = {}
        for unit in units:
            pair = self._pair(unit)
            if pair is None or pair.target is None or is_draft(unit):
                self.left_out += 1
                continue
            identity = (context_of(unit), pair.source.display)
            best_unit = best.setdefault(identity, unit)
            if best_unit is not unit:
                self.tally.add("other translations of a source", 1)
                if _merit(unit) > _merit(best_unit):
                    best[identity] = unit
        return best.values()

    def entries(self, unit: TranslationUnit) -> Iterator[polib.POEntry]:
        """The entry of a unit; none if another one has it as a plural form."""
        if self._expected and self._expected.pop(unit.key, None) == unit:
            self.written += 1
            return
        entry = self._entry(unit)
        if entry is not None:
            self.written += 1
            yield entry
        else:
            self.left_out += 1

    def _entry(self, unit: TranslationUnit) -> polib.POEntry | None:
        pair = self._pair(unit)
        if pair is None:
            return None
        facts, other_properties = PoFields(), unit.properties
        if unit.properties and not pair.reversed:
            facts, other_properties = split_properties(
                unit.properties, forms=self._forms
            )
        self.domain = facts.domain
        if facts.context is not None and not self._is_new(
            facts.context, pair.source.display
        ):
            facts, other_properties = replace(facts, context=None), unit.properties
        if facts.plural is not None:
            self._expected |= {form.key: form for form in units_of_plural_forms(unit)}
        context = self._context(unit, pair, facts)
        fields = self._fields(unit, pair, context)
        if other_properties:
            fields["properties"] = format_properties(other_properties) or ""
        url = fields.get("source-url", "")
        occurrences = [_split(reference) for reference in facts.references]
        if _URL.fullmatch(url):
            occurrences.insert(0, (url, ""))
            if "*" not in url:  # polib writes a hyphen for it when it wraps
                del fields["source-url"]
        note = fields.get("note", "")
        if fits_translator_comment(note):
            fields.pop("note", None)
        else:
            note = ""
        comment = format_comment(fields | self._sides(pair))
        begin, end, before, after = facts.edges
        text = f"{before}{pair.target.display}{after}" if pair.target else ""
        fuzzy = ["fuzzy"] if is_draft(unit) else []
        context_before, msgid_before, plural_before = facts.previous
        return polib.POEntry(
            msgid=f"{begin}{pair.source.display}{end}",
            msgstr="" if facts.plural else text,
            msgid_plural=facts.plural or "",
            msgstr_plural=dict(enumerate((text, *facts.forms))) if facts.plural else {},
            msgctxt=context,
            occurrences=occurrences,
            comment="\n".join(filter(None, (facts.extracted, comment))),
            tcomment=note,
            flags=[*fuzzy, *facts.flags],
            previous_msgctxt=context_before,
            previous_msgid=msgid_before,
            previous_msgid_plural=plural_before,
            obsolete=facts.is_obsolete,
        )

    def _pair(self, unit: TranslationUnit) -> OrientedPair | None:
        """Both sides as they can be written; absent without text on the source side."""
        pair = orient(unit, self._options)
        if pair is None:
            return None
        source = self._writable(pair.source)
        target = pair.target and self._writable(pair.target)
        if source is not pair.source or target is not pair.target:
            pair = replace(pair, source=source, target=target)
        return pair if pair.source.display.strip() else None

    def _writable(self, segment: Segment) -> Segment:
        text, removed = UNWRITABLE.subn("", segment.text)
        codes = []
        for code in segment.codes:
            data, removed_count = UNWRITABLE.subn("", code.data)
            removed += removed_count
            codes.append(replace(code, data=data))
        if not removed:
            return segment
        self.tally.add("characters that PO cannot hold", removed)
        return replace(segment, text=text, codes=tuple(codes))

    def _fields(
        self, unit: TranslationUnit, pair: OrientedPair, context: str | None
    ) -> Fields:
        """What comments say of a unit: all that stands nowhere else in its entry."""
        fields = provenance_fields(unit, reversed=pair.reversed)
        fields.pop("properties", None)
        if fields.get("memory") == Origin().memory:
            del fields["memory"]  # what no mention means
        if unit.state in (State.INITIAL, State.TRANSLATED):
            del fields["state"]  # what PO says with fuzzy, or by saying nothing
        if context is not None and CONTEXT.fullmatch(context):
            del fields["article"], fields["position"]
        return fields

    def _context(
        self, unit: TranslationUnit, pair: OrientedPair, facts: PoFields
    ) -> str | None:
        """Another tool's context, or article and position, or if need be the key."""
        text = pair.source.display
        if facts.context is not None:
            return facts.context
        if self._options.compendium:
            return None
        article, position = unit.origin.article, unit.origin.position
        place = None
        if article is not None and position is not None:
            place = f"{article}#{position}"
            if not CONTEXT.fullmatch(place) and not fits_comment_line(place):
                place = None
        for context in (place, f"{place}#{unit.key.hex()}" if place else None):
            if self._is_new(context, text):
                return context
        key = unit.key.hex()
        number = 0
        while not self._is_new(key, text):
            number += 1
            key = content_key(unit.key, str(number)).hex()
        return key

    def _is_new(self, context: str | None, text: str) -> bool:
        domain = (self.domain,) if self.domain else ()
        identity = content_key(context or "", text, *domain)
        short = int.from_bytes(identity[:8], "big")
        if short in self._seen:
            return False
        self._seen.add(short)
        return True

    def _sides(self, pair: OrientedPair) -> Fields:
        """What a segment has besides its text, where it is out of the ordinary."""
        fields: Fields = {}
        for side, segment in enumerate((pair.source, pair.target)):
            if segment is None:
                continue
            if segment.locale != self._locales[side]:
                fields[LOCALE_FIELDS[side]] = segment.locale.tag
            if segment.codes:
                fields[CODE_FIELDS[side]] = format_code_positions(segment)
        return fields


def _merit(unit: TranslationUnit) -> tuple[int, str]:
    """What makes one translation better than another: its state, then how new it is."""
    origin = unit.origin
    return _STATES.index(unit.state), origin.changed or origin.created or ""


def _split(reference: str) -> tuple[str, str]:
    name, colon, line = reference.rpartition(":")
    return (name, line) if colon and line.isdigit() else (reference, "")
