"""Findings for people and programs: a table with each quote in its text, and JSON."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from checks.engine.messages import LANGUAGES
from cli.console.workspace import Function, Workspace
from exports.reports.report import ReportEntry
from exports.reports.words import Words
from tm.errors import UnknownName
from tm.finding import Finding, Severity

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
}
_AROUND = 40
"""Characters shown on each side of a quote."""
_NARROW = 72
"""Columns below which a terminal has less room than that."""


def language_option(function: Function) -> Function:
    """`--language`, of messages, reports and descriptions."""
    return click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        help="Write messages and reports in this language.",
    )(function)


def language_of_messages(workspace: Workspace, given: str | None) -> str:
    """The language given for messages, or that of the settings.

    Raises UnknownName for one that there are no messages in.
    """
    language = given or workspace.settings.checks.language
    if language not in LANGUAGES:
        raise UnknownName("language of messages", language, LANGUAGES)
    return language


def finding_json(finding: Finding) -> dict[str, Any]:  # JSON
    """A finding as `check` prints it: see the interfaces in docs/checks.md."""
    spans = {
        name: [span.start, span.end] if span else None
        for name, span in (
            ("source_span", finding.source_span),
            ("target_span", finding.target_span),
        )
    }
    value: dict[str, Any] = {
        "unit": finding.unit,
        "document": finding.document,
        "check": finding.check,
        "severity": finding.severity.value,
        "message": finding.message,
        "quote": finding.quote,
        **spans,
        "fix": finding.fix,
        "related": list(finding.related),
        "fingerprint": finding.fingerprint,
    }
    said = finding.renderings
    if said is not None:
        for name in ("source_locale", "target_locale", "source_phrase"):
            value[name] = getattr(said, name)
        for name, rendering in (("usual", said.usual), ("rare", said.rare)):
            value[name] = rendering.text
            value[f"{name}_count"] = rendering.count
            value[f"{name}_dates"] = [rendering.first, rendering.last]
    return value


def draw_findings(
    console: "Console",
    entries: Iterable[ReportEntry],
    words: Words,
) -> None:
    """Draw findings, each quote in its text.

    On a terminal lines are wrapped at words, under one another; elsewhere a line stays
    a line.
    """
    from rich.padding import Padding  # only tables need it
    from rich.text import Text

    shown = console.is_terminal
    narrow = shown and console.width < _NARROW
    around = max(console.width // 4, 8) if narrow else _AROUND

    def put(line: Text, indent: int) -> None:
        if shown:
            console.print(Padding(line, (0, 0, 0, indent), expand=False))
        else:
            console.print(Text(" " * indent) + line, soft_wrap=True)

    width = max(len(words.severity(one)) for one in Severity) + 1
    unit = None
    for entry in entries:
        finding = entry.finding
        if finding.unit != unit:
            unit = finding.unit
            head = Text(visible(unit), style="bold")
            # The id of a unit of a table says where it is.
            if entry.path and entry.line and not unit.endswith(f":{entry.line}"):
                head.append(f"  {visible(entry.path)}:{entry.line}", "dim not bold")
            put(head, 0)
        style = _STYLES[finding.severity]
        line = Text(f"{words.severity(finding.severity):<{width}}", style=style, end="")
        line.append(
            f"{finding.check:<20} " if not narrow else f"{finding.check} ", "none"
        )
        line.append(visible(finding.message), "none")
        put(line, 2)
        line = Text()
        for text, marked in _in_context(entry, around):
            line.append(visible(text), f"{style} underline" if marked else "dim")
        if finding.fix is not None:
            line.append(
                f"  → {visible(finding.fix) or words['nothing']}", style="green"
            )
        line.append(f"  [{finding.fingerprint}]", style="dim")
        put(line, 4 if narrow else 10)


def _in_context(entry: ReportEntry, around: int) -> Iterator[tuple[str, bool]]:
    """The quote with a little of the text around it."""
    finding = entry.finding
    span = finding.target_span or finding.source_span
    text = entry.target if finding.target_span else entry.source or ""
    if span is None or span.of(text) != finding.quote:
        yield finding.quote, True
        return
    if not text and entry.source:
        long = len(entry.source) > 2 * around
        yield entry.source[: 2 * around] + ("…" if long else ""), False
        return
    start, end = max(0, span.start - around), span.end + around
    yield ("…" if start else "") + text[start : span.start], False
    yield span.of(text), True
    yield text[span.end : end] + ("…" if end < len(text) else ""), False


def visible(text: str) -> str:
    """Text for a terminal: what cannot be seen as its code point."""
    return "".join(
        character
        if character.isprintable() or character == "\u00a0"
        else f"⟨{ord(character):04X}⟩"
        for character in text
    )
