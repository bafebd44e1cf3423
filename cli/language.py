"""The command `language`, which lists the data files of a language."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from cli.console.parameter_types import LocaleType
from cli.console.render import emit, format_count
from cli.console.workspace import Workspace, command
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
@click.option("--missing", is_flag=True, help="List only what is missing.")
def language(workspace: Workspace, locale: Locale, missing: bool) -> None:
    """List the data files for a language, and what does not work without them.

    A language without data works by general rules. To add a language, add its missing
    files: a folder of data for each package, `tm`, `glossary` and `checks`.
    """
    language_files = [*_list_language_files(locale.language)]
    listed_files = [
        file for file in language_files if not (missing and file.is_present)
    ]
    emit(
        workspace,
        [asdict(file) for file in listed_files],
        columns=["package", "file", "present", "purpose", "without it"],
        rows=[
            [
                file.package,
                file.file,
                file.is_present,
                file.purpose,
                None if file.is_present else file.cost_of_absence,
            ]
            for file in listed_files
        ],
    )
    kind_count = len(language_files)
    missing_count = sum(not file.is_present for file in language_files)
    workspace.say(
        f"{locale.language}: {kind_count - missing_count} of "
        f"{format_count(kind_count, 'kind')} of data present, {missing_count} missing"
    )


def _list_language_files(language: str) -> "Iterator[LanguageFile]":
    """List the data files of a language in all packages."""
    # Reading checks takes long, and only this command needs all three.
    import checks.language_data
    import glossary.language_data
    import tm.language_data

    yield from tm.language_data.list_files(language)
    yield from glossary.language_data.list_files(language)
    yield from checks.language_data.list_files(language)
