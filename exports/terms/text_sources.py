"""Where the texts come from in which terms are looked for: files, memory, article."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from exports.entry import Entry, Remark, SkippedEntry
from exports.files import detect, read, read_plain_file
from exports.format import ReadOptions
from exports.io.container import open_plain
from exports.table.table_options import demand_table
from glossary.extraction.term_extraction import TextUnit
from tm.articles.archive.archive import Archive
from tm.errors import FormatError, InputError
from tm.requested_locales import LOCALE_PARAMETERS, LocaleParameterPair
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.input.stream import errors_as_input_errors, is_stream
from tm.text.locale import Locale
from tm.unit import TranslationUnit


@dataclass(slots=True)
class TermTextSources:
    """Reads the units of several places, as often as it is asked to."""

    source: Locale
    target: Locale | None
    asked_by: LocaleParameterPair = LOCALE_PARAMETERS
    """What names them."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Of a table: names of columns, and what they are."""
    sheet: str | None = None
    """Of a workbook: the name of the only sheet to read."""
    readers: list[Callable[[], Iterable[TextUnit]]] = field(default_factory=list)
    skipped: list[SkippedEntry] = field(default_factory=list)
    """Entries of files that could not be read, once each."""
    remarks: list[str] = field(default_factory=list)
    """What had to be guessed of files."""
    other_languages: int = 0
    """Units of files that are not in the language asked for."""
    _is_read: bool = False

    def read(self) -> Iterator[TextUnit]:
        """All units; what cannot be read is noted the first time."""
        is_first, self._is_read = not self._is_read, True
        skipped_before, other_languages_before = len(self.skipped), self.other_languages
        remarks_before = len(self.remarks)
        try:
            for place in self.readers:
                yield from place()
        finally:
            if not is_first:
                del self.skipped[skipped_before:]
                del self.remarks[remarks_before:]
                self.other_languages = other_languages_before

    def add_file(self, path: Path) -> None:
        """A file of units in any format, or of plain text.

        Raises InputError where there is none, FormatError for one that is empty or
        no text.
        """
        with errors_as_input_errors(path):
            is_plain = not path.is_file() or path.stat().st_size == 0
        options = ReadOptions(
            self.source,
            self.target,
            self.asked_by,
            columns=self.columns,
            sheet=self.sheet,
        )
        if not is_plain and _has_units(path):
            self.readers.append(lambda: self._read_entries(path, read(path, options)))
            return
        with errors_as_input_errors(path), open_plain(path) as file:
            if is_stream(path) and _has_units(file.path):
                held = [*read_plain_file(file, options)]  # it cannot be read again
                self.readers.append(lambda: self._read_entries(path, held))
                return
            demand_table(options, "a text", str(path))
            text = decode_text(read_bytes(file.path), path=str(path)).text
        lines = [line for line in text.splitlines() if line.strip()]
        if not lines:
            raise FormatError("the file is empty", path=str(path))
        units = [TextUnit(line, document=path.name) for line in lines]
        self.readers.append(lambda: units)

    def add_memory(self, database: Database, base_filter: UnitFilter) -> None:
        """The units of the memory that a filter wants, in the languages asked for."""
        locales = (self.source, self.target) if self.target else (self.source,)
        unit_filter = replace(base_filter, locales=locales)
        if self.target is not None:
            unit_filter = replace(unit_filter, translated=True)
        self.readers.append(
            lambda: self._make_text_units(UnitStore(database).read_units(unit_filter))
        )

    def add_article(self, database: Database, key: str) -> None:
        """An article's units, and those of its segments that have no translation.

        Raises NotFound; InputError for an article in neither language.
        """
        stored = Archive(database).get(key)
        article = stored.article
        if not any(
            locale is not None and locale.covers(article.locale)
            for locale in (self.source, self.target)
        ):
            raise InputError(
                f"article {article.key} is in {article.locale}, which was not "
                "requested; request that language",
                parameters=["locale", "source", "target"],
            )

        def units() -> Iterator[TextUnit]:
            seen = set()
            article_filter = UnitFilter(article=article.key, translated=True)
            for unit in self._make_text_units(
                UnitStore(database).read_units(article_filter)
            ):
                seen.add(unit.source)
                yield unit
            if self.source.covers(article.locale):
                for place in stored.segments:
                    if place.segment.text not in seen:
                        yield TextUnit(place.segment.text, None, article.key)

        self.readers.append(units)

    def _read_entries(self, path: Path, entries: Iterable[Entry]) -> Iterator[TextUnit]:
        def units() -> Iterator[TranslationUnit]:
            for entry in entries:
                if isinstance(entry, SkippedEntry):
                    self.skipped.append(entry)
                elif isinstance(entry, Remark):
                    self.remarks.append(entry.text)
                elif isinstance(entry, TranslationUnit):
                    yield entry

        for unit in self._make_text_units(units()):
            yield unit if unit.document else replace(unit, document=path.name)

    def _make_text_units(self, units: Iterable[TranslationUnit]) -> Iterator[TextUnit]:
        """The texts of units; one that several in a row have counts once."""
        previous_place = None
        for unit in units:
            source = unit.find_side(self.source)
            if source is None or not source.text:
                self.other_languages += 1
                continue
            target = unit.find_side(self.target) if self.target is not None else None
            place = (source.text, unit.origin.article, unit.origin.position)
            if self.target is None and place == previous_place:
                continue
            previous_place = place
            yield TextUnit(
                source.text,
                target.text if target is not None else None,
                unit.origin.article,
            )


def _has_units(path: Path) -> bool:
    try:
        detect(path)
    except FormatError:
        return False
    return True
