"""Units to check that are read from files, and how the files are read."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from checks.engine.unit import Unit, UnitLocation
from checks.inputs.article import read_article_units
from checks.inputs.page import shorten_name
from checks.inputs.translation_units import make_unit
from cli.check.inputs.json_lines import (
    other_languages_remark,
    read_json_lines,
    real_path,
    sourceless_remark,
)
from cli.check.inputs.pages import OriginalFile, read_page_file
from cli.console.languages import Languages
from exports.entry import Entry, Remark, RowPosition, SkippedEntry
from exports.files import (
    decode_beginning,
    detect,
    find_side_files,
    read,
    read_plain_file,
)
from exports.format import TERMS_NOT_UNITS, ReadOptions
from exports.io.container import PlainFile, open_plain
from exports.po.fields import is_only_form
from exports.table.table_options import demand_table
from exports.translatable import is_translatable
from tm.errors import FormatError, InputError, OtherLocale
from tm.requested_locales import OtherLocales
from tm.text.input.encoding import LARGEST_PAGE, read_bytes
from tm.text.input.stream import display_name, errors_as_input_errors
from tm.unit import TranslationUnit

if TYPE_CHECKING:
    from tm.store.database import Database

_START_LENGTH = 4096
"""Bytes by which the kind of a file is recognised."""


@dataclass(slots=True)
class FileReading:
    """How files are read to be checked, and what was noticed on the way."""

    languages: Languages
    columns: Mapping[str, str] = field(default_factory=dict)
    """Of a table: the meaning of its columns, by their headings."""
    sheet: str | None = None
    """Of a workbook: the name of the only sheet to read."""
    original: OriginalFile | None = None
    """Of a page: the page that it was translated from."""
    skipped: list[SkippedEntry] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What had to be guessed, for the user."""
    has_page: bool = False
    """Whether a page was read, which may have an original."""
    other_languages: list[str] = field(default_factory=list)
    """Messages about files left out because all their units are in other languages."""

    def options(self) -> ReadOptions:
        """The same for the reader of a format."""
        return ReadOptions(
            self.languages.source,
            self.languages.target,
            self.languages.asked_by,
            columns=self.columns,
            sheet=self.sheet,
            with_untranslated=True,
        )

    def require_units(self, count: int) -> None:
        """Raise InputError if all `count` files were left out."""
        if self.other_languages and len(self.other_languages) == count:
            raise InputError("\n".join(self.other_languages))


def read_file_units(name: str, reading: FileReading) -> Iterator[Unit]:
    """Read the units of a file: JSON lines, any known format, or a page.

    A packed file is unpacked. Texts of JSON lines are kept as typed, not composed, so
    that their characters can be checked. `reading` collects what was skipped or
    guessed, and files in other languages. Raises InputError if nothing can be read.
    """
    try:
        for entry in _read_entries(name, reading):
            match entry:
                case SkippedEntry():
                    reading.skipped.append(entry)
                case Remark(text):
                    reading.remarks.append(text)
                case _:
                    yield entry
    except OtherLocale as error:
        reading.other_languages.append(str(error))


def _read_entries(
    name: str, reading: FileReading
) -> Iterator[Unit | SkippedEntry | Remark]:
    languages = reading.languages
    options = replace(reading.options(), with_row_positions=True)
    if _is_pair(name):
        yield from _make_units(name, read(Path(name), options), languages)
        return
    with _open_file(name) as file:
        kind = _find_kind(file)
        if kind != "units":
            demand_table(options, f"a file of {kind}", name)
        if kind != "page" and reading.original is not None:
            raise InputError(
                f"{display_name(name)} is a file of {kind}, which has its own source "
                "texts: leave out --source"
            )
        if kind == "lines":
            yield from read_json_lines(name, file.path, languages)
        elif kind == "units":
            yield from _make_units(name, read_plain_file(file, options), languages)
        else:
            reading.has_page = True
            data = read_bytes(file.path, largest=LARGEST_PAGE)
            if _looks_like_table(data):
                yield Remark(
                    f"{display_name(name)}: read as a page, although each line has a "
                    "tab; to read a table of units, add a first line `source⇥target` "
                    "(⇥ is a tab) or name the file .tsv"
                )
            yield from read_page_file(name, data, languages, reading.original)


def find_kind(name: str) -> str:
    """Find how a file is read: `lines` of JSON, `units` of a format, or a `page`."""
    if _is_pair(name):
        return "units"
    with _open_file(name) as file:
        return _find_kind(file)


def _is_pair(name: str) -> bool:
    """Whether a name such as `corpus.vi-id` means two files, one per language."""
    return find_side_files(Path(name), ReadOptions()) is not None


@contextmanager
def _open_file(name: str) -> Iterator[PlainFile]:
    """Open a file, unpacked; errors have the name that the user gave."""
    with errors_as_input_errors(Path(name)), open_plain(name) as file:
        try:
            yield file
        except FormatError as error:
            raise file.with_user_name(error) from error


def _looks_like_table(data: bytes) -> bool:
    """Whether each line at the start of a text has a tab inside it."""
    start = data[:_START_LENGTH]
    lines = [line for line in start.splitlines() if line.strip()]
    if len(start) < len(data):
        lines = lines[:-1]  # which may be cut
    return bool(lines) and all(b"\t" in line.strip() for line in lines)


def _find_kind(file: PlainFile) -> str:
    with file.path.open("rb") as data:
        start = data.read(_START_LENGTH)
        other_blocks = iter(lambda: data.read(_START_LENGTH), b"")
        if not start.strip() and not any(map(bytes.strip, other_blocks)):
            raise FormatError("is empty", path=file.name)
    if _begins_with_object(start):
        return "lines"
    return "units" if _has_format(file.path) else "page"


def read_article(
    database: "Database", key: str, languages: Languages
) -> Iterator[Unit]:
    """Read the segments of a stored article. Raises NotFound and InputError."""
    source, target = languages.source, languages.target
    try:
        yield from read_article_units(database, key, source=source, target=target)
    except OtherLocale as error:
        from tm.articles.archive.archive import Archive  # SQLAlchemy

        article_locale = Archive(database).get(key).article.locale
        asked_by = languages.asked_by[1]
        raise InputError(
            f"{error}, as {asked_by} says; give -t {article_locale}"
        ) from error


def _has_format(path: Path) -> bool:
    try:
        detect(path)
    except FormatError as error:
        if error.reason == TERMS_NOT_UNITS:
            raise
        return False
    return True


def _begins_with_object(data: bytes) -> bool:
    return decode_beginning(data).lstrip(" \n\t").startswith("{")


def _make_units(
    name: str, entries: Iterable[Entry], languages: Languages
) -> Iterator[Unit | SkippedEntry | Remark]:
    other_units, sourceless_locale_counts = OtherLocales(), OtherLocales()
    row: RowPosition | None = None
    checked = row_units = 0
    """Units of the row so far that have no position in an article."""
    number = -1
    for entry in entries:
        if isinstance(entry, Remark):
            yield entry
            continue
        number += 1
        if isinstance(entry, SkippedEntry):
            yield entry
        elif isinstance(entry, RowPosition):
            row, row_units = entry, 0
        elif isinstance(entry, TranslationUnit) and _is_checked(entry):
            id = f"{shorten_name(name)}#{number}"
            place = UnitLocation(real_path(name))
            if row is not None:
                id = _row_unit_id(name, row) + (f"#{row_units}" if row_units else "")
                place = replace(place, line=row.row_number)
            unit = make_unit(
                entry,
                source=languages.source,
                target=languages.target,
                unit_id=id,
                location=place,
            )
            if unit is not None:
                checked += 1
                row_units += unit.id == id
                if entry.target is not None and unit.source is None:
                    sourceless_locale_counts.add(
                        entry.source.locale, entry.target.locale
                    )
                yield unit
            elif entry.target is not None:
                other_units.add(entry.source.locale, entry.target.locale)
    if sourceless_locale_counts.total:
        yield sourceless_remark(name, sourceless_locale_counts, languages)
    if other_units.total:
        yield other_languages_remark(name, other_units, languages, checked=checked)


def _row_unit_id(name: str, row: RowPosition) -> str:
    """Make the id of a unit of a row: `units.csv:12`, or `units.xlsx:Sheet1:12`."""
    parts = (shorten_name(name), row.sheet, str(row.row_number))
    return ":".join(part for part in parts if part is not None)


def _is_checked(unit: TranslationUnit) -> bool:
    """Whether a unit is text for readers, and not a copy of another plural form."""
    return is_translatable(unit) and not (unit.properties and is_only_form(unit))
