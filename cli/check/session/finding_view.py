"""Findings for people and programs: a table with each quote in its text, and JSON."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from checks.engine.messages import LANGUAGES
from cli.console.options.option_group import FunctionT
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from exports.reports.labels import ReportLabels
from exports.reports.report import ReportEntry, make_finding_json
from tm.errors import UnknownName
from tm.finding import Finding, Severity, Span
from tm.text.control_characters import show_invisible_characters

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STYLE_BY_SEVERITY = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
}
_CONTEXT_LENGTH = 40
"""Characters shown on each side of a quote."""
_NARROW_WIDTH = 72
"""Columns below which a terminal gets less context than that."""
_LANGUAGE_WIDTH = 4
_CHECK_WIDTH = 20
"""Columns of the id of a check, unless a terminal is narrow."""


def language_option(function: FunctionT) -> FunctionT:
    """Add the option `--language` of messages, reports and descriptions."""
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


_LOCATION_COLUMNS = ("file", "line")
FINDING_COLUMNS = (
    *_LOCATION_COLUMNS,
    *("document", "unit", "check", "severity", "quote", "message", "fix"),
    "fingerprint",
)
"""The columns of findings as tab-separated text, which `padanan dismiss` reads."""


def emit_findings(
    workspace: Workspace,
    report_entries: Iterable[ReportEntry],
    *,
    draw_table: "Callable[[Console], None] | None" = None,
) -> None:
    """Print findings in the format of the call, each when the iterable yields it."""
    print_result(
        workspace,
        None,
        json_records=map(make_finding_json, report_entries),
        columns=FINDING_COLUMNS,
        rows=map(_make_finding_row, report_entries),
        draw_table=draw_table,
    )


def _make_finding_row(report_entry: ReportEntry) -> list[object]:
    """Make the row of a finding, whose columns are FINDING_COLUMNS."""
    finding_columns = FINDING_COLUMNS[len(_LOCATION_COLUMNS) :]
    return [
        report_entry.path,
        report_entry.line,
        *(getattr(report_entry.finding, name) for name in finding_columns),
    ]


def draw_findings(
    console: "Console",
    report_entries: Iterable[ReportEntry],
    labels: ReportLabels,
    language_tags: tuple[str, str],
) -> None:
    """Print findings for people, each quote in its text, with the other side's.

    `language_tags`: the tags of source and target. On a terminal long lines are wrapped
    and indented; elsewhere they are not.
    """
    printer = _FindingPrinter(console, labels, language_tags)
    heading_key = None
    for report_entry in report_entries:
        finding = report_entry.finding
        if (finding.unit, report_entry.path) != heading_key:
            heading_key = finding.unit, report_entry.path
            printer.print_heading(report_entry)
        printer.print_message(finding)
        printer.print_texts(report_entry)


@dataclass(frozen=True, slots=True)
class _FindingPrinter:
    """Prints the lines of findings, in the width of a console."""

    console: "Console"
    labels: ReportLabels
    languages: tuple[str, str]

    @property
    def _has_narrow_terminal(self) -> bool:
        return self.console.is_terminal and self.console.width < _NARROW_WIDTH

    @property
    def _text_indent(self) -> int:
        return 4 if self._has_narrow_terminal else 10

    def print_heading(self, report_entry: ReportEntry) -> None:
        """Print the unit, and where it is."""
        from rich.text import Text  # only tables need it, here and below

        heading = Text(
            show_invisible_characters(report_entry.finding.unit), style="bold"
        )
        location = _describe_location(report_entry)
        if location:
            heading.append(f"  {show_invisible_characters(location)}", "dim not bold")
        self._print_line(heading, 0, 2)

    def print_message(self, finding: Finding) -> None:
        """Print severity, check and message."""
        from rich.text import Text

        name_severity = self.labels.name_severity
        severity_width = max(len(name_severity(severity)) for severity in Severity) + 1
        line = Text(
            f"{name_severity(finding.severity):<{severity_width}}",
            style=STYLE_BY_SEVERITY[finding.severity],
            end="",
        )
        check_width = 0 if self._has_narrow_terminal else _CHECK_WIDTH
        line.append(f"{finding.check:<{check_width}} ", "none")
        line.append(show_invisible_characters(finding.message), "none")
        self._print_line(line, 2, self._text_indent - 2)

    def print_texts(self, report_entry: ReportEntry) -> None:
        """Print the quote in its text, the other side's, and the fix."""
        finding = report_entry.finding
        context_length = (
            max(self.console.width // 4, 8)
            if self._has_narrow_terminal
            else _CONTEXT_LENGTH
        )
        sides_with_parts = _split_sides(report_entry, context_length)
        lines = [
            _draw_side(
                text_parts,
                self.languages[is_target] if len(sides_with_parts) > 1 else None,
                STYLE_BY_SEVERITY[finding.severity],
            )
            for is_target, text_parts in sides_with_parts
        ]
        if finding.fix is not None:
            shown_fix = show_invisible_characters(finding.fix) or self.labels["nothing"]
            lines[-1].append(f"  → {shown_fix}", style="green")
        lines[-1].append(f"  [{finding.fingerprint}]", style="dim")
        for line in lines:
            self._print_line(
                line,
                self._text_indent,
                _LANGUAGE_WIDTH if len(sides_with_parts) > 1 else 0,
            )

    def _print_line(
        self, line: "Text", indent_width: int, hanging_width: int = 0
    ) -> None:
        """Print a line; where it is wrapped, its other lines are indented further."""
        from rich.text import Text

        text_width = max(self.console.width - indent_width - hanging_width, 8)
        wrapped_lines = (
            line.wrap(self.console, text_width) if self.console.is_terminal else [line]
        )
        for index, wrapped_line in enumerate(wrapped_lines):
            indent = Text(" " * (indent_width + hanging_width * (index > 0)))
            wrapped_line.rstrip()
            self.console.print(indent + wrapped_line, soft_wrap=True)


def _describe_location(report_entry: ReportEntry) -> str:
    """Name file and line of a unit, if its id does not say where it is."""
    path, line = report_entry.path, report_entry.line
    if not path or report_entry.finding.unit.startswith(path):
        return ""
    if line is None:
        return path
    return "" if report_entry.finding.unit.endswith(f":{line}") else f"{path}:{line}"


def _draw_side(
    text_parts: Iterable[tuple[str, bool]], language: str | None, style: str
) -> "Text":
    """Draw an excerpt of one side, with the tag of its language if there are two."""
    from rich.text import Text

    line = Text(f"{language:<{_LANGUAGE_WIDTH}}" if language else "", style="")
    for text, is_quote in text_parts:
        line.append(
            show_invisible_characters(text), f"{style} underline" if is_quote else "dim"
        )
    return line


def _split_sides(
    report_entry: ReportEntry, context_length: int
) -> list[tuple[bool, list[tuple[str, bool]]]]:
    """Split the texts to show into parts: the source, then the target.

    Each text has whether it is the target; each part, whether it is the quote. A source
    that was checked by itself is shown alone.
    """
    finding, source = report_entry.finding, report_entry.source or ""
    target = report_entry.target
    source_parts = [*_split_excerpt(source, finding.source_span, context_length)]
    target_parts = [*_split_excerpt(target, finding.target_span, context_length)]
    if finding.about_source:
        return [(False, source_parts)]
    quoted_span = finding.target_span or finding.source_span
    quoted_text = target if finding.target_span else source
    if quoted_span is None or quoted_span.of(quoted_text) != finding.quote:
        target_parts = [(finding.quote, True)]  # its unit is not known
    if not source:
        return [(True, target_parts)]
    if finding.source_span is None:
        source_parts = _cut_corresponding_excerpt(
            source, finding.target_span, len(target), context_length
        )
    elif finding.target_span is None:
        target_parts = _cut_corresponding_excerpt(
            target, finding.source_span, len(source), context_length
        )
    sides_with_parts = [(False, source_parts), (True, target_parts)]
    return [
        side_with_parts
        for side_with_parts in sides_with_parts
        if any(text for text, _ in side_with_parts[1])
    ]


def _split_excerpt(
    text: str, span: Span | None, context_length: int
) -> Iterator[tuple[str, bool]]:
    """Yield a quote with some text around it, and whether each part is the quote."""
    if span is None:
        return
    start, end = max(0, span.start - context_length), span.end + context_length
    yield ("…" if start else "") + text[start : span.start], False
    yield span.of(text), True
    yield text[span.end : end] + ("…" if end < len(text) else ""), False


def _cut_corresponding_excerpt(
    text: str, other_span: Span | None, other_length: int, context_length: int
) -> list[tuple[str, bool]]:
    """Cut the part out of a text without a quote that stands where the other's does."""
    middle = 0
    if other_span is not None and other_length:
        middle = len(text) * (other_span.start + other_span.end) // (2 * other_length)
    start = max(0, min(middle - context_length, len(text) - 2 * context_length))
    end = start + 2 * context_length
    excerpt = text[start:end]
    return [(f"{'…' if start else ''}{excerpt}{'…' if end < len(text) else ''}", False)]
