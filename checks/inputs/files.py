"""Units to check that are read from files: files of units, JSON lines and pages.

A file is handed over open: `exports.checkable_file` finds its format and reads it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from checks.engine.unit import Unit, UnitLocation
from checks.inputs.json_lines import read_json_units
from checks.inputs.language_remarks import (
    describe_sourceless_units,
    refuse_or_describe_other_units,
)
from checks.inputs.languages import CheckedLanguages
from checks.inputs.original import FindOriginal, OriginalFile, read_page_file
from checks.inputs.page import shorten_name
from checks.inputs.records import ReadCodes
from checks.inputs.translation_units import make_unit
from tm.errors import InputError
from tm.file_remarks import FileKind, Remark, RowPosition, SkippedEntry
from tm.requested_locales import OtherLocales
from tm.text.input.stream import find_real_path, make_display_name
from tm.text.locale import Locale
from tm.unit import TranslationUnit

_BEGINNING_BYTE_COUNT = 4096
"""Bytes of a page by which a table without a header is recognised."""


class FileToCheck(Protocol):
    """An open file, whose texts can be read once."""

    @property
    def name(self) -> str:
        """The name that the user gave."""
        ...

    @property
    def kind(self) -> FileKind:
        """Which of the following functions reads it."""
        ...

    def read_units(
        self,
    ) -> Iterator[
        tuple[int, RowPosition | None, TranslationUnit] | SkippedEntry | Remark
    ]:
        """Read the units, each with its index in the file and its row in a table."""
        ...

    def read_json_values(self) -> Iterator[tuple[int, object] | SkippedEntry]:
        """Read the values of JSON lines, each with the number of its line."""
        ...

    def read_page(self) -> bytes:
        """Read the bytes of a page."""
        ...


@dataclass(slots=True)
class FileNotes:
    """What was noticed while files were read."""

    skipped_entries: list[SkippedEntry] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What had to be guessed, for the user."""
    facts: list[str] = field(default_factory=list)
    """What was read without a doubt, such as how much of a page is aligned."""
    other_language_messages: list[str] = field(default_factory=list)
    """Messages about files left out because all their units are in other languages."""
    page_paths: set[str] = field(default_factory=set)
    """The pages that were read, each of which may have an original."""
    file_numbers_by_article: dict[str, dict[str, int]] = field(default_factory=dict)
    """By the key of an article, the numbers of the files that it was read from."""

    def require_units(self, file_count: int) -> None:
        """Raise InputError if all files were left out."""
        if (
            self.other_language_messages
            and len(self.other_language_messages) == file_count
        ):
            raise InputError("\n".join(self.other_language_messages))


def read_file_units(
    file: FileToCheck,
    languages: CheckedLanguages,
    notes: FileNotes,
    *,
    read_codes: ReadCodes,
    original_file: OriginalFile | None = None,
    find_original: FindOriginal | None = None,
) -> Iterator[Unit]:
    """Read the units of a file; `notes` collects what was skipped or guessed.

    Texts of JSON lines are kept as typed, not composed, so that their characters can be
    checked; `read_codes` reads their inline codes. `original_file`: of a page. Raises
    OtherLocale if all units are in other languages, and InputError.
    """
    if original_file is not None and file.kind is not FileKind.PAGE:
        raise InputError(
            f"{make_display_name(file.name)}: a file of units has its own source "
            "texts; leave out the original",
            parameters=["original"],
        )
    match file.kind:
        case FileKind.JSON_LINES:
            entries = read_json_units(
                file.name, file.read_json_values(), languages, read_codes
            )
        case FileKind.UNITS:
            entries = _read_translation_units(file, languages)
        case FileKind.PAGE:
            notes.page_paths.add(find_real_path(file.name) or file.name)
            entries = _separate_articles(
                file.name,
                _read_page(file, languages, original_file, find_original),
                notes.file_numbers_by_article,
            )
    for entry in entries:
        match entry:
            case SkippedEntry():
                notes.skipped_entries.append(entry)
            case Remark(text, is_warning):
                (notes.remarks if is_warning else notes.facts).append(text)
            case _:
                yield entry


def _read_page(
    file: FileToCheck,
    languages: CheckedLanguages,
    original_file: OriginalFile | None,
    find_original: FindOriginal | None,
) -> Iterator[Unit | Remark]:
    page_bytes = file.read_page()
    if _looks_like_table(page_bytes):
        yield Remark(
            f"{make_display_name(file.name)}: read as a page, although each line has a "
            "tab; to read a table of units, add a first line `source⇥target` "
            "(⇥ is a tab) or name the file .tsv"
        )
    yield from read_page_file(
        file.name, page_bytes, languages, original_file, find_original
    )


def _separate_articles(
    file_name: str,
    entries: Iterator[Unit | Remark],
    file_numbers_by_article: dict[str, dict[str, int]],
) -> Iterator[Unit | Remark]:
    """Give the units of a page ids of their own if another file has the same article.

    Such as a copy: both are checked, and each finding has the place of its file.
    """
    for entry in entries:
        article_key, separator, position = (
            ("", "", "") if isinstance(entry, Remark) else entry.id.rpartition("#")
        )
        if isinstance(entry, Remark) or entry.document not in (article_key, None):
            yield entry
            continue
        number_by_file_name = file_numbers_by_article.setdefault(article_key, {})
        if file_name not in number_by_file_name:
            number_by_file_name[file_name] = len(number_by_file_name) + 1
            first_file_name = next(iter(number_by_file_name))
            if file_name != first_file_name and article_key != shorten_name(file_name):
                yield Remark(
                    f"{make_display_name(file_name)}: the same article as "
                    f"{make_display_name(first_file_name)}; both are checked",
                    is_warning=False,
                )
        if (file_number := number_by_file_name[file_name]) > 1:
            numbered_key = f"{article_key}~{file_number}"
            entry = entry._replace(
                id=f"{numbered_key}{separator}{position}",
                document=entry.document and numbered_key,
            )
        yield entry


def _looks_like_table(page_bytes: bytes) -> bool:
    """Whether each line at the beginning of a text has a tab inside it."""
    beginning = page_bytes[:_BEGINNING_BYTE_COUNT]
    lines = [line for line in beginning.splitlines() if line.strip()]
    if len(beginning) < len(page_bytes):
        lines = lines[:-1]  # which may be cut
    return bool(lines) and all(b"\t" in line.strip() for line in lines)


def _read_translation_units(
    file: FileToCheck, languages: CheckedLanguages
) -> Iterator[Unit | SkippedEntry | Remark]:
    """Make units of the translation units of a file, and remark on languages."""
    file_name = file.name
    other_locales, sourceless_locales = OtherLocales(), OtherLocales()
    checked_count = 0
    row_position: RowPosition | None = None
    row_unit_count = 0
    """Units of the row so far that have no position in an article."""
    for entry in file.read_units():
        if not isinstance(entry, tuple):
            yield entry
            continue
        unit_index, unit_row, translation_unit = entry
        if unit_row is not row_position:
            row_position, row_unit_count = unit_row, 0
        unit_id = f"{shorten_name(file_name)}#{unit_index}"
        location = UnitLocation(find_real_path(file_name))
        if row_position is not None:
            unit_id = _make_row_unit_id(file_name, row_position, row_unit_count)
            location = replace(location, line=row_position.row_number)
        unit = make_unit(
            translation_unit,
            source_locale=languages.source_locale,
            target_locale=languages.target_locale,
            unit_id=unit_id,
            location=location,
        )
        has_target = translation_unit.target is not None
        if unit is not None:
            checked_count += 1
            row_unit_count += unit.id == unit_id
            if has_target and unit.source is None:
                sourceless_locales.add(*_list_locales(translation_unit))
            yield unit
        elif has_target:
            other_locales.add(*_list_locales(translation_unit))
    if sourceless_locales.total:
        yield describe_sourceless_units(file_name, sourceless_locales, languages)
    if other_locales.total:
        yield refuse_or_describe_other_units(
            file_name, other_locales, languages, checked_count=checked_count
        )


def _list_locales(unit: TranslationUnit) -> tuple[Locale, ...]:
    segments = (unit.source, unit.target)
    return tuple(segment.locale for segment in segments if segment is not None)


def _make_row_unit_id(file_name: str, row: RowPosition, earlier_unit_count: int) -> str:
    """Make the id of a unit of a row: `units.csv:12`, or `units.xlsx:Sheet1:12`.

    `earlier_unit_count`: how many units of the row have ids of this kind already.
    """
    id_parts = (shorten_name(file_name), row.sheet, str(row.row_number))
    row_id = ":".join(id_part for id_part in id_parts if id_part is not None)
    return f"{row_id}#{earlier_unit_count}" if earlier_unit_count else row_id
