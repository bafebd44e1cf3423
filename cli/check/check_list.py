"""The list of checks, and the explanation of one: `padanan checks [ID]`.

The examples are test cases of the check, run again to show today's messages.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from checks.cases.termbase_cases import TermbaseCase, iterate_termbase_cases_of_check
from checks.cases.text_cases import TextCase, iterate_text_cases_of_check
from checks.catalogue import CHECKS, select_checks
from checks.engine.check import Check, Level
from checks.engine.messages import write_finding_message
from checks.engine.unit import Unit
from checks.measuring.measured_checks import (
    is_in_default_profile,
    read_measured_checks,
)
from checks.measuring.seeded_errors.error_kinds import list_error_kinds
from checks.profile import OFF, CheckPlan
from checks.runner.run import run
from checks.session import CheckSelection, make_plan
from checks.termbase_lint import lint_termbase
from cli.check.session.finding_view import choose_language, language_option
from cli.console.render import draw_table_rows, emit, format_json
from cli.console.workspace import Workspace, command
from exports.reports.labels import ReportLabels, load_labels
from glossary.entries.entry import ConceptEntry

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_SHOWN_COLUMNS = ("id", "severity", "mends", "description")
"""The columns of the list for people, who ask for the others by `checks ID`."""
_SHOWN_EXAMPLE_COUNT = 1
"""Examples of each kind that a table shows; JSON has all."""
Json = dict[str, Any]


@command(
    "list",
    examples="""
    padanan checks
    padanan checks num.value
    padanan checks num date.month --format json
    padanan checks --language vi
    """,
)
@click.argument("id_lists", metavar="[ID]...", nargs=-1)
@click.option(
    "--profile",
    "profile_name",
    metavar="NAME",
    help="Show the severities of this profile; default that of the settings.",
)
@language_option
def list_(
    workspace: Workspace,
    id_lists: Sequence[str],
    profile_name: str | None,
    message_language_name: str | None,
) -> None:
    """List all checks, or explain those named.

    An ID is that of a check or of a family (`num.value`, `num`). A check is explained
    with an example that it reports and one that it does not, from its tests. The
    severity is that in the profile in force, `off` where the check does not run; the
    column `own` has that of the check by itself, if it is another. The column `mends`
    is `yes` if `padanan check --fix` applies the fixes of a check, and `asked` if only
    --fix-only does.
    """
    message_language = choose_language(workspace, message_language_name)
    plan = make_plan(
        workspace.settings.checks, CheckSelection(profile=profile_name or None)
    )
    if not id_lists:
        checks = sorted(CHECKS.values(), key=lambda check: check.id)
        check_records = [
            _make_check_json(check, plan, message_language) for check in checks
        ]
        column_names = [
            *("id", "severity", "own", "level", "description", "mends", "options")
        ]
        rows = [
            [
                check_record["id"],
                _name_severity_in_force(check_record),
                _name_other_severity(check_record),
                *(check_record[column_name] for column_name in column_names[3:-2]),
                "yes"
                if check_record["mends"]
                else "asked"
                if check_record["fixes"]
                else "",
                ", ".join(check_record["options"]),
            ]
            for check_record in check_records
        ]
        emit(
            workspace,
            check_records,
            columns=column_names,
            rows=rows,
            draw_table=lambda console: draw_table_rows(
                console,
                _SHOWN_COLUMNS,
                [
                    [row[column_names.index(name)] for name in _SHOWN_COLUMNS]
                    for row in rows
                ],
            ),
        )
        return
    check_names = [
        check_name
        for id_list in id_lists
        for check_name in id_list.split(",")
        if check_name
    ]
    checks = select_checks(check_names)
    check_records = [
        _make_check_json(check, plan, message_language)
        | _make_explanation_json(check, message_language)
        for check in checks
    ]
    column_names = ["id", "severity", "level", "description"]
    emit(
        workspace,
        check_records,
        columns=column_names,
        rows=[
            [check_record[column_name] for column_name in column_names]
            for check_record in check_records
        ],
        draw_table=lambda console: _draw_explanations(
            console, check_records, load_labels(message_language)
        ),
    )


def _make_check_json(check: Check, plan: CheckPlan, message_language: str) -> Json:
    """Describe a check; its severity is that in the plan, if the check runs."""
    severity = plan.find_severity(check.id, check.severity)
    return {
        "id": check.id,
        "severity": severity.value,
        "own_severity": check.severity.value,
        "runs": check in plan.checks,
        "level": check.level.value,
        "description": check.describe(message_language),
        "by_default": is_in_default_profile(check.id),
        "mends": check.safe_fixes,
        "fixes": check.safe_fixes or check.unsafe_fixes,
        "options": {
            option.name: {
                "default": option.default,
                "kind": option.value_description,
                "help": option.describe(message_language),
            }
            for option in check.options
        },
    }


def _name_severity_in_force(check_record: Mapping[str, Any]) -> str:
    return str(check_record["severity"]) if check_record["runs"] else OFF


def _name_other_severity(check_record: Mapping[str, Any]) -> str:
    """Name the severity of the check by itself, if the profile changes it."""
    own_severity = str(check_record["own_severity"])
    in_force = _name_severity_in_force(check_record)
    return "" if own_severity == in_force else own_severity


def _make_measured_json(check: Check) -> Json:
    """Make the counts of findings on real pages and of seeded errors."""
    measured = read_measured_checks()
    judged = measured.judged_by_check.get(check.id)
    seeded = measured.seeded_by_check.get(check.id)
    return {
        "pages": asdict(judged) if judged else None,
        "seeded": asdict(seeded) if seeded else None,
    }


def _make_explanation_json(check: Check, message_language: str) -> Json:
    """Explain a check, with its examples."""
    if check.level is Level.TERMBASE:
        case_records_with_outcomes = [
            _make_termbase_case_json(termbase_case, message_language)
            for termbase_case in iterate_termbase_cases_of_check(check.id)
        ]
    else:
        case_records_with_outcomes = [
            _make_case_json(text_case, message_language)
            for text_case in iterate_text_cases_of_check(check.id)
        ]
    check_state = check.state()
    return {
        "explanation": check.explain(message_language),
        "measured": _make_measured_json(check),
        "works": check_state.works,
        "state": check_state.write_message(message_language) or None,
        "faults": [
            error_kind.name
            for error_kind in list_error_kinds()
            if check.id in error_kind.check_ids
        ],
        "fires": [
            case_record
            for must_fire, case_record in case_records_with_outcomes
            if must_fire
        ],
        "silent": [
            case_record
            for must_fire, case_record in case_records_with_outcomes
            if not must_fire
        ],
    }


def _draw_explanations(
    console: "Console", explanations: Iterable[Mapping[str, Any]], labels: ReportLabels
) -> None:
    """Print the explanations of checks."""
    from rich.text import Text  # only tables need it

    for explanation in explanations:
        heading = Text(explanation["id"], style="bold")
        severity_and_level = labels.fill_in(
            "explained",
            _name_severity_in_force(explanation),
            explanation["level"],
        )
        if other_severity := _name_other_severity(explanation):
            severity_and_level += ", " + labels.fill_in("own_severity", other_severity)
        heading.append(f"  {severity_and_level}", style="dim")
        console.print(heading)
        console.print(Text(f"  {explanation['description']}"))
        for paragraph in explanation["explanation"]:
            console.print(Text(f"  {paragraph}", style="dim"))
        for line in _describe_measured(explanation, labels):
            console.print(Text(f"  {line}", style="dim"), soft_wrap=True)
        if explanation["state"]:
            style = "green" if explanation["works"] else "yellow"
            console.print(
                Text(f"  {explanation['state']}", style=style), soft_wrap=True
            )
        for option_name, option in explanation["options"].items():
            default_text = format_json(option["default"])
            option_line = labels.fill_in(
                "option", option_name, default_text, option["help"]
            )
            console.print(Text(f"  {option_line}", style="dim"), soft_wrap=True)
        for outcome, style in (("fires", "red"), ("silent", "green")):
            for example in explanation[outcome][:_SHOWN_EXAMPLE_COUNT]:
                console.print(Text(f"  {labels[outcome]}", style=style))
                for example_line in _make_example_lines(example, labels):
                    console.print(example_line, soft_wrap=True)
        console.print()


def _describe_measured(
    explanation: Mapping[str, Any], labels: ReportLabels
) -> Iterator[str]:
    """Describe how often the findings were right, and whether the check runs."""
    pages, seeded = (explanation["measured"][key] for key in ("pages", "seeded"))
    if pages:
        page_counts = (pages["wanted"], sum(pages.values()), pages["arguable"])
        yield labels.fill_in("measured_pages", *map(str, page_counts))
    if seeded:
        counts = (seeded["found"], seeded["seeded"], seeded["false"], seeded["units"])
        yield labels.fill_in("measured_seeded", *map(str, counts))
    if not explanation["by_default"]:
        yield labels["strict_only"]


def _make_case_json(case: TextCase, message_language: str) -> tuple[bool, Json]:
    findings = [
        {
            "unit": finding.unit,
            "quote": finding.quote,
            "in_source": finding.target_span is None
            and finding.source_span is not None,
            "message": write_finding_message(finding, finding.check, message_language),
            "fix": finding.fix,
        }
        for finding in run(case.units, case.context, select_checks([case.check_id]))
    ]
    return case.must_fire, {
        "source_locale": case.context.source_locale.tag
        if case.context.source_locale
        else None,
        "locale": case.context.target_locale.tag,
        "units": [_make_unit_json(unit) for unit in case.units],
        "terms": list(case.expected_values.get("terms", ())),
        "starter": sorted(case.context.terms.starter_concept_ids),
        "findings": findings,
    }


def _make_unit_json(unit: Unit) -> Json:
    return {"unit": unit.id, "source": unit.source, "target": unit.target}


def _make_termbase_case_json(
    case: TermbaseCase, message_language: str
) -> tuple[bool, Json]:
    findings = lint_termbase(case.termbase, only=[case.check_id])
    return case.must_fire, {
        "entries": [_make_entry_json(entry) for entry in case.termbase.entries],
        "findings": [
            {
                "concept": finding.concept,
                "quote": finding.quote,
                "message": finding.write_message(message_language),
            }
            for finding in findings
        ],
    }


def _make_entry_json(entry: ConceptEntry) -> Json:
    return {
        "concept": entry.id,
        "terms": [
            {
                "locale": term.locale.tag,
                "text": term.text,
                "status": "forbidden" if term.forbidden else term.status.value,
            }
            for term in entry.terms
        ],
        "relations": [
            [relation.kind.value, relation.concept] for relation in entry.relations
        ],
    }


def _make_example_lines(
    example: Mapping[str, Any], labels: ReportLabels
) -> Iterator["Text"]:
    from rich.text import Text

    for unit in example.get("units", ()):
        if unit["source"] is not None:
            yield Text(
                f"    {example['source_locale']:<4}{unit['source']}", style="dim"
            )
        quotes = [
            finding["quote"]
            for finding in example["findings"]
            if finding["unit"] == unit["unit"] and not finding["in_source"]
        ]
        target_line = Text(f"    {example['locale']:<4}{unit['target']}")
        for quote in filter(None, quotes):
            target_line.highlight_words([quote], style="bold red underline")
        yield target_line
    for term_record in example.get("terms", ()):
        yield Text(
            f"    {labels['termbase']}: {_describe_entry(term_record)}", style="dim"
        )
    for entry in example.get("entries", ()):
        terms_text = "; ".join(
            f"{term['locale']} {term['text']} ({term['status']})"
            for term in entry["terms"]
        )
        relations_text = "".join(
            f"; {' '.join(relation)}" for relation in entry["relations"]
        )
        yield Text(f"    {entry['concept']}: {terms_text}{relations_text}")
    yield from _make_finding_lines(example["findings"])


def _make_finding_lines(findings: Sequence[Mapping[str, Any]]) -> Iterator["Text"]:
    from rich.text import Text

    for finding in findings:
        fix_text = f" → {finding['fix']}" if finding.get("fix") is not None else ""
        yield Text(
            f"    “{finding['quote']}”: {finding['message']}{fix_text}", style="bold"
        )


def _describe_entry(entry_fields: Mapping[str, Any]) -> str:
    """Describe an entry of a case's termbase, without the id of its concept."""
    field_texts = [
        f"{field_name} {field_value}"
        for field_name, field_value in entry_fields.items()
        if field_name not in ("id", "relations")
    ]
    field_texts += [
        " ".join(relation) for relation in entry_fields.get("relations", ())
    ]
    return ", ".join(field_texts)
