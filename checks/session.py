"""A check session: which checks run, what they know, and running them over units.

The command line, a server and the Python facade check by it. It takes settings as
values, and knows no options of a command.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

from checks.catalogue import select_checks
from checks.engine.check import Level
from checks.engine.known_terms import KnownTerms
from checks.engine.messages import translate_finding
from checks.engine.rule import Rule
from checks.engine.unit import Context, Unit
from checks.profile import Plan, parsed, plan
from checks.runner.run import Run, RunMode, Scope, run
from checks.typography.house_style import parsed_rules
from checks.words.misspelt_words import DICTIONARIES
from checks.words.speller import describe_missing_data
from checks.words.word_lists import InstalledWords, read_state
from glossary.seeds import read_starter_concept_ids
from glossary.store.recogniser_cache import read_or_build_recogniser
from glossary.store.sql_reader import read_all_entries
from tm.errors import InputError
from tm.finding import Finding
from tm.settings import CheckSettings
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.locale import Locale

if TYPE_CHECKING:
    from tm.store.database import Database

_SPELLING = DICTIONARIES.check


@dataclass(frozen=True, slots=True)
class CheckSelection:
    """Which checks one run has, beyond what the settings say."""

    only: Sequence[str] = ()
    """Ids or families of checks; all if empty."""
    skip: Sequence[str] = ()
    profile: str | None = None
    """The name of a profile; None for that of the settings."""
    overrides: Sequence[str] = ()
    """`CHECK.OPTION=VALUE` or `CHECK=SEVERITY`, one each."""


ALL_CHECKS = CheckSelection()
_ALL_UNITS = Scope(include_sources=True)
_IN_THIS_PROCESS = RunMode()


@dataclass(frozen=True, slots=True)
class CheckSession:
    """The checks of a run with their options, and what all its units have in common."""

    plan: Plan
    context: Context
    language: str = "en"
    """Of messages: one of `checks.engine.messages.LANGUAGES`."""
    warnings: Sequence[str] = ()
    """Checks that were asked for by name and cannot work here, each with the reason."""

    @classmethod
    def open(
        cls,
        settings: CheckSettings,
        *,
        target: Locale,
        source: Locale | None = None,
        database: "Database | None" = None,
        selection: CheckSelection = ALL_CHECKS,
        language: str | None = None,
    ) -> "CheckSession":
        """Prepare a run: `database` has the termbase, if there is one.

        Raises UnknownName and InputError for settings that cannot be understood.
        """
        chosen, language = make_plan(settings, selection), language or settings.language
        words = find_words(chosen, source=source, target=target)
        context = make_context(
            settings,
            source=source,
            target=target,
            database=database,
            chosen=chosen,
            language=language,
        )
        return cls(
            chosen,
            context,
            language,
            [*_broken(chosen, selection), *_silent(chosen, words)],
        )

    def check(
        self,
        units: Iterable[Unit],
        *,
        scope: Scope = _ALL_UNITS,
        work: RunMode = _IN_THIS_PROCESS,
        is_hidden: Callable[[Finding], bool] | None = None,
    ) -> Run:
        """Check units lazily; the units of a document must stand together.

        Findings come with the severity of the plan, in the language of messages, but
        those that `is_hidden`. A check that breaks stops no other: see `Run.failures`.
        """
        result = run(
            units, self.context, select_checks(self.plan.ids), scope=scope, mode=work
        )
        result.findings = self._shown(result.findings, is_hidden)
        return result

    def _shown(
        self, findings: Iterable[Finding], is_hidden: Callable[[Finding], bool] | None
    ) -> Iterator[Finding]:
        for finding in findings:
            if is_hidden is None or not is_hidden(finding):
                yield translate_finding(self.plan.judged(finding), self.language)


def make_plan(settings: CheckSettings, selection: CheckSelection = ALL_CHECKS) -> Plan:
    """Choose the checks of units to run, their severities and options.

    Raises UnknownName for a name that does not exist, InputError if no check is left.
    """
    name = settings.profile if selection.profile is None else selection.profile
    chosen = plan(
        name=name,
        own=settings.profiles,
        settings=parsed(asdict(settings), "[checks] of padanan.toml"),
        asked=selection.only,
        skip=selection.skip,
        settled=selection.overrides,
    )
    if not chosen.checks:
        raise InputError("no check is left to run; `padanan checks` lists them")
    if all(entry.level is Level.TERMBASE for entry in chosen.checks):
        raise InputError(
            "these are no checks of units: run `padanan terms lint` for those of the "
            "termbase, `padanan checks` for a list"
        )
    return chosen


def make_context(
    settings: CheckSettings,
    *,
    target: Locale,
    source: Locale | None = None,
    database: "Database | None" = None,
    chosen: Plan | None = None,
    language: str = "en",
) -> Context:
    """Collect what checks know of two languages: terms, house rules and word lists.

    Without a plan, the options of checks are the usual ones. `language`: of messages,
    which house rules may have in several.
    """
    entries, find_recogniser = [], None
    if database is not None:
        with database.open_reader() as reader:
            entries = [*read_all_entries(reader)]
        find_recogniser = partial(read_or_build_recogniser, database)
    return Context(
        target,
        source,
        KnownTerms.build(
            entries,
            target,
            source,
            starter_concepts=read_starter_concept_ids() if entries else frozenset(),
            make_recogniser=find_recogniser,
        ),
        rules=read_house_rules(settings.rules),
        options=chosen.options if chosen is not None else {},
        vocabulary=find_words(chosen, source=source, target=target),
    )


def find_words(
    chosen: Plan | None, *, source: Locale | None, target: Locale
) -> InstalledWords | None:
    """Find the word lists and dictionaries for the spelling check, if it runs."""
    if not read_state().works or (chosen is not None and _SPELLING not in chosen.ids):
        return None
    folders = DICTIONARIES.read_value(chosen.options if chosen is not None else {})
    return InstalledWords(target, source, folders)


def read_house_rules(path: str) -> list[Rule]:
    """Read a file of house rules; none without a path."""
    if not path:
        return []
    text = decode_text(read_bytes(path), path=path).text
    return parsed_rules(text, path=path)


def _broken(chosen: Plan, selection: CheckSelection) -> Iterator[str]:
    """Checks asked for by name that lack something on this machine."""
    for entry in chosen.checks if selection.only else ():
        if not entry.state().works:
            yield f"{entry.id} is {entry.state().text('en')}"


def _silent(chosen: Plan, words: InstalledWords | None) -> Iterator[str]:
    """Why spelling, where it is all that runs, finds nothing in this language."""
    if words is not None and chosen.ids == [_SPELLING]:
        reason = describe_missing_data(words, words.target)
        if reason:
            yield f"{_SPELLING} is silent: {reason}"
