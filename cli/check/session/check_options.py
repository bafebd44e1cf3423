"""Options that choose checks, and the check session that they open."""

from collections.abc import Sequence
from dataclasses import dataclass

import click

from checks.inputs.languages import CheckedLanguages
from checks.session import CheckSelection, CheckSession
from cli.console.option_group import option_group
from cli.console.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SelectionOptions:
    """The options that choose which checks run."""

    only: Sequence[str]
    """Lists of ids or families, separated by commas; so is `skip`."""
    skip: Sequence[str]
    profile: str | None
    overrides: Sequence[str]
    """Values of --set, each for one option of a check."""
    no_source_checks: bool


selection_options = option_group(
    "selection_options",
    SelectionOptions,
    click.option("--only", multiple=True, metavar="IDS", help="Run only these checks."),
    click.option(
        "--skip", multiple=True, metavar="IDS", help="Do not run these checks."
    ),
    click.option(
        "--profile",
        metavar="NAME",
        help="Set of checks: news, software, strict, or one of your own.",
    ),
    click.option(
        "--set",
        "overrides",
        multiple=True,
        metavar="CHECK.OPTION=VALUE",
        help="Set an option of a check, or its severity: CHECK=SEVERITY.",
    ),
    click.option(
        "--no-source-checks",
        is_flag=True,
        help="Do not check the source texts themselves.",
    ),
)


def open_session(
    workspace: Workspace,
    languages: CheckedLanguages,
    options: SelectionOptions,
    *,
    language: str,
) -> CheckSession:
    """Open a check session by the options and the settings.

    `language`: of messages. Raises UnknownName for names that do not exist, and
    InputError.
    """
    session = CheckSession.open(
        workspace.settings.checks,
        source_locale=languages.source_locale,
        target_locale=languages.target_locale,
        database=workspace.database if workspace.has_database else None,
        selection=CheckSelection(
            split_names(options.only),
            split_names(options.skip),
            options.profile,
            options.overrides,
        ),
        message_language=language,
    )
    for warning in session.warnings:
        workspace.warn(warning)
    return session


def split_names(name_lists: Sequence[str]) -> list[str]:
    """Split lists of ids and families at their commas."""
    return [
        name.strip()
        for name_list in name_lists
        for name in name_list.split(",")
        if name.strip()
    ]
