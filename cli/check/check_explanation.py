"""The explanation of a check, with examples that it reports and does not report.

The examples are test cases of the check, run again to show today's messages.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from checks.cases.termbase_case_reader import (
    TermbaseCase,
    iterate_termbase_cases_of_check,
)
from checks.cases.text_case_reader import TextCase, iterate_text_cases_of_check
from checks.catalogue import select_checks
from checks.engine.check import Check, Level
from checks.engine.messages import write_finding_message
from checks.engine.unit import Unit
from checks.measuring.measured_checks import (
    read_measured_checks,
)
from checks.measuring.seeded_errors.error_kinds import list_error_kinds
from checks.profile import OFF
from checks.runner.run import run
from checks.termbase_lint import lint_termbase
from cli.console.output_formats import format_json
from exports.reports.labels import ReportLabels
from glossary.entries.entry import ConceptEntry

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_SHOWN_EXAMPLE_COUNT = 1
"""Examples of each kind that a table shows; JSON has all."""
Json = dict[str, Any]


def describe_severity_in_force(check_record: Mapping[str, Any]) -> str:
    """Name the severity of a check in the profile; `off` if it does not run."""
    return str(check_record["severity"]) if check_record["runs"] else OFF


def describe_other_severity(check_record: Mapping[str, Any]) -> str:
    """Name the severity of the check by itself, if the profile changes it."""
    own_severity = str(check_record["own_severity"])
    severity_in_force = describe_severity_in_force(check_record)
    return "" if own_severity == severity_in_force else own_severity


def _make_measurement_json(check: Check) -> Json:
    """Make the counts of findings on real pages and of seeded errors."""
    measured_checks = read_measured_checks()
    judged_findings = measured_checks.judgement_counts_by_check.get(check.id)
    seeded_errors = measured_checks.seeding_counts_by_check.get(check.id)
    return {
        "pages": asdict(judged_findings) if judged_findings else None,
        "seeded": asdict(seeded_errors) if seeded_errors else None,
    }


def make_explanation_json(check: Check, message_language: str) -> Json:
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
        "measured": _make_measurement_json(check),
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


def draw_explanations(
    console: "Console", explanations: Iterable[Mapping[str, Any]], labels: ReportLabels
) -> None:
    """Print the explanations of checks."""
    from rich.text import Text  # only tables need it

    for explanation in explanations:
        heading = Text(explanation["id"], style="bold")
        severity_and_level = labels.fill_in(
            "explained",
            describe_severity_in_force(explanation),
            explanation["level"],
        )
        if other_severity := describe_other_severity(explanation):
            severity_and_level += ", " + labels.fill_in("own_severity", other_severity)
        heading.append(f"  {severity_and_level}", style="dim")
        console.print(heading)
        console.print(Text(f"  {explanation['description']}"))
        for paragraph in explanation["explanation"]:
            console.print(Text(f"  {paragraph}", style="dim"))
        for line in _describe_measurement(explanation, labels):
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


def _describe_measurement(
    explanation: Mapping[str, Any], labels: ReportLabels
) -> Iterator[str]:
    """Describe how often the findings were right, and whether the check runs."""
    verdict_counts, seeded_counts = (
        explanation["measured"][key] for key in ("pages", "seeded")
    )
    if verdict_counts:
        page_counts = (
            verdict_counts["wanted"],
            sum(verdict_counts.values()),
            verdict_counts["arguable"],
        )
        yield labels.fill_in("measured_pages", *map(str, page_counts))
    if seeded_counts:
        seeding_counts = (
            seeded_counts["found"],
            seeded_counts["seeded"],
            seeded_counts["false"],
            seeded_counts["units"],
        )
        yield labels.fill_in("measured_seeded", *map(str, seeding_counts))
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
        "terms": list(case.case_table.get("terms", ())),
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
