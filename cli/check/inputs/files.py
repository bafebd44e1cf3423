"""Units to check that are read from files, and how the files are read."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from checks.engine.unit import Place, Unit
from checks.inputs.article import read_article_units
from checks.inputs.page import shorten_name
from checks.inputs.translation_units import make_unit
from cli.check.inputs.json_lines import (
    from_lines,
    others_told,
    place_name,
    sourceless_told,
)
from cli.check.inputs.pages import Original, from_page
from cli.console.languages import Languages
from exports.entry import Entry, Remark, RowPlace, Skipped
from exports.files import detect, entries, read, sides, text_of
from exports.format import TERMS, ReadOptions
from exports.io.container import PlainFile, plain
from exports.po.fields import is_only_form
from exports.requested_locales import Others
from exports.table.table_options import demand_table
from exports.translatable import is_translatable
from tm.errors import FormatError, InputError, OtherLocale
from tm.text.input.encoding import LARGEST_PAGE, contents
from tm.text.input.stream import readable, told
from tm.unit import TranslationUnit

if TYPE_CHECKING:
    from tm.store.database import Database

_BEGINNING = 4096
"""Bytes that tell what a file holds."""


@dataclass(slots=True)
class FileReading:
    """How files are read to be checked, and what was heard of them on the way."""

    languages: Languages
    columns: Mapping[str, str] = field(default_factory=dict)
    """Of a table: names of columns, and what they are."""
    sheet: str | None = None
    """Of a workbook: the name of the only sheet to read."""
    original: Original | None = None
    """Of a page: that which it was translated from."""
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What had to be guessed."""
    passed_over: list[str] = field(default_factory=list)
    """Why some files are left out: all their units are in other languages."""

    def options(self) -> ReadOptions:
        """The same for the reader of a format."""
        return ReadOptions(
            self.languages.source,
            self.languages.target,
            self.languages.asked_by,
            columns=self.columns,
            sheet=self.sheet,
            untranslated=True,
        )

    def demand_some(self, count: int) -> None:
        """Raise InputError where all of so many files are left out."""
        if self.passed_over and len(self.passed_over) == count:
            raise InputError("\n".join(self.passed_over))


def from_file(name: str, reading: FileReading) -> Iterator[Unit]:
    """The units of a file: plain JSON lines, any known format, or a page.

    A packed file is unpacked. Plain lines are taken as they are, not composed, so that
    their characters can be judged. What cannot be read, what had to be guessed, and
    that the file is in other languages, is noted in `reading`. Raises InputError where
    nothing can be read.
    """
    try:
        for entry in _found(name, reading):
            match entry:
                case Skipped():
                    reading.skipped.append(entry)
                case Remark(text):
                    reading.remarks.append(text)
                case _:
                    yield entry
    except OtherLocale as error:
        reading.passed_over.append(str(error))


def _found(name: str, reading: FileReading) -> Iterator[Unit | Skipped | Remark]:
    languages = reading.languages
    options = replace(reading.options(), rows=True)
    if _is_pair(name):
        yield from _from_units(name, read(Path(name), options), languages)
        return
    with _opened(name) as file:
        kind = _kind_of(file)
        if kind != "units":
            demand_table(options, f"a file of {kind}", name)
        if kind != "page" and reading.original is not None:
            raise InputError(
                f"{told(name)} is no page, but a file of {kind}, which have their "
                "sources beside them: leave out --source"
            )
        if kind == "lines":
            yield from from_lines(name, file.path, languages)
        elif kind == "units":
            yield from _from_units(name, entries(file, options), languages)
        else:
            data = contents(file.path, largest=LARGEST_PAGE)
            if _is_like_table(data):
                yield Remark(
                    f"{told(name)}: read as a page, though each line has a tab; for a "
                    "table of units begin it with the line `source⇥target` (⇥: a tab), "
                    "or name it .tsv"
                )
            yield from from_page(name, data, languages, reading.original)


def kind_of(name: str) -> str:
    """How a file is read: `lines` of JSON, `units` of a known format, or a `page`."""
    if _is_pair(name):
        return "units"
    with _opened(name) as file:
        return _kind_of(file)


def _is_pair(name: str) -> bool:
    """Whether two files are meant, as by `corpus.vi-id`."""
    return sides(Path(name), ReadOptions()) is not None


@contextmanager
def _opened(name: str) -> Iterator[PlainFile]:
    """The file as it can be read; words about it have the name that was given."""
    with readable(Path(name)), plain(name) as file:
        try:
            yield file
        except FormatError as error:
            raise file.renamed(error) from error


def _is_like_table(data: bytes) -> bool:
    """Whether each line of a text has a tab between two others, as far as is looked."""
    beginning = data[:_BEGINNING]
    lines = [line for line in beginning.splitlines() if line.strip()]
    if len(beginning) < len(data):
        lines = lines[:-1]  # which may be cut
    return bool(lines) and all(b"\t" in line.strip() for line in lines)


def _kind_of(file: PlainFile) -> str:
    with file.path.open("rb") as data:
        beginning = data.read(_BEGINNING)
        rest = iter(lambda: data.read(_BEGINNING), b"")
        if not beginning.strip() and not any(map(bytes.strip, rest)):
            raise FormatError("is empty", path=file.name)
    if _begins_with_object(beginning):
        return "lines"
    return "units" if _has_format(file.path) else "page"


def from_article(
    database: "Database", key: str, languages: Languages
) -> Iterator[Unit]:
    """The segments of a stored article. Raises NotFound and InputError."""
    source, target = languages.source, languages.target
    try:
        yield from read_article_units(database, key, source=source, target=target)
    except OtherLocale as error:
        from tm.articles.archive.archive import Archive  # SQLAlchemy

        found = Archive(database).get(key).article.locale
        by = languages.asked_by[1]
        raise InputError(f"{error}, as {by} says; give -t {found}") from error


def _has_format(path: Path) -> bool:
    try:
        detect(path)
    except FormatError as error:
        if error.reason == TERMS:
            raise
        return False
    return True


def _begins_with_object(data: bytes) -> bool:
    return text_of(data).lstrip(" \n\t").startswith("{")


def _from_units(
    name: str, found: Iterable[Entry], languages: Languages
) -> Iterator[Unit | Skipped | Remark]:
    others, sourceless = Others(), Others()
    row: RowPlace | None = None
    looked_at = unnamed = 0
    """Units of the row so far that no document names; languages make several."""
    number = -1
    for entry in found:
        if isinstance(entry, Remark):
            yield entry
            continue
        number += 1
        if isinstance(entry, Skipped):
            yield entry
        elif isinstance(entry, RowPlace):
            row, unnamed = entry, 0
        elif isinstance(entry, TranslationUnit) and _is_read(entry):
            id = f"{shorten_name(name)}#{number}"
            place = Place(place_name(name))
            if row is not None:
                id = _named(name, row) + (f"#{unnamed}" if unnamed else "")
                place = replace(place, line=row.number)
            subject = make_unit(
                entry,
                source=languages.source,
                target=languages.target,
                name=id,
                place=place,
            )
            if subject is not None:
                looked_at += 1
                unnamed += subject.id == id
                if entry.target is not None and subject.source is None:
                    sourceless.add(entry.source.locale, entry.target.locale)
                yield subject
            elif entry.target is not None:
                others.add(entry.source.locale, entry.target.locale)
    if sourceless.total:
        yield sourceless_told(name, sourceless, languages)
    if others.total:
        yield others_told(name, others, languages, looked_at=looked_at)


def _named(name: str, row: RowPlace) -> str:
    """What a unit of a row is called: `units.csv:12`, or `units.xlsx:Sheet1:12`."""
    parts = (shorten_name(name), row.sheet, str(row.number))
    return ":".join(part for part in parts if part is not None)


def _is_read(unit: TranslationUnit) -> bool:
    """Whether somebody reads a unit, and no other one has its translation."""
    return is_translatable(unit) and not (unit.properties and is_only_form(unit))
