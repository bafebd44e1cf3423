"""The list of house rules: `padanan checks rules`."""

from collections.abc import Iterable, Iterator

import click

from checks.engine.rule import Rule
from checks.session import CheckSelection, make_plan, read_house_rules
from checks.typography.house_style import SKIPPED_RULES_OPTION
from checks.typography.house_style_file import list_rule_languages, read_own_rules
from cli.check.session.check_options import split_names
from cli.check.session.finding_view import choose_language, language_option
from cli.console.command import command
from cli.console.options.parameter_types import LocaleType
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from exports.reports.labels import load_labels
from tm.text.locale import Locale

_ANY_LANGUAGE = "any"
_COLUMN_NAMES = ["name", "language", "in_force", "mends", "message"]


@command(
    "rules",
    examples="""
    padanan checks rules
    padanan checks rules -t id --profile strict
    padanan checks rules -t id --skip small-number,slash
    padanan check page.txt -t id --skip small-number
    """,
)
@click.option(
    "-t",
    "--target-locale",
    "target_locale",
    type=LocaleType(),
    help="Only rules for this language.",
)
@click.option(
    "--profile",
    "profile_name",
    metavar="NAME",
    help="Profile that says which rules are in force.",
)
@click.option(
    "--skip",
    "skip_lists",
    multiple=True,
    metavar="NAMES",
    help="Rules or checks to skip, as in `padanan check`.",
)
@language_option
def rules(
    workspace: Workspace,
    target_locale: Locale | None,
    profile_name: str | None,
    skip_lists: tuple[str, ...],
    message_language_name: str | None,
) -> None:
    """List the house rules of style.rule, and which are in force.

    Those of the file that `rules` under `[checks]` names come first, then those of
    Padanan; a list of spellings is one rule. Each can be switched off by its name:
    with --skip for one run, or for good with `skipped_rules` under
    `[checks.options."style.rule"]` in padanan.toml.
    """
    message_language = choose_language(workspace, message_language_name)
    check_settings = workspace.settings.checks
    selection = CheckSelection(skip=split_names(skip_lists), profile=profile_name)
    plan = make_plan(check_settings, selection)
    rules_with_language: list[tuple[str, Rule]] = [
        *_pair_with_language(read_house_rules(check_settings.rules), None),
        *_pair_with_language(read_own_rules(""), None),
    ]
    general_rule_count = len(read_own_rules(""))
    for language in list_rule_languages():
        language_rules = read_own_rules(language)[general_rule_count:]
        rules_with_language += _pair_with_language(language_rules, language)
    skipped_names = SKIPPED_RULES_OPTION.read_value(plan.options)
    runs_check = SKIPPED_RULES_OPTION.check_id in plan.check_ids
    rule_records = [
        {
            "name": rule.name,
            "language": language,
            "in_force": runs_check and rule.name not in skipped_names,
            "mends": rule.fix is not None,
            "message": _write_message(rule, spelling_count, message_language),
        }
        for language, rule, spelling_count in _join_spellings(rules_with_language)
        if target_locale is None or language in (_ANY_LANGUAGE, target_locale.language)
    ]
    print_result(
        workspace,
        rule_records,
        columns=_COLUMN_NAMES,
        rows=[
            [_format_cell(record[column_name]) for column_name in _COLUMN_NAMES]
            for record in rule_records
        ],
    )


def _pair_with_language(
    rules: Iterable[Rule], language: str | None
) -> Iterator[tuple[str, Rule]]:
    for rule in rules:
        if rule.locale is not None:
            yield rule.locale.tag, rule
        else:
            yield language or _ANY_LANGUAGE, rule


def _join_spellings(
    rules_with_language: Iterable[tuple[str, Rule]],
) -> Iterator[tuple[str, Rule, int]]:
    """Yield each rule, and of each list of spellings one with their number."""
    spellings_by_language: dict[str, list[Rule]] = {}
    for language, rule in rules_with_language:
        if rule.correct_spelling is None:
            yield language, rule, 0
        else:
            spellings_by_language.setdefault(language, []).append(rule)
    for language, spelling_rules in spellings_by_language.items():
        yield language, spelling_rules[0], len(spelling_rules)


def _write_message(rule: Rule, spelling_count: int, message_language: str) -> str:
    if spelling_count:
        labels = load_labels(message_language)
        return labels.format_count("spellings", spelling_count)
    if isinstance(rule.message, str):
        return rule.message
    return rule.message.get(message_language) or next(iter(rule.message.values()))


def _format_cell(value: object) -> object:
    return ("yes" if value else "no") if isinstance(value, bool) else value
