"""Options that choose checks, and the check session that they open."""

from collections.abc import Sequence
from dataclasses import dataclass

import click

from checks.inputs.languages import CheckedLanguages
from checks.session import CheckSelection, CheckSession
from cli.console.options.option_group import option_group
from cli.console.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SelectionOptions:
    """The options that choose which checks run."""

    only_lists: Sequence[str]
    """Lists of ids or families, separated by commas; so is `skip_lists`."""
    skip_lists: Sequence[str]
    profile_name: str | None
    overrides: Sequence[str]
    """Values of --set, each for one option of a check."""
    skips_source_checks: bool


only_checks_option = click.option(
    "--only", "only_lists", multiple=True, metavar="IDS", help="Run only these checks."
)
selection_options = option_group(
    "selection_options",
    SelectionOptions,
    only_checks_option,
    click.option(
        "--skip",
        "skip_lists",
        multiple=True,
        metavar="IDS",
        help="Do not run these checks, or house rules such as small-number.",
    ),
    click.option(
        "--profile",
        "profile_name",
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
        "skips_source_checks",
        is_flag=True,
        help="Do not check the source texts themselves.",
    ),
)


def open_session(
    workspace: Workspace,
    languages: CheckedLanguages,
    selection_options: SelectionOptions,
    *,
    message_language: str,
) -> CheckSession:
    """Open a check session by the options and the settings.

    `message_language`: of messages. Raises UnknownName for names that do not exist, and
    InputError.
    """
    check_session = CheckSession.open(
        workspace.settings.checks,
        source_locale=languages.source_locale,
        target_locale=languages.target_locale,
        database=workspace.database if workspace.has_database else None,
        selection=CheckSelection(
            split_names(selection_options.only_lists),
            split_names(selection_options.skip_lists),
            selection_options.profile_name,
            selection_options.overrides,
        ),
        message_language=message_language,
    )
    for warning in check_session.warnings:
        workspace.warn(warning)
    return check_session


def split_names(name_lists: Sequence[str]) -> list[str]:
    """Split lists of ids and families at their commas."""
    return [
        name.strip()
        for name_list in name_lists
        for name in name_list.split(",")
        if name.strip()
    ]
