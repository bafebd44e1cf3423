"""How the files of a call are read to be checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from checks.engine.unit import Unit
from checks.inputs.files import FileNotes, read_file_units
from checks.inputs.languages import CheckedLanguages
from checks.inputs.original import FindOriginal, OriginalFile
from exports.checkable_file import open_checkable_file
from exports.format import ReadOptions
from exports.lines_and_json.jsonl import read_codes
from tm.errors import OtherLocale


@dataclass(frozen=True, slots=True)
class FileOptions:
    """The languages, table options and original of the files to check."""

    languages: CheckedLanguages
    meaning_by_heading: Mapping[str, str] = field(default_factory=dict)
    """Of a table: the meanings of its columns, by their headings."""
    sheet_name: str | None = None
    """Of a workbook: the name of the only sheet to read."""
    original_file: OriginalFile | None = None
    """Of a page: the page that it was translated from."""
    find_original: FindOriginal | None = None
    """Finds that page where none is given."""

    @property
    def read_options(self) -> ReadOptions:
        """The options for the reader of a format."""
        return ReadOptions(
            self.languages.source_locale,
            self.languages.target_locale,
            self.languages.parameters,
            columns=self.meaning_by_heading,
            sheet=self.sheet_name,
            with_untranslated=True,
        )

    def read_units(self, path: str, file_notes: FileNotes) -> Iterator[Unit]:
        """Read the units of a file; `file_notes` collects what was skipped or guessed.

        A file in other languages is noted. Raises InputError for an unreadable file.
        """
        try:
            with open_checkable_file(path, self.read_options) as checkable_file:
                yield from read_file_units(
                    checkable_file,
                    self.languages,
                    file_notes,
                    read_codes=read_codes,
                    original_file=self.original_file,
                    find_original=self.find_original,
                )
        except OtherLocale as error:
            file_notes.other_language_messages.append(str(error))
