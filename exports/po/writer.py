"""Writer of PO entries for units, each with its own context and msgid."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import polib

from exports.direction import OrientedPair, orient_unit
from exports.entry import LossTally
from exports.format import WriteOptions
from exports.po.fields import (
    UNWRITABLE_PATTERN,
    PoFields,
    find_context,
    is_draft,
    make_plural_units,
    split_properties,
)
from exports.po.header import keep_header_fields, make_header_fields
from exports.po.reader import PADANAN_CONTEXT_PATTERN
from exports.provenance import Fields, format_provenance_fields
from exports.provenance_comment import (
    CODE_FIELDS,
    LOCALE_FIELDS,
    fits_comment_line,
    fits_translator_comment,
    format_code_positions,
    format_comment,
)
from tm.text.locale import Locale
from tm.text.segment import Segment, compute_content_key
from tm.unit import Origin, State, TranslationUnit
from tm.unit_property import format_properties

_STATES_BY_RANK = list(State)
_URL_PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\x00-\x1f\x7f-\x9f]+")


class PoWriter:
    """Writer that makes entries of units and counts what they cannot hold."""

    def __init__(
        self, options: WriteOptions, *, source_locale: Locale, target_locale: Locale
    ) -> None:
        self.tally = LossTally()
        self.written_count = 0
        self.omitted_count = 0
        self._options = options
        self._locales = (source_locale, target_locale)
        self.header_fields = keep_header_fields(
            make_header_fields(*self._locales), options.header
        )
        """The header, field by field."""
        self._plural_unit_by_key: dict[bytes, TranslationUnit] = {}
        """Units of plural forms that an entry already holds, by their key."""
        self.domain = ""
        """The domain of the last entry; empty for the default one."""
        self._written_hashes: set[int] = set()
        """64 bits of each context with its msgid: entries must differ in them."""
        self._attempt_count_by_key: dict[bytes, int] = {}
        """How many contexts were made from the key of a unit that is there twice."""

    def make_header(self) -> polib.POEntry:
        """Make the entry that begins a file."""
        header_text = "".join(
            f"{name}: {text}\n" for name, text in self.header_fields.items()
        )
        file_header = self._options.header
        return polib.POEntry(
            msgid="",
            msgstr=header_text,
            tcomment=file_header.other_markup if file_header else "",
        )

    def choose_units(
        self, units: Iterable[TranslationUnit]
    ) -> Iterable[TranslationUnit]:
        """Choose the units to write; in a compendium the best one for each source."""
        if not self._options.is_compendium:
            return units
        best_unit_by_identity: dict[tuple[str | None, str], TranslationUnit] = {}
        for unit in units:
            oriented_pair = self._orient_unit(unit)
            if oriented_pair is None or oriented_pair.target is None or is_draft(unit):
                self.omitted_count += 1
                continue
            identity = (find_context(unit), oriented_pair.source.display_text)
            best_unit = best_unit_by_identity.setdefault(identity, unit)
            if best_unit is not unit:
                self.tally.add("other translations of a source", 1)
                if _rank_unit(unit) > _rank_unit(best_unit):
                    best_unit_by_identity[identity] = unit
        return best_unit_by_identity.values()

    def make_entries(self, unit: TranslationUnit) -> Iterator[polib.POEntry]:
        """Make the entry of a unit; none if another entry holds it as a plural."""
        if (
            self._plural_unit_by_key
            and self._plural_unit_by_key.pop(unit.key, None) == unit
        ):
            self.written_count += 1
            return
        entry = self._make_entry(unit)
        if entry is not None:
            self.written_count += 1
            yield entry
        else:
            self.omitted_count += 1

    def _make_entry(self, unit: TranslationUnit) -> polib.POEntry | None:
        """Make the entry of a unit; None if it is not written."""
        oriented_pair = self._orient_unit(unit)
        if oriented_pair is None:
            return None
        po_fields, other_properties = PoFields(), unit.properties
        if unit.properties and not oriented_pair.is_reversed:
            po_fields, other_properties = split_properties(unit.properties)
        self.domain = po_fields.domain
        msgid_start, msgid_end, msgstr_start, msgstr_end = po_fields.outer_space
        msgid = f"{msgid_start}{oriented_pair.source.display_text}{msgid_end}"
        if po_fields.context is not None and not self._is_new_identity(
            po_fields.context, msgid
        ):
            po_fields, other_properties = (
                replace(po_fields, context=None),
                unit.properties,
            )
        if po_fields.plural_msgid is not None:
            self._plural_unit_by_key |= {
                form_unit.key: form_unit for form_unit in make_plural_units(unit)
            }
        context = self._choose_context(unit, msgid, po_fields)
        fields = self._collect_comment_fields(unit, oriented_pair, context)
        if other_properties:
            fields["properties"] = format_properties(other_properties) or ""
        occurrences = [
            *_take_source_url(fields),
            *map(_split_reference, po_fields.references),
        ]
        note = _take_translator_comment(fields)
        comment = format_comment(
            fields | self._collect_locale_and_code_fields(oriented_pair)
        )
        target_text = (
            f"{msgstr_start}{oriented_pair.target.display_text}{msgstr_end}"
            if oriented_pair.target
            else ""
        )
        fuzzy_flags = ["fuzzy"] if is_draft(unit) else []
        previous_context, previous_msgid, previous_plural = po_fields.previous_texts
        return polib.POEntry(
            msgid=msgid,
            msgstr="" if po_fields.plural_msgid else target_text,
            msgid_plural=po_fields.plural_msgid or "",
            msgstr_plural=dict(enumerate((target_text, *po_fields.other_forms)))
            if po_fields.plural_msgid
            else {},
            msgctxt=context,
            occurrences=occurrences,
            comment="\n".join(filter(None, (po_fields.extracted_comment, comment))),
            tcomment=note,
            flags=[*fuzzy_flags, *po_fields.flags],
            previous_msgctxt=previous_context,
            previous_msgid=previous_msgid,
            previous_msgid_plural=previous_plural,
            obsolete=po_fields.is_obsolete,
        )

    def _orient_unit(self, unit: TranslationUnit) -> OrientedPair | None:
        """Orient a unit for writing; None without text on the source side."""
        oriented_pair = orient_unit(unit, self._options)
        if oriented_pair is None:
            return None
        source = self._remove_unwritable_characters(oriented_pair.source)
        target = oriented_pair.target and self._remove_unwritable_characters(
            oriented_pair.target
        )
        if source is not oriented_pair.source or target is not oriented_pair.target:
            oriented_pair = replace(oriented_pair, source=source, target=target)
        return oriented_pair if oriented_pair.source.display_text.strip() else None

    def _remove_unwritable_characters(self, segment: Segment) -> Segment:
        text, removed_total = UNWRITABLE_PATTERN.subn("", segment.text)
        codes = []
        for code in segment.codes:
            native_code, removed_count = UNWRITABLE_PATTERN.subn("", code.data)
            removed_total += removed_count
            codes.append(replace(code, data=native_code))
        if not removed_total:
            return segment
        self.tally.add("characters that PO cannot hold", removed_total)
        return replace(segment, text=text, codes=tuple(codes))

    def _collect_comment_fields(
        self, unit: TranslationUnit, oriented_pair: OrientedPair, context: str | None
    ) -> Fields:
        """Collect the fields for the comment: all with no other place in the entry."""
        fields = format_provenance_fields(unit, is_reversed=oriented_pair.is_reversed)
        fields.pop("properties", None)
        if fields.get("memory") == Origin().memory:
            del fields["memory"]  # the default
        if unit.state in (State.INITIAL, State.TRANSLATED):
            del fields["state"]  # the flag `fuzzy` tells these states apart
        if context is not None and PADANAN_CONTEXT_PATTERN.fullmatch(context):
            del fields["article"], fields["position"]
        return fields

    def _choose_context(
        self, unit: TranslationUnit, msgid: str, po_fields: PoFields
    ) -> str | None:
        """Choose a context: another tool's, article and position, or the key."""
        if po_fields.context is not None:
            return po_fields.context
        if self._options.is_compendium:
            return None
        article, position = unit.origin.article, unit.origin.position
        article_position = None
        if article is not None and position is not None:
            article_position = f"{article}#{position}"
            if not PADANAN_CONTEXT_PATTERN.fullmatch(
                article_position
            ) and not fits_comment_line(article_position):
                article_position = None
        for context in (
            article_position,
            f"{article_position}#{unit.key.hex()}" if article_position else None,
        ):
            if self._is_new_identity(context, msgid):
                return context
        return self._make_key_context(unit.key, msgid)

    def _make_key_context(self, key: bytes, msgid: str) -> str:
        """Make a new context from the key of a unit, also for many equal units."""
        attempt_count = self._attempt_count_by_key.get(key, 0)
        context = key.hex()
        if not attempt_count and self._is_new_identity(context, msgid):
            return context
        while True:
            attempt_count += 1
            context = compute_content_key(key, str(attempt_count)).hex()
            if self._is_new_identity(context, msgid):
                self._attempt_count_by_key[key] = attempt_count
                return context

    def _is_new_identity(self, context: str | None, msgid: str) -> bool:
        """Whether no entry has a context and text yet; remember them."""
        domain_parts = (self.domain,) if self.domain else ()
        identity_hash = compute_content_key(context or "", msgid, *domain_parts)
        short_hash = int.from_bytes(identity_hash[:8], "big")
        if short_hash in self._written_hashes:
            return False
        self._written_hashes.add(short_hash)
        return True

    def _collect_locale_and_code_fields(self, oriented_pair: OrientedPair) -> Fields:
        """Collect the fields for codes, and for locales other than the header's."""
        fields: Fields = {}
        for side_index, segment in enumerate(
            (oriented_pair.source, oriented_pair.target)
        ):
            if segment is None:
                continue
            if segment.locale != self._locales[side_index]:
                fields[LOCALE_FIELDS[side_index]] = segment.locale.tag
            if segment.codes:
                fields[CODE_FIELDS[side_index]] = format_code_positions(segment)
        return fields


def _rank_unit(unit: TranslationUnit) -> tuple[int, str]:
    """Rank a translation by its state, then by its date."""
    origin = unit.origin
    return _STATES_BY_RANK.index(unit.state), origin.changed or origin.created or ""


def _take_source_url(fields: Fields) -> Iterator[tuple[str, str]]:
    """Yield the address of the original as a reference, and remove it from the fields.

    It stays there, too, if it has a `*`, for which polib writes a hyphen when it wraps.
    """
    source_url = fields.get("source-url", "")
    if _URL_PATTERN.fullmatch(source_url):
        if "*" not in source_url:
            del fields["source-url"]
        yield source_url, ""


def _take_translator_comment(fields: Fields) -> str:
    """Remove the note from the fields if it can be the translator's comment."""
    note = fields.get("note", "")
    if not fits_translator_comment(note):
        return ""
    fields.pop("note", None)
    return note


def _split_reference(reference: str) -> tuple[str, str]:
    file_name, colon, line_number = reference.rpartition(":")
    return (
        (file_name, line_number) if colon and line_number.isdigit() else (reference, "")
    )
