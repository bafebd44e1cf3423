"""Options that choose checks, and the check session that they open."""

from collections.abc import Sequence
from dataclasses import dataclass

import click

from checks.session import CheckSelection, CheckSession
from cli.console.languages import Languages
from cli.console.option_group import option_group
from cli.console.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SelectionOptions:
    """What a command line says of the checks to run."""

    only: Sequence[str]
    """Lists of ids or families, separated by commas; so is `skip`."""
    skip: Sequence[str]
    profile: str | None
    settled: Sequence[str]
    """What --set says, one option of a check each."""
    no_source_checks: bool


selection_options = option_group(
    "choice",
    SelectionOptions,
    click.option("--only", multiple=True, metavar="IDS", help="Run these checks only."),
    click.option(
        "--skip", multiple=True, metavar="IDS", help="Leave these checks out."
    ),
    click.option(
        "--profile", metavar="NAME", help="news, software, strict, or your own."
    ),
    click.option(
        "--set",
        "settled",
        multiple=True,
        metavar="CHECK.OPTION=VALUE",
        help="Set an option, or CHECK=SEVERITY; `padanan checks` lists them.",
    ),
    click.option(
        "--no-source-checks",
        is_flag=True,
        help="Leave the source texts themselves alone.",
    ),
)


def open_session(
    workspace: Workspace,
    languages: Languages,
    choice: SelectionOptions,
    *,
    language: str,
) -> CheckSession:
    """Open the session that a command line and the settings ask for.

    Raises UnknownName and InputError for what there is not. `language`: of messages.
    """
    session = CheckSession.open(
        workspace.settings.checks,
        source=languages.source,
        target=languages.target,
        database=workspace.database if workspace.has_database else None,
        selection=CheckSelection(
            names(choice.only), names(choice.skip), choice.profile, choice.settled
        ),
        language=language,
    )
    for warning in session.warnings:
        workspace.warn(warning)
    return session


def names(listings: Sequence[str]) -> list[str]:
    """The ids and families of options that separate them by commas."""
    return [
        name.strip() for text in listings for name in text.split(",") if name.strip()
    ]
