"""A check session: the checks to run with their options, words and terms.

The command line, a server and the Python facade use it. It takes settings as
values and knows no options of a command.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from checks.catalogue import CHECKS, select_checks
from checks.engine.check import Check, Level
from checks.engine.known_terms import KnownTerms
from checks.engine.messages import translate_finding
from checks.engine.rule import Rule
from checks.engine.unit import Context, Unit
from checks.profile import CheckPlan, make_check_plan, parse_profile
from checks.runner.document_batch import RunScope
from checks.runner.run import Run, RunMode, run, run_on_corpus
from checks.typography.house_style import SKIPPED_RULES_OPTION
from checks.typography.house_style_file import parse_rules, read_all_own_rules
from checks.words.misspelt_words import DICTIONARIES_OPTION
from checks.words.speller import describe_missing_data
from checks.words.word_lists import InstalledWords
from tm.errors import InputError, UnknownName
from tm.finding import Finding
from tm.settings import CheckSettings
from tm.text.frequency import is_installed
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.input.stream import refuse_named_pipe
from tm.text.locale import Locale

if TYPE_CHECKING:
    from tm.store.database import Database

_SPELLING_CHECK = DICTIONARIES_OPTION.check_id


@dataclass(frozen=True, slots=True)
class CheckSelection:
    """The checks of one run, in addition to the settings."""

    only: Sequence[str] = ()
    """Ids or families of checks; all if empty."""
    skip: Sequence[str] = ()
    """Ids or families of checks, or names of house rules, such as `small-number`."""
    profile: str | None = None
    """The name of a profile; None for that of the settings."""
    overrides: Sequence[str] = ()
    """Texts such as `CHECK.OPTION=VALUE` or `CHECK=SEVERITY`."""


ALL_CHECKS = CheckSelection()
_SCOPE_WITH_SOURCES = RunScope(includes_sources=True)
_SINGLE_PROCESS = RunMode()


@dataclass(frozen=True, slots=True)
class CheckSession:
    """The checks of a run with their options, and the context of all its units."""

    plan: CheckPlan
    context: Context
    message_language: str = "en"
    """The language of messages: one of `checks.engine.messages.LANGUAGES`."""
    warnings: Sequence[str] = ()
    """The checks selected by name that cannot work on this machine, with the reasons.
    """

    @classmethod
    def open(
        cls,
        settings: CheckSettings,
        *,
        target_locale: Locale,
        source_locale: Locale | None = None,
        database: "Database | None" = None,
        selection: CheckSelection = ALL_CHECKS,
        message_language: str | None = None,
    ) -> "CheckSession":
        """Prepare a run with the termbase of a database, if one is given.

        Raises UnknownName and InputError for invalid settings.
        """
        plan, message_language = (
            make_plan(settings, selection),
            message_language or settings.language,
        )
        vocabulary = find_vocabulary(
            plan, source_locale=source_locale, target_locale=target_locale
        )
        context = make_context(
            settings,
            source_locale=source_locale,
            target_locale=target_locale,
            database=database,
            plan=plan,
        )
        return cls(
            plan,
            context,
            message_language,
            [
                *_describe_broken_checks(plan, selection),
                *_explain_silent_spelling_check(plan, vocabulary),
            ],
        )

    def check(
        self,
        units: Iterable[Unit],
        *,
        scope: RunScope = _SCOPE_WITH_SOURCES,
        mode: RunMode = _SINGLE_PROCESS,
        is_hidden: Callable[[Finding], bool] | None = None,
    ) -> Run:
        """Check units lazily; the units of a document must be adjacent.

        Findings have the severity of the plan and the language of messages; those
        that `is_hidden` selects are left out. See `Run.failures` for checks that broke.
        """
        run_result = run(
            units,
            self.context,
            select_checks(self.plan.check_ids),
            scope=scope,
            mode=mode,
        )
        run_result.findings = self._prepare_findings(run_result.findings, is_hidden)
        return run_result

    @property
    def corpus_checks(self) -> Sequence[Check]:
        """The checks of the plan that compare the units of a whole run."""
        return [check for check in self.plan.checks if check.level is Level.CORPUS]

    def without_corpus_checks(self) -> "CheckSession":
        """Return the session with the checks for which a part of the units is enough.

        `check_corpus` runs the others later.
        """
        checks = [
            check for check in self.plan.checks if check.level is not Level.CORPUS
        ]
        return replace(self, plan=replace(self.plan, checks=tuple(checks)))

    def check_corpus(
        self,
        units: Iterable[Unit],
        reported_findings: Iterable[Finding],
        checks: Sequence[Check] | None = None,
        *,
        may_be_uncomposed: bool = False,
    ) -> Run:
        """Run checks of the corpus over units whose documents were checked before.

        `reported_findings`: what the checks of documents found. `checks`: some of
        `corpus_checks`; all by default.
        """
        run_result = run_on_corpus(
            units,
            self.context,
            self.corpus_checks if checks is None else checks,
            reported_findings,
            may_be_uncomposed=may_be_uncomposed,
        )
        run_result.findings = self._prepare_findings(run_result.findings, None)
        return run_result

    def _prepare_findings(
        self, findings: Iterable[Finding], is_hidden: Callable[[Finding], bool] | None
    ) -> Iterator[Finding]:
        """Leave out hidden findings; set severity and language of the others."""
        for finding in findings:
            if is_hidden is None or not is_hidden(finding):
                yield translate_finding(
                    self.plan.apply_severity(finding), self.message_language
                )


def make_plan(
    settings: CheckSettings, selection: CheckSelection = ALL_CHECKS
) -> CheckPlan:
    """Choose the checks of units to run, their severities and options.

    Raises UnknownName for an unknown name, InputError if no check is left.
    """
    profile_name = settings.profile if selection.profile is None else selection.profile
    skipped_check_names, skipped_rule_names = _separate_rule_names(
        selection.skip, settings.rules
    )
    plan = make_check_plan(
        profile_name=profile_name,
        user_profile_table_by_name=settings.profiles,
        settings_profile=parse_profile(asdict(settings), "[checks] of padanan.toml"),
        only=selection.only,
        skip=skipped_check_names,
        overrides=selection.overrides,
    )
    if skipped_rule_names:
        plan = _skip_rules(plan, skipped_rule_names)
    if not plan.checks:
        raise InputError("no check is left to run: the selection skips all of them")
    if all(check.level is Level.TERMBASE for check in plan.checks):
        raise InputError(
            "these checks are not for units; check the termbase by them",
            next_step="check the termbase",
        )
    return plan


def _separate_rule_names(
    names: Sequence[str], rules_path: str
) -> tuple[list[str], list[str]]:
    """Separate the names of checks from those of house rules.

    A name is a check's if there is one of that name. Raises UnknownName.
    """
    check_names = {*CHECKS, *(check.family for check in CHECKS.values())}
    likely_rule_names = {
        name for name in names if name.removesuffix(".*") not in check_names
    }
    if not likely_rule_names:
        return [*names], []
    rules = [*read_all_own_rules(), *read_house_rules(rules_path)]
    known_rule_names = {rule.name for rule in rules}
    rule_names = likely_rule_names & known_rule_names
    for unknown_name in sorted(likely_rule_names - rule_names):
        raise UnknownName(
            "check or rule",
            unknown_name,
            check_names | known_rule_names,
            remedy="list the checks and the rules to see their names",
            next_step="list checks and rules",
        )
    return (
        [name for name in names if name not in rule_names],
        [name for name in names if name in rule_names],
    )


def _skip_rules(plan: CheckPlan, rule_names: Sequence[str]) -> CheckPlan:
    """Switch off house rules besides those that the profile switches off."""
    option = SKIPPED_RULES_OPTION
    skipped_names = (*option.read_value(plan.options), *rule_names)
    return replace(
        plan,
        options={**plan.options, (option.check_id, option.name): skipped_names},
    )


def make_context(
    settings: CheckSettings,
    *,
    target_locale: Locale,
    source_locale: Locale | None = None,
    database: "Database | None" = None,
    plan: CheckPlan | None = None,
) -> Context:
    """Collect the terms, house rules and word lists for two languages.

    Without a plan, the options of checks have their defaults.
    """
    entries, make_recogniser, starter_concept_ids = [], None, frozenset[str]()
    if database is not None:
        # Not needed without a termbase.
        from glossary.seed_files import read_starter_concept_ids
        from glossary.store.recogniser_cache import read_or_build_recogniser
        from glossary.store.sql_reader import read_joint_entries

        with database.open_reader() as reader:
            entries = read_joint_entries(reader)
        make_recogniser = partial(read_or_build_recogniser, database)
        if entries:
            starter_concept_ids = read_starter_concept_ids()
    return Context(
        target_locale,
        source_locale,
        KnownTerms.build(
            entries,
            target_locale,
            source_locale,
            starter_concept_ids=starter_concept_ids,
            make_recogniser=make_recogniser,
        ),
        rules=read_house_rules(settings.rules),
        options=plan.options if plan is not None else {},
        vocabulary=find_vocabulary(
            plan, source_locale=source_locale, target_locale=target_locale
        ),
    )


def find_vocabulary(
    plan: CheckPlan | None, *, source_locale: Locale | None, target_locale: Locale
) -> InstalledWords | None:
    """Find the word lists and dictionaries for the spelling check, if it runs."""
    if not is_installed() or (
        plan is not None and _SPELLING_CHECK not in plan.check_ids
    ):
        return None
    folders = DICTIONARIES_OPTION.read_value(plan.options if plan is not None else {})
    return InstalledWords(target_locale, source_locale, folders)


def read_house_rules(path: str) -> list[Rule]:
    """Read a file of house rules; none without a path."""
    if not path:
        return []
    refuse_named_pipe(path)
    text = decode_text(read_bytes(path), path=path).text
    return parse_rules(text, path=path)


def _describe_broken_checks(
    plan: CheckPlan, selection: CheckSelection
) -> Iterator[str]:
    """Describe the checks selected by name that cannot work on this machine."""
    for check in plan.checks if selection.only else ():
        if not check.state().works:
            yield f"{check.id} is {check.state().write_message('en')}"


def _explain_silent_spelling_check(
    plan: CheckPlan, vocabulary: InstalledWords | None
) -> Iterator[str]:
    """Explain why the spelling check, if it alone runs, has no data for a language."""
    if vocabulary is not None and plan.check_ids == [_SPELLING_CHECK]:
        reason = describe_missing_data(vocabulary, vocabulary.target_locale)
        if reason:
            yield f"{_SPELLING_CHECK} is silent: {reason}"
