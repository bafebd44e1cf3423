"""Where the texts come from in which terms are looked for: files, memory, article."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from exports.entry import Entry
from exports.files import detect_unit_format, read, read_unpacked_file
from exports.format import ReadOptions
from exports.io.compressed_input import open_unpacked_file
from exports.table.table_formats import require_table
from glossary.extraction.term_extraction import TextUnit
from tm.articles.archive.archive import Archive
from tm.errors import FormatError, InputError
from tm.file_remarks import Remark, SkippedEntry
from tm.requested_locales import LOCALE_PARAMETERS, LocaleParameterPair
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.input.stream import convert_read_errors, is_stream
from tm.text.locale import Locale
from tm.unit import TranslationUnit


@dataclass(slots=True)
class TermTextSources:
    """Texts from files, the memory and articles, for the extraction of terms.

    They can be read several times.
    """

    source_locale: Locale
    target_locale: Locale | None
    locale_parameters: LocaleParameterPair = LOCALE_PARAMETERS
    """The parameters that request the languages, for messages."""
    role_by_column: Mapping[str, str] = field(default_factory=dict)
    """For tables: the meaning of columns, by column name."""
    sheet_name: str | None = None
    """For workbooks: the name of the only sheet to read."""
    unit_readers: list[Callable[[], Iterable[TextUnit]]] = field(default_factory=list)
    skipped_entries: list[SkippedEntry] = field(default_factory=list)
    """Entries of files that could not be read, once each."""
    remarks: list[str] = field(default_factory=list)
    """Notes to the user about guesses of readers."""
    other_language_count: int = 0
    """Count of units that are not in the requested source language."""
    _was_read_before: bool = False

    def read_units(self) -> Iterator[TextUnit]:
        """Read all units; skipped entries and remarks are recorded once."""
        is_first_reading, self._was_read_before = not self._was_read_before, True
        skipped_count_before, other_language_count_before = (
            len(self.skipped_entries),
            self.other_language_count,
        )
        remark_count_before = len(self.remarks)
        try:
            for read_text_units in self.unit_readers:
                yield from read_text_units()
        finally:
            if not is_first_reading:
                del self.skipped_entries[skipped_count_before:]
                del self.remarks[remark_count_before:]
                self.other_language_count = other_language_count_before

    def add_file(self, path: Path) -> None:
        """Add a file of units in any format, or of plain text.

        Raises InputError for a missing file, FormatError for one that is empty or no
        text.
        """
        with convert_read_errors(path):
            is_stream_or_empty = not path.is_file() or path.stat().st_size == 0
        options = ReadOptions(
            self.source_locale,
            self.target_locale,
            self.locale_parameters,
            columns=self.role_by_column,
            sheet=self.sheet_name,
        )
        if not is_stream_or_empty and _is_unit_file(path):
            self.unit_readers.append(
                lambda: self._read_text_units(path, read(path, options))
            )
            return
        with convert_read_errors(path), open_unpacked_file(path) as unpacked_file:
            if is_stream(path) and _is_unit_file(unpacked_file.path):
                # A stream cannot be read again.
                stream_entries = [*read_unpacked_file(unpacked_file, options)]
                self.unit_readers.append(
                    lambda: self._read_text_units(path, stream_entries)
                )
                return
            require_table(options, "text", str(path))
            text = decode_text(read_bytes(unpacked_file.path), path=str(path)).text
        text_lines = [text_line for text_line in text.splitlines() if text_line.strip()]
        if not text_lines:
            raise FormatError("the file is empty", path=str(path))
        units = [TextUnit(text_line, document=path.name) for text_line in text_lines]
        self.unit_readers.append(lambda: units)

    def add_memory(
        self, database: Database, unit_filter_without_locales: UnitFilter
    ) -> None:
        """Add the units of the memory that a filter chooses, in the requested
        languages.
        """
        locales = (
            (self.source_locale, self.target_locale)
            if self.target_locale
            else (self.source_locale,)
        )
        unit_filter = replace(unit_filter_without_locales, locales=locales)
        if self.target_locale is not None:
            unit_filter = replace(unit_filter, translated=True)
        self.unit_readers.append(
            lambda: self._make_text_units(UnitStore(database).read_units(unit_filter))
        )

    def add_article(self, database: Database, article_key: str) -> None:
        """Add an article's units, and its segments without a translation.

        Raises NotFound; InputError for an article in neither language.
        """
        stored_article = Archive(database).get(article_key)
        article = stored_article.article
        if not any(
            locale is not None and locale.covers(article.locale)
            for locale in (self.source_locale, self.target_locale)
        ):
            raise InputError(
                f"article {article.key} is in {article.locale}, which was not "
                "requested; request that language",
                parameters=["locale", "source", "target"],
            )

        def read_article_units() -> Iterator[TextUnit]:
            translated_texts = set()
            article_filter = UnitFilter(article=article.key, translated=True)
            for unit in self._make_text_units(
                UnitStore(database).read_units(article_filter)
            ):
                translated_texts.add(unit.source)
                yield unit
            if self.source_locale.covers(article.locale):
                for article_segment in stored_article.segments:
                    if article_segment.segment.text not in translated_texts:
                        yield TextUnit(article_segment.segment.text, None, article.key)

        self.unit_readers.append(read_article_units)

    def _read_text_units(
        self, path: Path, entries: Iterable[Entry]
    ) -> Iterator[TextUnit]:
        """Make text units of a file's units; record what was skipped."""

        def filter_units() -> Iterator[TranslationUnit]:
            for unit_or_notice in entries:
                if isinstance(unit_or_notice, SkippedEntry):
                    self.skipped_entries.append(unit_or_notice)
                elif isinstance(unit_or_notice, Remark):
                    self.remarks.append(unit_or_notice.text)
                elif isinstance(unit_or_notice, TranslationUnit):
                    yield unit_or_notice

        for unit in self._make_text_units(filter_units()):
            yield unit if unit.document else replace(unit, document=path.name)

    def _make_text_units(self, units: Iterable[TranslationUnit]) -> Iterator[TextUnit]:
        """Make the texts of units; translations of one source text count once."""
        previous_position = None
        for unit in units:
            source = unit.find_side(self.source_locale)
            if source is None or not source.text:
                self.other_language_count += 1
                continue
            target = (
                unit.find_side(self.target_locale)
                if self.target_locale is not None
                else None
            )
            unit_position = (source.text, unit.origin.article, unit.origin.position)
            if self.target_locale is None and unit_position == previous_position:
                continue
            previous_position = unit_position
            yield TextUnit(
                source.text,
                target.text if target is not None else None,
                unit.origin.article,
            )


def _is_unit_file(path: Path) -> bool:
    try:
        detect_unit_format(path)
    except FormatError:
        return False
    return True
