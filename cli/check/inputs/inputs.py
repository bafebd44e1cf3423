"""What a command checks: files, the memory or an article, and in which languages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

import click

from checks.engine.unit import Unit
from checks.inputs.page import Alignment
from checks.inputs.translation_units import read_memory_units
from cli.check.inputs.files import FileReading, from_article, from_file
from cli.check.inputs.filters import ReportedUnits
from cli.check.inputs.pages import Original
from cli.console.file_options import parse_columns, table_reading_options
from cli.console.languages import Languages
from cli.console.option_group import option_group
from cli.console.unused_options import refuse_unused_options
from cli.console.workspace import Workspace, source_option, target_option
from exports.requested_locales import asked_by
from tm.errors import InputError
from tm.text.input.stream import is_stream
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class CheckInput:
    """What a command line gives to be checked, as it gives it."""

    source: Locale | None
    target: Locale | None
    paths: Sequence[str] = ()
    memory: bool = False
    article: str | None = None
    columns: str | None = None
    """Of tables, as `--columns` has it."""
    sheet: str | None = None
    original: str | None = None
    """The page that the only FILE was translated from."""

    @property
    def is_one(self) -> bool:
        """Whether it is clear what is meant."""
        return sum(map(bool, (self.paths, self.memory, self.article))) == 1

    def languages(self, workspace: Workspace, original: Original | None) -> Languages:
        """The languages given, or the usual ones of the settings, or the original's."""
        target, source = workspace.target(self.target), self.source
        if source is None:
            usual = (workspace.settings.source, workspace.settings.target)
            others = [one for one in usual if one and one.language != target.language]
            source = others[0] if others else None
        if source is None and original is not None:
            source = original.page().locale
        asking = asked_by(self.source, self.target)
        if original is not None and source == target:
            raise InputError(
                f"{original.name} is in {target}, and so is {original.translation}, as "
                f"{asking[1]} says; give the languages of both, -s and -t"
            )
        return Languages(source, target, asking)

    def reading(self, languages: Languages, original: Original | None) -> FileReading:
        """How files are read. Raises InputError for options that say nothing."""
        refuse_unused_options(bool(self.paths), "a FILE", "columns", "sheet")
        return FileReading(languages, parse_columns(self.columns), self.sheet, original)

    def page_of_source(self, workspace: Workspace) -> Original | None:
        """The original that is given. Raises InputError where there is no one page."""
        refuse_unused_options(len(self.paths) == 1, "one FILE, a page", "original")
        if self.original is None:
            return None
        if is_stream(self.original):
            raise InputError("--source is read more than once: save it as a file first")
        from cli.articles.alignment_knowledge import encoder_wanted, known  # SQLAlchemy

        encoder = encoder_wanted(workspace)
        return Original(
            self.original,
            self.paths[0],
            Alignment(
                workspace.settings.align, partial(known, workspace, encoder=encoder)
            ),
        )

    def subjects(
        self,
        workspace: Workspace,
        reading: FileReading,
        *,
        chosen: ReportedUnits | None = None,
    ) -> Iterator[Unit]:
        """The units; those of the memory perhaps only as far as they are chosen.

        What cannot be read of a file, or had to be guessed, is noted in `reading`, and
        so are files in other languages. Raises InputError where all files are.
        """
        languages = reading.languages
        if self.article is not None:
            return from_article(workspace.database, self.article, languages)
        if self.memory:
            pairs = read_memory_units(
                workspace.database, source=languages.source, target=languages.target
            )
            return (one for one, _ in (chosen.noted(pairs) if chosen else pairs))
        return self._of_files(reading)

    def _of_files(self, reading: FileReading) -> Iterator[Unit]:
        yield from chain.from_iterable(from_file(path, reading) for path in self.paths)
        reading.demand_some(len(self.paths))


input_options = option_group(
    "given",
    CheckInput,
    click.argument("paths", metavar="[FILE]...", nargs=-1),
    click.option("--memory", is_flag=True, help="Check the units of the memory."),
    click.option("--article", metavar="KEY", help="Check a stored article."),
    click.option(
        "--source",
        "original",
        metavar="PAGE",
        help="The page that FILE, a page, was translated from.",
    ),
    source_option,
    target_option,
    table_reading_options,
)
