"""What `check` runs: profile, settings and options of the command line in one plan."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial

import click

from checks.engine.check import Level
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context
from checks.profile import Plan, parsed
from checks.profile import plan as planned
from checks.typography.house_style import Rule, parsed_rules
from checks.words.speller import lacking
from checks.words.spelling import DICTIONARIES
from checks.words.word_lists import InstalledWords, state
from cli.console.languages import Languages
from cli.console.option_group import option_group
from cli.console.seeds import starter_concepts
from cli.console.workspace import Workspace
from glossary.store.recogniser_cache import recogniser_in
from glossary.store.sql_reader import every_entry
from tm.errors import InputError
from tm.text.input.encoding import contents, decode

_SPELLING = DICTIONARIES.check


@dataclass(frozen=True, slots=True)
class Choice:
    """What a command line says of the checks to run."""

    only: Sequence[str]
    """Lists of ids or families, parted by commas; so is `skip`."""
    skip: Sequence[str]
    profile: str | None
    settled: Sequence[str]
    """What --set says, one option of a check each."""
    no_source_checks: bool


choice_options = option_group(
    "choice",
    Choice,
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


def plan_of(workspace: Workspace, choice: Choice) -> Plan:
    """The plan that a command line and the settings make.

    Raises UnknownName and InputError for what there is not, before anything is read.
    """
    settings = workspace.settings.checks
    found = planned(
        name=settings.profile if choice.profile is None else choice.profile,
        own=settings.profiles,
        settings=parsed(asdict(settings), "[checks] of padanan.toml"),
        asked=names(choice.only),
        skip=names(choice.skip),
        settled=choice.settled,
    )
    if not found.checks:
        raise InputError("no check is left to run; `padanan checks` lists them")
    if all(entry.level is Level.TERMBASE for entry in found.checks):
        raise InputError(
            "these are no checks of units: run `padanan terms lint` for those of the "
            "termbase, `padanan checks` for a list"
        )
    for entry in found.checks if choice.only else ():
        if not entry.state().works:
            workspace.warn(f"{entry.id} is {entry.state().told}")
    return found


def names(listings: Sequence[str]) -> list[str]:
    """The ids and families of options that part them by commas."""
    return [
        name.strip() for text in listings for name in text.split(",") if name.strip()
    ]


def context_of(
    workspace: Workspace,
    languages: Languages,
    plan: Plan | None = None,
    *,
    told_in: str,
) -> Context:
    """What all units of a run have in common; without a plan, options are usual.

    `told_in`: the language of messages, which house rules may have in several.
    """
    entries, finder = [], None
    if workspace.has_database:
        with workspace.database.looking() as reader:
            entries = [*every_entry(reader)]
        finder = partial(recogniser_in, workspace.database)
    options = plan.options if plan is not None else {}
    terms = KnownTerms.of(
        entries,
        languages.target,
        languages.source,
        starter=starter_concepts() if entries else frozenset(),
        finder=finder,
    )
    return Context(
        languages.target,
        languages.source,
        terms,
        rules=_rules(workspace, told_in),
        options=options,
        words=_words(workspace, languages, plan),
    )


def _words(
    workspace: Workspace, languages: Languages, plan: Plan | None
) -> InstalledWords | None:
    """The lists and dictionaries for a target, where there are any and are wanted.

    Who asks for spelling alone is told what is missing for the language.
    """
    if not state().works or (plan is not None and _SPELLING not in plan.ids):
        return None
    folders = DICTIONARIES.of(plan.options if plan is not None else {})
    words = InstalledWords(languages.target, languages.source, folders)
    if plan is not None and plan.ids == [_SPELLING]:
        missing = lacking(words, languages.target)
        if missing:
            workspace.warn(f"{_SPELLING} is silent: {missing}")
    return words


def _rules(workspace: Workspace, language: str) -> list[Rule]:
    """The user's house rules, with messages in a language."""
    path = workspace.settings.checks.rules
    if not path:
        return []
    text = decode(contents(path), path=path).text
    return parsed_rules(text, path=path, language=language)
