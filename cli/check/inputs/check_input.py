"""The options that name the input: files, the memory or an article."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import click

from checks.baseline import DEFAULT_BASELINE
from checks.engine.unit import Unit
from checks.inputs.article import read_article_units
from checks.inputs.files import FileNotes
from checks.inputs.languages import CheckedLanguages
from checks.inputs.original import OriginalFile
from checks.inputs.page import identify_other_locale
from checks.inputs.reported_units import ReportedUnits
from checks.inputs.translation_units import read_memory_units
from cli.check.inputs.files import FileOptions
from cli.check.inputs.originals import OriginalFinder, make_alignment
from cli.console.call_languages import choose_locales
from cli.console.input_files import (
    PAGE_SUFFIXES,
    InputFiles,
    find_input_files,
    pair_with_originals,
    split_language,
)
from cli.console.options.file_options import (
    TableOptions,
    add_table_reading_options,
    parse_columns,
)
from cli.console.options.option_group import option_group
from cli.console.options.pair_options import PairOptions, source_option, target_option
from cli.console.options.unused_options import refuse_unused_options
from cli.console.workspace import Workspace
from exports.documents.page_text import read_page_bytes
from tm.errors import InputError
from tm.file_remarks import SkippedEntry
from tm.text.input.stream import is_stream
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class CheckInput:
    """The input of a check, as the command line names it."""

    source_locale: Locale | None
    target_locale: Locale | None
    paths: Sequence[str] = ()
    uses_memory: bool = False
    article_key: str | None = None
    columns_text: str | None = None
    """The value of --columns, for tables."""
    sheet_name: str | None = None
    original_path: str | None = None
    """The page that FILE, the only one, was translated from."""
    files: InputFiles = field(default_factory=InputFiles)
    """The paths, with the files of folders and originals by name."""

    @property
    def names_one_input(self) -> bool:
        """Whether exactly one of files, memory and article is named."""
        return sum(map(bool, (self.paths, self.uses_memory, self.article_key))) == 1

    def find_files(self, workspace: Workspace) -> "CheckInput":
        """Return the input with the files of folders; pages paired with originals.

        Pages of a folder or of several files are paired by name. Raises InputError for
        a folder without files to check.
        """
        from exports.format_registries import formats

        files = find_input_files(
            self.paths,
            suffixes=PAGE_SUFFIXES.union(
                *(format.suffixes for format in formats.values())
            ),
            left_out_names=(DEFAULT_BASELINE,),
        )
        if len(files.paths) > 1 or files.paths_from_folders:
            files = pair_with_originals(
                files,
                self.target_locale or workspace.settings.target,
                self.source_locale,
                workspace.settings.source,
            )
        files.say_skipped_paths(workspace)
        return replace(self, paths=files.paths, files=files)

    @property
    def names_originals(self) -> bool:
        """Whether an option or a name says which original a page has."""
        return bool(self.original_path or self.files.original_by_path)

    @property
    def looks_up_originals(self) -> bool:
        """Whether pages are looked up that have no original by option or name."""
        return len(self.paths) > 1 or bool(self.files.paths_from_folders)

    def choose_languages(
        self, workspace: Workspace, original_file: OriginalFile | None
    ) -> CheckedLanguages:
        """Choose the languages: of options, files, the settings, or the original."""
        chosen_locales = choose_locales(
            workspace,
            PairOptions(self.source_locale, self.target_locale),
            self.paths,
            table_options=TableOptions(self.columns_text, self.sheet_name),
        )
        target_locale = workspace.choose_target_locale(chosen_locales.target_locale)
        source_locale, parameters = (
            chosen_locales.source_locale,
            chosen_locales.parameters,
        )
        if self.source_locale is None:
            source_locale = self._find_original_language(
                workspace, original_file, source_locale, target_locale
            )
        if original_file is not None and source_locale == target_locale:
            raise InputError(
                f"{original_file.name}: this page is in {target_locale}, and so is "
                f"{original_file.translation_name}, as {parameters[1]} says; "
                "give the languages of both, -s and -t"
            )
        return CheckedLanguages(source_locale, target_locale, parameters)

    def _find_original_language(
        self,
        workspace: Workspace,
        original_file: OriginalFile | None,
        default_locale: Locale | None,
        target_locale: Locale,
    ) -> Locale | None:
        """Find the language of the originals, by name or text, which no option gives.

        It goes before that of the settings, unless it is that of the translations.
        """
        named_locales = {
            name_parts[1]
            for original_path in self.files.original_by_path.values()
            if (name_parts := split_language(original_path)) is not None
        }
        original_locale = named_locales.pop() if len(named_locales) == 1 else None
        if original_file is not None:
            original_page = original_file.read_page(default_locale)
            original_locale = (
                original_page.locale
                if default_locale is None
                else identify_other_locale(original_page, default_locale)
            )
        if default_locale is None:
            return original_locale
        if (
            original_locale is None
            or default_locale.covers(original_locale)
            or original_locale.language == target_locale.language
        ):
            return default_locale
        workspace.say(
            f"Originals are read as {original_locale}, by their names or texts, not as "
            f"{default_locale}; -s {default_locale} overrides this"
        )
        return original_locale

    def make_file_options(
        self, languages: CheckedLanguages, original_file: OriginalFile | None
    ) -> FileOptions:
        """Make the options for files. Raises InputError for options without effect."""
        refuse_unused_options(bool(self.paths), "a FILE", "columns_text", "sheet_name")
        return FileOptions(
            languages, parse_columns(self.columns_text), self.sheet_name, original_file
        )

    def read_original(self, workspace: Workspace) -> OriginalFile | None:
        """Find the original page of --source. Raises InputError unless there is one
        FILE.
        """
        refuse_unused_options(len(self.paths) == 1, "one FILE, a page", "original_path")
        if self.original_path is None:
            return None
        if is_stream(self.original_path):
            raise InputError(
                "--source: standard input cannot be the original; save it as a file"
            )
        return OriginalFile(
            self.original_path,
            self.paths[0],
            make_alignment(workspace),
            read_page_bytes=read_page_bytes,
        )

    def read_units(
        self,
        workspace: Workspace,
        file_options: FileOptions,
        file_notes: FileNotes,
        *,
        reported_units: ReportedUnits | None = None,
    ) -> Iterator[Unit]:
        """Read the units to check; of the memory, only documents with reported units.

        `file_notes` collects what was skipped or guessed, and files in other languages.
        Raises InputError if all files are in other languages.
        """
        languages = file_options.languages
        if self.article_key is not None:
            return read_article_units(
                workspace.database,
                self.article_key,
                source_locale=languages.source_locale,
                target_locale=languages.target_locale,
                target_parameter=languages.parameters[1],
            )
        if self.uses_memory:
            unit_pairs = read_memory_units(
                workspace.database,
                source_locale=languages.source_locale,
                target_locale=languages.target_locale,
            )
            return (
                unit
                for unit, _ in (
                    reported_units.filter_by_document(unit_pairs)
                    if reported_units
                    else unit_pairs
                )
            )
        return self._read_files(workspace, file_options, file_notes)

    def _read_files(
        self, workspace: Workspace, file_options: FileOptions, file_notes: FileNotes
    ) -> Iterator[Unit]:
        if self.looks_up_originals:
            file_options = replace(
                file_options, find_original=OriginalFinder(workspace).find_stored
            )
        for path in self.paths:
            path_options = file_options
            if path in self.files.original_by_path:
                original_file = OriginalFile(
                    self.files.original_by_path[path],
                    path,
                    make_alignment(workspace),
                    read_page_bytes=read_page_bytes,
                )
                path_options = replace(file_options, original_file=original_file)
            try:
                yield from path_options.read_units(path, file_notes)
            except InputError as error:
                if path not in self.files.paths_from_folders:
                    raise
                file_notes.skipped_entries.append(SkippedEntry(path, None, str(error)))
        file_notes.require_units(len(self.paths))


input_options = option_group(
    "check_input",
    CheckInput,
    click.argument("paths", metavar="[FILE]...", nargs=-1),
    click.option(
        "--memory", "uses_memory", is_flag=True, help="Check the units of the memory."
    ),
    click.option(
        "--article", "article_key", metavar="KEY", help="Check a stored article."
    ),
    click.option(
        "--source",
        "original_path",
        metavar="PAGE",
        help="Original page that FILE was translated from.",
    ),
    source_option,
    target_option,
    add_table_reading_options,
)
