"""The options that name the input: files, the memory or an article."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import click

from checks.engine.unit import Unit
from checks.inputs.article import read_article_units
from checks.inputs.files import FileNotes
from checks.inputs.languages import CheckedLanguages
from checks.inputs.original import OriginalFile
from checks.inputs.page import Alignment
from checks.inputs.reported_units import ReportedUnits
from checks.inputs.translation_units import read_memory_units
from cli.check.inputs.files import FileOptions
from cli.console.file_options import parse_columns, table_reading_options
from cli.console.option_group import option_group
from cli.console.pair_options import PairOptions, name_locale_parameters
from cli.console.unused_options import refuse_unused_options
from cli.console.workspace import Workspace, source_option, target_option
from tm.errors import InputError
from tm.text.input.stream import is_stream
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class CheckInput:
    """The input of a check, as the command line names it."""

    source: Locale | None
    target: Locale | None
    paths: Sequence[str] = ()
    memory: bool = False
    article: str | None = None
    columns: str | None = None
    """The value of --columns, for tables."""
    sheet: str | None = None
    original: str | None = None
    """The page that FILE, the only one, was translated from."""

    @property
    def names_one_input(self) -> bool:
        """Whether exactly one of files, memory and article is named."""
        return sum(map(bool, (self.paths, self.memory, self.article))) == 1

    def choose_languages(
        self, workspace: Workspace, original: OriginalFile | None
    ) -> CheckedLanguages:
        """Choose the languages: of the options, the settings, or the original."""
        target, source = workspace.choose_target(self.target), self.source
        if source is None:
            default_pair = (workspace.settings.source, workspace.settings.target)
            other_locales = [
                locale
                for locale in default_pair
                if locale and locale.language != target.language
            ]
            source = other_locales[0] if other_locales else None
        if source is None and original is not None:
            source = original.read_page().locale
        parameters = name_locale_parameters(PairOptions(self.source, self.target))
        if original is not None and source == target:
            raise InputError(
                f"{original.name} is in {target}, and so is "
                f"{original.translation_name}, as {parameters[1]} says; "
                "give the languages of both, -s and -t"
            )
        return CheckedLanguages(source, target, parameters)

    def make_file_options(
        self, languages: CheckedLanguages, original: OriginalFile | None
    ) -> FileOptions:
        """Make the options for files. Raises InputError for options without effect."""
        refuse_unused_options(bool(self.paths), "a FILE", "columns", "sheet")
        return FileOptions(languages, parse_columns(self.columns), self.sheet, original)

    def read_original(self, workspace: Workspace) -> OriginalFile | None:
        """Find the original page of --source. Raises InputError unless there is one
        FILE.
        """
        refuse_unused_options(len(self.paths) == 1, "one FILE, a page", "original")
        if self.original is None:
            return None
        if is_stream(self.original):
            raise InputError(
                "--source cannot be standard input: save the page as a file first"
            )
        from cli.articles.alignment_knowledge import (  # SQLAlchemy
            choose_encoder,
            read_knowledge,
        )

        encoder = choose_encoder(workspace)
        return OriginalFile(
            self.original,
            self.paths[0],
            Alignment(
                workspace.settings.align,
                partial(read_knowledge, workspace, encoder=encoder),
            ),
        )

    def read_units(
        self,
        workspace: Workspace,
        file_options: FileOptions,
        notes: FileNotes,
        *,
        reported_units: ReportedUnits | None = None,
    ) -> Iterator[Unit]:
        """Read the units to check; of the memory, only documents with reported units.

        `notes` collects what was skipped or guessed, and files in other languages.
        Raises InputError if all files are in other languages.
        """
        languages = file_options.languages
        if self.article is not None:
            return read_article_units(
                workspace.database,
                self.article,
                source_locale=languages.source_locale,
                target_locale=languages.target_locale,
                target_parameter=languages.parameters[1],
            )
        if self.memory:
            pairs = read_memory_units(
                workspace.database,
                source_locale=languages.source_locale,
                target_locale=languages.target_locale,
            )
            return (
                unit
                for unit, _ in (
                    reported_units.keep_documents(pairs) if reported_units else pairs
                )
            )
        return self._read_files(file_options, notes)

    def _read_files(
        self, file_options: FileOptions, notes: FileNotes
    ) -> Iterator[Unit]:
        for path in self.paths:
            yield from file_options.read_units(path, notes)
        notes.require_units(len(self.paths))


input_options = option_group(
    "check_input",
    CheckInput,
    click.argument("paths", metavar="[FILE]...", nargs=-1),
    click.option("--memory", is_flag=True, help="Check the units of the memory."),
    click.option("--article", metavar="KEY", help="Check a stored article."),
    click.option(
        "--source",
        "original",
        metavar="PAGE",
        help="Original page that FILE was translated from.",
    ),
    source_option,
    target_option,
    table_reading_options,
)
