"""Findings for people and programs: a table with each quote in its text, and JSON."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from checks.engine.messages import LANGUAGES
from cli.console.render import emit
from cli.console.workspace import Function, Workspace
from exports.reports.labels import ReportLabels
from exports.reports.report import ReportEntry
from tm.errors import UnknownName
from tm.finding import Finding, Severity

if TYPE_CHECKING:
    from rich.console import Console

_STYLES_BY_SEVERITY = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
}
_CONTEXT_LENGTH = 40
"""Characters shown on each side of a quote."""
_NARROW_WIDTH = 72
"""Columns below which a terminal gets less context than that."""


def language_option(function: Function) -> Function:
    """`--language`, of messages, reports and descriptions."""
    return click.option(
        "--language",
        "message_language_name",
        type=click.Choice(LANGUAGES),
        help="Language of messages and reports.",
    )(function)


def choose_language(workspace: Workspace, language_name: str | None) -> str:
    """Choose the language of messages: the one named, or that of the settings.

    Raises UnknownName for a language without messages.
    """
    message_language = language_name or workspace.settings.checks.language
    if message_language not in LANGUAGES:
        raise UnknownName("language of messages", message_language, LANGUAGES)
    return message_language


def make_finding_json(finding: Finding) -> dict[str, Any]:  # JSON
    """Make the JSON of a finding, as docs/checks.md describes it."""
    span_by_key = {
        record_key: [span.start, span.end] if span else None
        for record_key, span in (
            ("source_span", finding.source_span),
            ("target_span", finding.target_span),
        )
    }
    finding_record: dict[str, Any] = {
        "unit": finding.unit,
        "document": finding.document,
        "check": finding.check,
        "severity": finding.severity.value,
        "message": finding.message,
        "quote": finding.quote,
        **span_by_key,
        "fix": finding.fix,
        "related": list(finding.related),
        "fingerprint": finding.fingerprint,
    }
    renderings = finding.renderings
    if renderings is not None:
        for record_key in ("source_locale", "target_locale", "source_phrase"):
            finding_record[record_key] = getattr(renderings, record_key)
        for record_key, rendering in (
            ("usual", renderings.usual),
            ("rare", renderings.rare),
        ):
            finding_record[record_key] = rendering.text
            finding_record[f"{record_key}_count"] = rendering.count
            finding_record[f"{record_key}_dates"] = [rendering.first, rendering.last]
    return finding_record


FINDING_COLUMNS = (
    *("document", "unit", "check", "severity", "quote", "message", "fix"),
    "fingerprint",
)
"""The columns of findings as tab-separated text, which `padanan dismiss` reads."""


def emit_findings(
    workspace: Workspace,
    findings: Iterable[Finding],
    *,
    draw_table: "Callable[[Console], None] | None" = None,
) -> None:
    """Print findings in the format of the call, each when the iterable yields it."""
    emit(
        workspace,
        None,
        json_records=map(make_finding_json, findings),
        columns=FINDING_COLUMNS,
        rows=(
            [getattr(finding, column_name) for column_name in FINDING_COLUMNS]
            for finding in findings
        ),
        draw_table=draw_table,
    )


def draw_findings(
    console: "Console",
    report_entries: Iterable[ReportEntry],
    labels: ReportLabels,
) -> None:
    """Print findings for people, each quote in its text.

    On a terminal long lines are wrapped and indented; elsewhere they are not.
    """
    from rich.padding import Padding  # only tables need it
    from rich.text import Text

    is_terminal = console.is_terminal
    is_narrow = is_terminal and console.width < _NARROW_WIDTH
    context_length = max(console.width // 4, 8) if is_narrow else _CONTEXT_LENGTH

    def print_line(line: Text, indent_width: int) -> None:
        if is_terminal:
            console.print(Padding(line, (0, 0, 0, indent_width), expand=False))
        else:
            console.print(Text(" " * indent_width) + line, soft_wrap=True)

    severity_width = (
        max(len(labels.name_severity(severity)) for severity in Severity) + 1
    )
    unit_id = None
    for report_entry in report_entries:
        finding = report_entry.finding
        if finding.unit != unit_id:
            unit_id = finding.unit
            heading = Text(escape_invisible(unit_id), style="bold")
            # The id of a unit of a table says where it is.
            if (
                report_entry.path
                and report_entry.line
                and not unit_id.endswith(f":{report_entry.line}")
            ):
                heading.append(
                    f"  {escape_invisible(report_entry.path)}:{report_entry.line}",
                    "dim not bold",
                )
            print_line(heading, 0)
        style = _STYLES_BY_SEVERITY[finding.severity]
        line = Text(
            f"{labels.name_severity(finding.severity):<{severity_width}}",
            style=style,
            end="",
        )
        line.append(
            f"{finding.check:<20} " if not is_narrow else f"{finding.check} ", "none"
        )
        line.append(escape_invisible(finding.message), "none")
        print_line(line, 2)
        line = Text()
        for text, is_quote in _split_quote_context(report_entry, context_length):
            line.append(
                escape_invisible(text), f"{style} underline" if is_quote else "dim"
            )
        if finding.fix is not None:
            line.append(
                f"  → {escape_invisible(finding.fix) or labels['nothing']}",
                style="green",
            )
        line.append(f"  [{finding.fingerprint}]", style="dim")
        print_line(line, 4 if is_narrow else 10)


def _split_quote_context(
    report_entry: ReportEntry, context_length: int
) -> Iterator[tuple[str, bool]]:
    """Yield the quote with some text around it, and whether each part is the quote."""
    finding = report_entry.finding
    span = finding.target_span or finding.source_span
    text = report_entry.target if finding.target_span else report_entry.source or ""
    if span is None or span.of(text) != finding.quote:
        yield finding.quote, True
        return
    if not text and report_entry.source:
        is_long = len(report_entry.source) > 2 * context_length
        yield (
            report_entry.source[: 2 * context_length] + ("…" if is_long else ""),
            False,
        )
        return
    start, end = max(0, span.start - context_length), span.end + context_length
    yield ("…" if start else "") + text[start : span.start], False
    yield span.of(text), True
    yield text[span.end : end] + ("…" if end < len(text) else ""), False


def escape_invisible(text: str) -> str:
    """Replace invisible characters of a text by their code points, such as ⟨200B⟩."""
    return "".join(
        character
        if character.isprintable() or character == "\u00a0"
        else f"⟨{ord(character):04X}⟩"
        for character in text
    )
