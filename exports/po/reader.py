"""Reader that makes units of the entries of a PO or MO file."""

import re
from collections.abc import Iterator
from dataclasses import replace

import polib

from exports.entry import Entry, LossTally
from exports.io.lines import MAX_LINE_LENGTH
from exports.po.entry_lines import TOO_LONG_ENTRY_REASON
from exports.po.fields import (
    find_outer_space,
    join_properties,
    join_references,
    make_plural_units,
    read_po_fields,
)
from exports.provenance import Fields, is_own_remark, parse_provenance
from exports.provenance_comment import (
    CODE_FIELDS,
    LOCALE_FIELDS,
    parse_comment,
    restore_codes,
)
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

PADANAN_CONTEXT_PATTERN = re.compile(
    r"([0-9a-f]{16})#(0|[1-9][0-9]{0,8})(?:#[0-9a-f]{32})?"
)
"""A context that Padanan wrote: the key of an article, and a position in it."""
_KEY_PATTERN = re.compile("[0-9a-f]{32}")


def find_other_context(context: str | None) -> str | None:
    """Return a context of another tool; None for one that Padanan made, or none."""
    if (
        context is None
        or _KEY_PATTERN.fullmatch(context)
        or PADANAN_CONTEXT_PATTERN.fullmatch(context)
    ):
        return None
    return context


class PoReader:
    """Reader that makes units of entries and counts untranslated ones."""

    def __init__(
        self,
        path: str,
        *,
        source_locale: Locale,
        target_locale: Locale,
        includes_untranslated: bool,
        has_obsolete_entries: bool = False,
    ) -> None:
        """`has_obsolete_entries`: whether the file may have any."""
        self.tally = LossTally()
        self._path = path
        self._locales = (source_locale, target_locale)
        self._includes_untranslated = includes_untranslated
        self._untranslated_count = 0
        self._live_hashes: set[int] | None = set() if has_obsolete_entries else None
        """Hashes of the contexts and texts of entries in use."""

    def read_units(
        self, entry: polib.POEntry | polib.MOEntry, domain: str = ""
    ) -> Iterator[Entry]:
        """Read the unit of an entry of a domain, and those of its plural forms."""
        translation = (
            entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr
        )
        if not translation.strip() and not self._includes_untranslated:
            self._untranslated_count += 1
            return
        if self._live_hashes is not None:
            identity = (domain, entry.msgctxt, entry.msgid)
            if not entry.obsolete:
                # An obsolete entry without a translation adds nothing either.
                self._live_hashes |= {hash(identity), hash((*identity, translation))}
            elif hash((*identity, translation) if translation else identity) in (
                self._live_hashes
            ):
                self.tally.add("obsolete entries that are also in use")
                return
        line_number = entry.linenum if isinstance(entry, polib.POEntry) else None
        if len(entry.msgid) + len(translation) > MAX_LINE_LENGTH:
            yield SkippedEntry(self._path, line_number, TOO_LONG_ENTRY_REASON)
            return
        try:
            unit = self._make_unit(entry, translation, domain)
        except ValueError as error:
            yield SkippedEntry(self._path, line_number, str(error))
            return
        if not unit.source.text:
            yield SkippedEntry(self._path, line_number, "the entry has no msgid")
            return
        yield unit
        if entry.msgid_plural:
            # A writer that cannot write a plural writes its forms as separate entries.
            yield from make_plural_units(unit)

    def report_untranslated_entries(self) -> Iterator[SkippedEntry]:
        """Report the untranslated entries, which were only counted."""
        if self._untranslated_count:
            noun = "entry" if self._untranslated_count == 1 else "entries"
            reason = f"{self._untranslated_count} {noun} without a translation"
            yield SkippedEntry(self._path, None, reason)

    def _make_unit(
        self, entry: polib.POEntry | polib.MOEntry, translation: str, domain: str
    ) -> TranslationUnit:
        """Make the unit of an entry, with its fields and properties."""
        fields, extracted_lines = parse_comment(entry.comment)
        if entry.tcomment:
            fields.setdefault("note", entry.tcomment)
        context = self._read_context(entry.msgctxt, fields)
        references = []
        has_url = False
        for reference in join_references(entry.occurrences):
            if "://" in reference and not has_url:
                fields.setdefault("source-url", reference)
                has_url = True
            else:
                references.append(reference)
        if "fuzzy" in entry.flags:
            fields["state"] = State.INITIAL
        source = self._make_segment(0, entry.msgid, fields)
        target = self._make_segment(1, translation, fields)
        # Positions of codes count from the beginning of the text with its white space.
        outer_space = find_outer_space(
            "" if CODE_FIELDS[0] in fields else entry.msgid,
            "" if CODE_FIELDS[1] in fields else translation,
        )
        po_fields = read_po_fields(
            entry,
            domain=domain,
            context=context,
            extracted_lines=[
                line for line in extracted_lines if not is_own_remark(line)
            ],
            references=references,
            outer_space=outer_space,
        )
        unit_provenance = parse_provenance(fields)
        unit = unit_provenance.make_unit(source, target if target.text else None)
        return replace(
            unit, properties=join_properties(unit_provenance.properties, po_fields)
        )

    def _read_context(self, context: str | None, fields: Fields) -> str | None:
        """Read a context of another tool; Padanan's own sets article and position."""
        own_context_match = PADANAN_CONTEXT_PATTERN.fullmatch(context or "")
        if own_context_match is not None:
            fields.setdefault("article", own_context_match[1])
            fields.setdefault("position", own_context_match[2])
            return None
        return None if "article" in fields else find_other_context(context)

    def _make_segment(self, side_index: int, text: str, fields: Fields) -> Segment:
        """Make the segment of a side, with its codes if the text is unchanged."""
        locale_tag = fields.get(LOCALE_FIELDS[side_index])
        locale = Locale.parse(locale_tag) if locale_tag else self._locales[side_index]
        code_positions = fields.get(CODE_FIELDS[side_index])
        coded_segment = (
            restore_codes(locale, text, code_positions) if code_positions else None
        )
        if code_positions and coded_segment is None:
            self.tally.add("inline codes of texts that were edited")
        return coded_segment or Segment.of(locale, text)
