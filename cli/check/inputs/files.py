"""How the files of a call are read to be checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from checks.engine.unit import Unit
from checks.inputs.files import FileNotes, read_file_units
from checks.inputs.languages import CheckedLanguages
from checks.inputs.original import OriginalFile
from exports.checkable_file import open_checkable_file
from exports.format import ReadOptions
from exports.plain.jsonl import read_codes
from tm.errors import OtherLocale


@dataclass(frozen=True, slots=True)
class FileOptions:
    """The languages, table options and original of the files to check."""

    languages: CheckedLanguages
    columns: Mapping[str, str] = field(default_factory=dict)
    """Of a table: the meanings of its columns, by their headings."""
    sheet: str | None = None
    """Of a workbook: the name of the only sheet to read."""
    original: OriginalFile | None = None
    """Of a page: the page that it was translated from."""

    @property
    def read_options(self) -> ReadOptions:
        """The options for the reader of a format."""
        return ReadOptions(
            self.languages.source_locale,
            self.languages.target_locale,
            self.languages.parameters,
            columns=self.columns,
            sheet=self.sheet,
            with_untranslated=True,
        )

    def read_units(self, name: str, notes: FileNotes) -> Iterator[Unit]:
        """Read the units of a file; `notes` collects what was skipped or guessed.

        A file in other languages is noted. Raises InputError for an unreadable file.
        """
        try:
            with open_checkable_file(name, self.read_options) as file:
                yield from read_file_units(
                    file,
                    self.languages,
                    notes,
                    read_codes=read_codes,
                    original=self.original,
                )
        except OtherLocale as error:
            notes.other_language_messages.append(str(error))
