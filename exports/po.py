"""PO, by polib: one entry a unit, for translators and their tools.

The reference of an entry is the URL of the original; its extracted comments are the
fields of exports/provenance.py; its context is the article and the position there.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

import polib

from exports.comment import (
    CODES,
    LOCALES,
    coded_segment,
    comment_of,
    fields_of_comment,
    is_printable,
    places_of,
)
from exports.format import (
    Entry,
    Pair,
    ReadOptions,
    Skipped,
    Tally,
    WriteOptions,
    Written,
    oriented,
)
from exports.provenance import Fields, fields_of, provenance
from exports.text import beginning
from tm.errors import FormatError, InputError, InvalidLocale
from tm.text.encoding import marked_encoding
from tm.text.locale import Locale
from tm.text.segment import Segment, content_key
from tm.unit import State, TranslationUnit

SOURCE_LANGUAGE = "X-Source-Language"
"""The field of the header that names the language of the msgids."""
_CONTEXT = re.compile(r"([0-9a-f]{16})#(0|[1-9][0-9]{0,8})(?:#[0-9a-f]{32})?")
_KEY = re.compile("[0-9a-f]{32}")
# U+0004 stands between context and msgid in the files that gettext compiles.
_UNWRITABLE = re.compile("[\x00\x04\ud800-\udfff]")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\x00-\x1f\x7f-\x9f]+")
_LINE = re.compile(r"\(line (\d+)\)(?:: (.*))?")


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """The units of a PO file: one for each entry that has a translation."""
    file = parsed(path)
    header = PoHeader(path, file, usual=options.usual)
    reader = _Reader(
        str(path),
        source=header.locale(SOURCE_LANGUAGE, options.source, "-s"),
        target=header.locale("Language", options.target, "-t"),
    )
    for entry in file:
        yield from reader.units(entry)
    yield from reader.skipped()
    yield from reader.tally.lost()


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> Written:
    """Write one entry a unit; msgstr is empty where a translation is to come."""
    if options.source is None or options.target is None:
        raise InputError("a PO file holds one language pair: give -s and -t")
    writer = _Writer(options, source=options.source, target=options.target)
    file.write(writer.header().encode())
    for unit in units:
        entry = writer.entry(unit)
        if entry is not None:
            # A width of 0: polib's wrapping changes references and comments.
            file.write(f"\n{entry.__unicode__(wrapwidth=0)}".encode())
    return Written(writer.written, writer.left_out, writer.tally.lost())


def parsed(path: Path) -> polib.POFile:
    """The file as polib has it. Raises FormatError, with the line where it is known."""
    encoding = marked_encoding(beginning(path)) or polib.detect_encoding(str(path))
    try:
        # From the path: given a string, polib loses what holds U+0085 and its like.
        return polib.pofile(str(path), encoding=encoding)
    except UnicodeError as error:
        reason = f"not {encoding}, which the file says it is"
        raise FormatError(reason, path=str(path)) from error
    except OSError as error:
        found = _LINE.search(str(error))
        if found is None:
            raise
        reason = found[2] or "not an entry of a PO file"
        raise FormatError(reason, path=str(path), line=int(found[1])) from error


class PoHeader:
    """The header of a PO file, as to languages."""

    def __init__(self, path: Path, file: polib.POFile, *, usual: bool) -> None:
        self._path = path
        self._metadata = file.metadata
        self._usual = usual

    def locale(self, field: str, given: Locale | None, option: str) -> Locale:
        """The locale of one side: the file's; else the one given."""
        named = self._named(field)
        if named is None:
            if given is None:
                reason = f"the header has no {field}: give {option} LOCALE"
                raise InputError(f"{self._path}: {reason}")
            return given
        if given and named.language != given.language and not self._usual:
            reason = f"the header says {field}: {named}, but {option} says {given}"
            raise InputError(f"{self._path}: {reason}")
        return named

    def _named(self, field: str) -> Locale | None:
        tag = self._metadata.get(field, "").strip().partition("@")[0]
        try:
            return Locale.parse(tag) if tag else None
        except InvalidLocale as error:
            raise FormatError(f"{field}: {error}", path=str(self._path)) from error


class _Reader:
    """Makes units of entries, and counts those that are none."""

    def __init__(self, path: str, *, source: Locale, target: Locale) -> None:
        self.tally = Tally()
        self._path = path
        self._locales = (source, target)
        self._untranslated = 0
        self._obsolete = 0

    def units(self, entry: polib.POEntry) -> Iterator[Entry]:
        if entry.obsolete:
            self._obsolete += 1
            return
        text = entry.msgstr
        if entry.msgid_plural:
            text = entry.msgstr_plural.get(0, "")
            self.tally.add("plural forms beyond the first")
        if not text.strip():
            self._untranslated += 1
            return
        fields = self._fields(entry)
        try:
            source, target = (
                self._segment(side, words, fields)
                for side, words in enumerate((entry.msgid, text))
            )
            if not source.text:
                yield Skipped(self._path, entry.linenum, "an entry without msgid")
                return
            yield provenance(fields).unit(source, target)
        except ValueError as error:
            yield Skipped(self._path, entry.linenum, str(error))

    def skipped(self) -> Iterator[Skipped]:
        for count, what in (
            (self._untranslated, "without a translation"),
            (self._obsolete, "that are obsolete"),
        ):
            if count:
                noun = "entry" if count == 1 else "entries"
                what = what.replace("that are", "that is") if count == 1 else what
                yield Skipped(self._path, None, f"{count} {noun} {what}")

    def _fields(self, entry: polib.POEntry) -> Fields:
        fields, remarks = fields_of_comment(entry.comment)
        if entry.tcomment:
            remarks.insert(0, entry.tcomment)
        context = entry.msgctxt
        ours = _CONTEXT.fullmatch(context or "")
        if ours is not None:
            fields.setdefault("article", ours[1])
            fields.setdefault("position", ours[2])
        elif context and not _KEY.fullmatch(context) and "article" not in fields:
            remarks.append(f"context: {context}")
        for place, line in entry.occurrences:
            url = f"{place}:{line}" if line else place
            if "://" in url:
                fields.setdefault("source-url", url)
            else:
                self.tally.add("references to files")
        if remarks:
            fields.setdefault("note", "\n".join(remarks))
        if entry.fuzzy:
            fields["state"] = State.INITIAL
        return fields

    def _segment(self, side: int, text: str, fields: Fields) -> Segment:
        tag = fields.get(LOCALES[side])
        locale = Locale.parse(tag) if tag else self._locales[side]
        codes = fields.get(CODES[side])
        coded = coded_segment(locale, text, codes) if codes else None
        if codes and coded is None:
            self.tally.add("inline codes of texts that were edited")
        return coded or Segment.of(locale, text)


class _Writer:
    """Makes entries of units, no two of them with the same context and msgid."""

    def __init__(
        self, options: WriteOptions, *, source: Locale, target: Locale
    ) -> None:
        self.tally = Tally()
        self.written = 0
        self.left_out = 0
        self._options = options
        self._locales = (source, target)
        self._seen: set[int] = set()
        """64 bits of each context with its msgid: entries must differ in them."""

    def header(self) -> str:
        source, target = self._locales
        file = polib.POFile()
        file.metadata = {
            "Project-Id-Version": "padanan",
            "POT-Creation-Date": "",
            "PO-Revision-Date": "",
            "Last-Translator": "",
            "Language-Team": "",
            "Language": target.tag.replace("-", "_"),
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            SOURCE_LANGUAGE: source.tag,
            "X-Generator": f"Padanan {version('padanan')}",
        }
        return file.metadata_as_entry().__unicode__(wrapwidth=0)

    def entry(self, unit: TranslationUnit) -> polib.POEntry | None:
        pair = oriented(unit, self._options)
        if pair is not None:
            pair = replace(
                pair,
                source=self._writable(pair.source),
                target=pair.target and self._writable(pair.target),
            )
        if pair is None or not pair.source.display.strip():
            self.left_out += 1
            return None
        self.written += 1
        fields = fields_of(unit, reversed=pair.reversed)
        fuzzy = unit.state is State.INITIAL and pair.target is not None
        if unit.state in (State.INITIAL, State.TRANSLATED):
            del fields["state"]  # what PO says with fuzzy, or by saying nothing
        context = self._context(unit, pair)
        if context is not None and _CONTEXT.fullmatch(context):
            del fields["article"], fields["position"]
        url = fields.get("source-url", "")
        occurrences = []
        if _URL.fullmatch(url):
            occurrences.append((url, ""))
            if "*" not in url:  # polib writes a hyphen for it when it wraps
                del fields["source-url"]
        note = fields.get("note", "")
        if is_printable(note, lines=True):
            fields.pop("note", None)
        else:
            note = ""
        fields |= self._sides(pair)
        return polib.POEntry(
            msgid=pair.source.display,
            msgstr=pair.target.display if pair.target else "",
            msgctxt=context,
            occurrences=occurrences,
            comment=comment_of(fields),
            tcomment=note,
            flags=["fuzzy"] if fuzzy else [],
        )

    def _writable(self, segment: Segment) -> Segment:
        text, removed = _UNWRITABLE.subn("", segment.text)
        codes = []
        for code in segment.codes:
            data, more = _UNWRITABLE.subn("", code.data)
            removed += more
            codes.append(replace(code, data=data))
        if not removed:
            return segment
        self.tally.add("characters that PO cannot hold", removed)
        return replace(segment, text=text, codes=tuple(codes))

    def _context(self, unit: TranslationUnit, pair: Pair) -> str | None:
        """Article and position; the unit's key where that is not enough."""
        article, position = unit.origin.article, unit.origin.position
        place = None
        if article is not None and position is not None:
            place = f"{article}#{position}"
            if not _CONTEXT.fullmatch(place) and not is_printable(place):
                place = None
        text = pair.source.display
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
        identity = content_key(context or "", text)
        short = int.from_bytes(identity[:8], "big")
        if short in self._seen:
            return False
        self._seen.add(short)
        return True

    def _sides(self, pair: Pair) -> Fields:
        """What a segment has besides its text, where it is out of the ordinary."""
        fields: Fields = {}
        for side, segment in enumerate((pair.source, pair.target)):
            if segment is None:
                continue
            if segment.locale != self._locales[side]:
                fields[LOCALES[side]] = segment.locale.tag
            if segment.codes:
                fields[CODES[side]] = places_of(segment)
        return fields
