"""The command `terms lint`, which checks the termbase."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from checks.engine.checked_termbase import CheckedTermbase, Evidence, TermbaseFinding
from checks.termbase.memory_evidence import collect_evidence
from checks.termbase_lint import (
    LintRun,
    apply_settings_to_findings,
    choose_termbase_check_names,
    lint_termbase,
    needs_memory_evidence,
)
from cli.check.session.check_options import only_checks_option, split_names
from cli.check.session.finding_tally import FindingTally
from cli.check.session.finding_view import (
    STYLE_BY_SEVERITY,
    choose_language,
    language_option,
)
from cli.check.session.output_options import NEVER_FAIL, fail_on_option
from cli.console.command import command
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from exports.reports.labels import ReportLabels, load_labels
from glossary.concept_store import ConceptStore
from glossary.entries.entry import ConceptEntry
from tm.finding import Severity
from tm.store.backend.queries.counts import count_segments
from tm.text.control_characters import show_invisible_characters

if TYPE_CHECKING:
    from rich.console import Console

_MAX_LISTED_INFO_COUNT = 10
"""Findings of severity info per check that a table shows by default."""
_COLUMNS = ("concept", "check", "severity", "locale", "quote", "message", "fix")


@command(
    "lint",
    examples="""
    padanan terms lint
    padanan terms lint --no-memory --format json
    padanan terms lint --only tb.otherwise,tb.unattested --fail-on never
    padanan terms lint --language vi
    padanan terms lint --all
    """,
)
@click.option(
    "--memory/--no-memory",
    "compares_memory",
    default=True,
    show_default=True,
    help="Compare the terms with how the memory translates them.",
)
@only_checks_option
@click.option(
    "--skip",
    "skip_lists",
    multiple=True,
    metavar="IDS",
    help="Do not run these checks.",
)
@fail_on_option(Severity.WARNING)
@click.option(
    "--all",
    "shows_all",
    is_flag=True,
    help="Show all findings of severity info in a table, not only the first "
    f"{_MAX_LISTED_INFO_COUNT} of each check.",
)
@language_option
def lint(
    workspace: Workspace,
    compares_memory: bool,
    only_lists: Sequence[str],
    skip_lists: Sequence[str],
    failing_severity: str,
    shows_all: bool,
    message_language_name: str | None,
) -> int:
    """Check the termbase: duplicates, contradictions, cycles, dates, stray spaces.

    Also reports terms that the memory never uses, or translates in another way. IDS are
    ids or families of checks (`tb.cycle`, `tb`), separated by commas; `padanan checks`
    lists them.
    """
    labels = load_labels(choose_language(workspace, message_language_name))
    check_settings = workspace.settings.checks
    selected_check_names, skipped_check_names = choose_termbase_check_names(
        check_settings, split_names(only_lists), split_names(skip_lists)
    )
    entries = list(ConceptStore(workspace.database).entries())
    if not entries:
        workspace.say("The termbase is empty; see `padanan terms import --help`")
    evidence = None
    if (
        compares_memory
        and entries
        and needs_memory_evidence(selected_check_names, skipped_check_names)
    ):
        evidence = _collect_evidence(workspace, entries)
    lint_run = lint_termbase(
        CheckedTermbase.build(entries, evidence),
        only=selected_check_names,
        skip=skipped_check_names,
    )
    findings = apply_settings_to_findings(lint_run, check_settings, labels.language)
    _print_findings(workspace, findings, labels, shows_all=shows_all)
    return _print_summary(workspace, lint_run, findings, failing_severity, labels)


def _collect_evidence(
    workspace: Workspace, entries: Sequence[ConceptEntry]
) -> Evidence | None:
    """Collect the uses of the terms in the memory; None if it is empty."""
    with workspace.database.open_reader() as reader:
        if not count_segments(reader):
            return None
    with workspace.show_progress("reading the memory") as report_progress:
        return collect_evidence(
            entries, workspace.unit_store.read_units, report_progress=report_progress
        )


def _print_findings(
    workspace: Workspace,
    findings: Sequence[TermbaseFinding],
    labels: ReportLabels,
    *,
    shows_all: bool,
) -> None:
    shown_findings, hidden_count_by_check = _limit_info_findings(
        findings, len(findings) if shows_all else _MAX_LISTED_INFO_COUNT
    )
    print_result(
        workspace,
        [_make_finding_json(finding) for finding in findings],
        columns=_COLUMNS,
        rows=[
            [getattr(finding, column_name) for column_name in _COLUMNS]
            for finding in findings
        ],
        draw_table=lambda console: _draw_findings(console, shown_findings, labels),
    )
    if workspace.output_format == "table":
        for check_id, hidden_count in hidden_count_by_check.items():
            formatted_count = labels.format_number(hidden_count)
            message = labels.fill_in("more_advice", check_id, formatted_count)
            workspace.say(f"{message} (--all)")


def _limit_info_findings(
    findings: Iterable[TermbaseFinding], info_limit: int
) -> tuple[list[TermbaseFinding], dict[str, int]]:
    """Limit the findings of severity info, and count the hidden ones by check.

    `info_limit`: the most of them that are shown for each check.
    """
    shown_findings: list[TermbaseFinding] = []
    info_count_by_check: Counter[str] = Counter()
    for finding in findings:
        info_count_by_check[finding.check] += finding.severity is Severity.INFO
        if (
            finding.severity is not Severity.INFO
            or info_count_by_check[finding.check] <= info_limit
        ):
            shown_findings.append(finding)
    return shown_findings, {
        check_id: count - info_limit
        for check_id, count in info_count_by_check.items()
        if count > info_limit
    }


def _make_finding_json(finding: TermbaseFinding) -> dict[str, Any]:
    return {
        "concept": finding.concept,
        "check": finding.check,
        "severity": finding.severity.value,
        "message": finding.message,
        "locale": finding.locale,
        "quote": finding.quote,
        "fix": finding.fix,
        "related": list(finding.related),
        "examples": list(finding.examples),
    }


def _draw_findings(
    console: "Console", findings: Sequence[TermbaseFinding], labels: ReportLabels
) -> None:
    from rich.text import Text  # only tables need it

    severity_width = (
        max(len(labels.name_severity(severity)) for severity in Severity) + 1
    )
    concept_id = None
    for finding in findings:
        if finding.concept != concept_id:
            concept_id = finding.concept
            console.print(Text(concept_id, style="bold"))
        line = Text("  ")
        severity_name = labels.name_severity(finding.severity)
        line.append(
            f"{severity_name:<{severity_width}}",
            style=STYLE_BY_SEVERITY[finding.severity],
        )
        line.append(f"{finding.check:<17} ")
        if finding.quote:
            line.append(f"{finding.locale} ", style="dim")
            line.append(f"{_show_invisible(finding.quote)}: ", style="bold")
        line.append(finding.message)
        if finding.fix is not None:
            line.append(f"  → {_show_invisible(finding.fix)}", style="green")
        if finding.examples:
            line.append("  " + " ".join(finding.examples), style="dim")
        console.print(line, soft_wrap=True)


def _show_invisible(text: str) -> str:
    """Replace invisible characters by their code points, also no-break spaces."""
    return show_invisible_characters(text, keeps_no_break_spaces=False)


def _print_summary(
    workspace: Workspace,
    lint_run: LintRun,
    findings: Sequence[TermbaseFinding],
    failing_severity: str,
    labels: ReportLabels,
) -> int:
    for failure in lint_run.failures:
        workspace.warn(f"check {failure.check_id} failed: {failure.reason}")
    severity_counts = Counter(finding.severity for finding in findings)
    failed_check_count = len({failure.check_id for failure in lint_run.failures})
    tally = FindingTally(severity_counts, failed_check_count=failed_check_count)
    workspace.say(tally.describe(labels))
    if failing_severity == NEVER_FAIL:
        return 0
    failing_rank = Severity(failing_severity).rank
    return int(any(severity.rank <= failing_rank for severity in severity_counts))
