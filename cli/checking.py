"""Commands about checks: check, checks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from checks.catalogue import CHECKS, selected
from checks.registry import Level
from checks.run import Run, run
from checks.subject import Context, Subject
from cli.options import Workspace, command, source_option, target_option
from cli.render import emit
from cli.subjects import (
    Languages,
    from_article,
    from_file,
    from_memory,
    subjects_of,
)
from exports.format import Skipped
from glossary.store import Glossary
from tm.errors import InputError
from tm.issue import Issue, Severity
from tm.text.locale import Locale

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
}
_NEVER = "never"
_AROUND = 40
"""Characters shown on each side of a quote."""


@command(
    examples="""
    padanan check page.txt -t id
    padanan check units.jsonl -s vi -t id --only num,date
    padanan check --memory -s vi -t id --fail-on warning
    """
)
@click.argument("paths", metavar="[FILE]...", nargs=-1)
@click.option("--memory", is_flag=True, help="Check the units of the memory.")
@click.option("--article", metavar="KEY", help="Check a stored article.")
@source_option
@target_option
@click.option("--only", multiple=True, metavar="IDS", help="Run these checks only.")
@click.option("--skip", multiple=True, metavar="IDS", help="Leave these checks out.")
@click.option(
    "--fail-on",
    type=click.Choice([*(severity.value for severity in Severity), _NEVER]),
    default=Severity.ERROR.value,
    show_default=True,
    help="Exit 1 for findings of this severity or a worse one.",
)
def check(
    workspace: Workspace,
    paths: Sequence[str],
    memory: bool,
    article: str | None,
    source: Locale | None,
    target: Locale | None,
    only: Sequence[str],
    skip: Sequence[str],
    fail_on: str,
) -> int:
    """Check pages, units in files, the memory or an article.

    A FILE is a page as text, JSON lines with `source` and `target`, or any format that
    can be imported; `-` is standard input. Without source text only the target is
    judged. IDS are ids or families (`num.value`, `num`), parted by commas; `padanan
    checks` lists them.
    """
    if sum(map(bool, (paths, memory, article))) != 1:
        raise InputError("say what to check: FILES, --memory or --article KEY")
    languages = _languages(workspace, source, target)
    settings = workspace.settings.checks
    chosen, unwanted = _names(only) or list(settings.only), _names(skip)
    unwanted += settings.skip
    # A wrong name is told before anything is read.
    if all(entry.level is Level.TERMBASE for entry in selected(chosen, unwanted)):
        raise InputError(
            "these are no checks of units: run `padanan terms lint` for those of the "
            "termbase, `padanan checks` for a list"
        )
    skipped: list[Skipped] = []
    seen: dict[str, Subject] = {}
    subjects = _subjects(workspace, paths, article, languages, skipped)
    if workspace.format == "table":
        subjects = _remembered(subjects, seen)
    result = run(subjects, _context(workspace, languages), only=chosen, skip=unwanted)
    counts = _print(workspace, result, seen)
    _tell(workspace, result, skipped, counts)
    if fail_on == _NEVER:
        return 0
    limit = Severity(fail_on).rank
    return int(any(severity.rank <= limit for severity in counts))


@command(
    examples="""
    padanan checks
    padanan checks --format json
    """
)
def checks(workspace: Workspace) -> None:
    """List the checks: id, severity, level and what they find."""
    value = [
        {
            "id": entry.id,
            "severity": entry.severity.value,
            "level": entry.level.value,
            "description": entry.description,
        }
        for entry in sorted(CHECKS.values(), key=lambda entry: entry.id)
    ]
    emit(workspace, value)


def _languages(
    workspace: Workspace, source: Locale | None, target: Locale | None
) -> Languages:
    target = workspace.target(target)
    if source is None:
        usual = (workspace.settings.source, workspace.settings.target)
        others = [one for one in usual if one and one.language != target.language]
        source = others[0] if others else None
    return Languages(source, target)


def _names(listings: Sequence[str]) -> list[str]:
    return [
        name.strip() for text in listings for name in text.split(",") if name.strip()
    ]


def _subjects(
    workspace: Workspace,
    paths: Sequence[str],
    article: str | None,
    languages: Languages,
    skipped: list[Skipped],
) -> Iterator[Subject]:
    if article is not None:
        return from_article(workspace.database, article, languages)
    if not paths:
        return from_memory(workspace.database, languages)
    entries = chain.from_iterable(from_file(path, languages) for path in paths)
    return subjects_of(entries, skipped)


def _remembered(
    subjects: Iterable[Subject], seen: dict[str, Subject]
) -> Iterator[Subject]:
    """The same units, kept for showing findings in their text."""
    for subject in subjects:
        seen[subject.id] = subject
        yield subject


def _context(workspace: Workspace, languages: Languages) -> Context:
    entries = Glossary(workspace.database).entries()
    return Context.of(entries, languages.target, languages.source)


def _print(
    workspace: Workspace, result: Run, seen: dict[str, Subject]
) -> Counter[Severity]:
    """Print the issues, as they are found where the format allows; count them."""
    counts: Counter[Severity] = Counter()

    def counted() -> Iterator[Issue]:
        for issue in result:
            counts[issue.severity] += 1
            yield issue

    if workspace.format == "jsonl":
        emit(workspace, None, lines=map(_json, counted()))
        return counts
    issues = [*counted()]
    columns = ["unit", "check", "severity", "quote", "message", "fix"]
    emit(
        workspace,
        [_json(issue) for issue in issues],
        columns=columns,
        rows=[[getattr(issue, name) for name in columns] for issue in issues],
        table=lambda console: _draw(console, issues, seen),
    )
    return counts


def _json(issue: Issue) -> dict[str, Any]:
    spans = {
        name: [span.start, span.end] if span else None
        for name, span in (
            ("source_span", issue.source_span),
            ("target_span", issue.target_span),
        )
    }
    return {
        "unit": issue.unit,
        "document": issue.document,
        "check": issue.check,
        "severity": issue.severity.value,
        "message": issue.message,
        "quote": issue.quote,
        **spans,
        "fix": issue.fix,
        "related": list(issue.related),
    }


def _draw(
    console: "Console", issues: Sequence[Issue], seen: dict[str, Subject]
) -> None:
    from rich.text import Text  # only tables need it

    unit = None
    for issue in issues:
        if issue.unit != unit:
            unit = issue.unit
            console.print(Text(unit, style="bold"))
        style = _STYLES[issue.severity]
        line = Text("  ")
        line.append(f"{issue.severity.value:<8}", style=style)
        line.append(f"{issue.check:<20} ")
        line.append(issue.message)
        console.print(line, soft_wrap=True)
        line = Text(" " * 10)
        for text, marked in _in_context(issue, seen.get(issue.unit)):
            line.append(_visible(text), style=f"{style} underline" if marked else "dim")
        if issue.fix is not None:
            line.append(f"  → {_visible(issue.fix)}", style="green")
        console.print(line, soft_wrap=True)


def _in_context(issue: Issue, subject: Subject | None) -> Iterator[tuple[str, bool]]:
    """The quote with a little of the text around it."""
    span = issue.target_span or issue.source_span
    if subject is None or span is None:
        yield issue.quote, True
        return
    text = subject.target if issue.target_span else subject.source or ""
    start, end = max(0, span.start - _AROUND), span.end + _AROUND
    yield ("…" if start else "") + text[start : span.start], False
    yield span.of(text), True
    yield text[span.end : end] + ("…" if end < len(text) else ""), False


def _visible(text: str) -> str:
    """Text for a terminal: what cannot be seen as its code point."""
    return "".join(
        character
        if character.isprintable() or character == "\u00a0"
        else f"⟨{ord(character):04X}⟩"
        for character in text
    )


def _tell(
    workspace: Workspace,
    result: Run,
    skipped: Sequence[Skipped],
    counts: Counter[Severity],
) -> None:
    for failure in result.failures[:10]:
        workspace.warn(
            f"the check {failure.check} broke on {failure.unit}: {failure.reason}"
        )
    for item in skipped[:10]:
        place = f"{item.path}:{item.line}" if item.line else item.path
        workspace.warn(f"{place}: skipped: {item.reason}")
    parts = [_number(counts[severity], severity.value) for severity in Severity]
    total = sum(counts.values())
    found = f"{_number(total, 'finding')}: {', '.join(parts)}"
    workspace.say(found if total else "no findings")


def _number(count: int, noun: str) -> str:
    """A count with its noun; `info` is the short form of a word without a plural."""
    return f"{count} {noun}" if count == 1 or noun == "info" else f"{count} {noun}s"
