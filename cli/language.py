"""The command `language`, which lists the data files of a language."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from cli.console.command import command
from cli.console.options.parameter_types import LocaleType
from cli.console.output_formats import (
    draw_table_rows,
    format_count,
    print_result,
)
from cli.console.workspace import Workspace
from tm.text.locale import Locale

if TYPE_CHECKING:
    from tm.language_data import LanguageFile


@command(
    examples="""
    padanan language ms
    padanan language vi --format json
    """
)
@click.argument("locale", metavar="LANGUAGE", type=LocaleType())
@click.option(
    "--missing", "only_missing", is_flag=True, help="List only what is missing."
)
def language(workspace: Workspace, locale: Locale, only_missing: bool) -> None:
    """List the data files for a language, and what does not work without them.

    A language without data works by general rules. To add a language, add its missing
    files: a folder of data for each package, `tm`, `glossary` and `checks`.
    """
    language_files = [*_list_language_files(locale.language)]
    listed_files = [
        language_file
        for language_file in language_files
        if not (only_missing and language_file.is_present)
    ]
    columns = ["package", "file", "present", "purpose", "without it"]
    rows = [
        [
            language_file.package,
            language_file.file,
            language_file.is_present,
            language_file.purpose,
            None if language_file.is_present else language_file.cost_of_absence,
        ]
        for language_file in listed_files
    ]
    print_result(
        workspace,
        [asdict(language_file) for language_file in listed_files],
        columns=columns,
        rows=rows,
        draw_table=lambda console: draw_table_rows(
            console, columns, rows, whole_columns=("file",)
        ),
    )
    data_kind_count = len(language_files)
    missing_count = sum(
        not language_file.is_present for language_file in language_files
    )
    workspace.say(
        f"{locale.language}: {data_kind_count - missing_count} of "
        f"{format_count(data_kind_count, 'kind')} of data present, {missing_count} "
        "missing"
    )


def _list_language_files(language_tag: str) -> "Iterator[LanguageFile]":
    """List the data files of a language in all packages."""
    # Reading checks takes long, and only this command needs all three.
    import checks.language_data
    import glossary.language_data
    import tm.language_data

    yield from tm.language_data.list_files(language_tag)
    yield from glossary.language_data.list_files(language_tag)
    yield from checks.language_data.list_files(language_tag)
