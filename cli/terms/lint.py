"""The termbase's linter: `padanan terms lint`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from checks.catalogue import selected
from checks.engine.check import Level
from checks.engine.evidence import Evidence, evidence_of
from checks.engine.termbase import Termbase, TermbaseFinding
from checks.profile import Profile, parsed
from checks.termbase_lint import LintRun
from checks.termbase_lint import lint as linted
from cli.check.session.check_options import split_names
from cli.check.session.findings import choose_language, language_option
from cli.check.session.summary import FindingTally
from cli.console.render import emit
from cli.console.unused_options import refuse_unused_options
from cli.console.workspace import Workspace, command
from exports.reports.words import ReportWords, words_of
from glossary.entries.entry import ConceptEntry
from glossary.glossary import Glossary
from tm.errors import InputError
from tm.finding import Severity
from tm.store.units.counts import segment_counts

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
}
_NEVER = "never"
_MOST_ADVICE = 10
"""Findings for information of one check that a table shows unasked."""
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
    default=True,
    show_default=True,
    help="Ask the memory how it renders the terms.",
)
@click.option("--only", multiple=True, metavar="IDS", help="Run these checks only.")
@click.option("--skip", multiple=True, metavar="IDS", help="Leave these checks out.")
@click.option(
    "--fail-on",
    type=click.Choice([*(severity.value for severity in Severity), _NEVER]),
    default=Severity.WARNING.value,
    show_default=True,
    help="Exit 1 for findings of this severity or a worse one.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Show all that is for information in a table, not the first "
    f"{_MOST_ADVICE} of each check.",
)
@language_option
def lint(
    workspace: Workspace,
    memory: bool,
    only: Sequence[str],
    skip: Sequence[str],
    fail_on: str,
    everything: bool,
    language: str | None,
) -> int:
    """Check the termbase itself.

    Concepts that are there twice, forms that are right here and wrong there, one form
    for two concepts, circles, dates, stray spaces; and terms that the memory never has
    or renders otherwise. IDS are ids or families (`tb.cycle`, `tb`), parted by commas;
    `padanan checks` lists them.
    """
    refuse_unused_options(
        workspace.format == "table", "tables; others have all", "everything"
    )
    words = words_of(choose_language(workspace, language))
    chosen, unwanted = _chosen(workspace, only, skip)
    entries = list(Glossary(workspace.database).entries())
    if not entries:
        workspace.say("the termbase is empty; see `padanan terms import --help`")
    wants_memory = memory and any(
        entry.id in ("tb.unattested", "tb.otherwise")
        for entry in selected(chosen, unwanted)
    )
    evidence = _evidence(workspace, entries) if wants_memory and entries else None
    result = linted(Termbase.of(entries, evidence), only=chosen, skip=unwanted)
    severities = _settled(workspace).severities
    findings = [
        replace(
            finding,
            severity=severities.get(finding.check, finding.severity),
            message=finding.text(words.language),
        )
        for finding in result
    ]
    _print(workspace, findings, words, everything=everything)
    return _tell(workspace, result, findings, fail_on, words)


def _chosen(
    workspace: Workspace, only: Sequence[str], skip: Sequence[str]
) -> tuple[list[str], list[str]]:
    """What to run and what not; the settings count as far as they name our checks."""
    settings = workspace.settings.checks
    chosen = split_names(only)
    unwanted = [*split_names(skip), *_settled(workspace).skip]
    if not chosen:
        chosen = [name for name in settings.only if _is_ours([name])]
    if chosen and not _is_ours(chosen):
        raise InputError(
            "these are no checks of the termbase: run `padanan check` for those of "
            "units, `padanan checks` for a list"
        )
    selected(chosen, unwanted)  # a wrong name is told before anything is read
    return chosen, unwanted


def _is_ours(chosen: Iterable[str]) -> bool:
    return any(entry.level is Level.TERMBASE for entry in selected(chosen))


def _settled(workspace: Workspace) -> Profile:
    """What the settings say of checks: severities, and which are off."""
    return parsed(asdict(workspace.settings.checks), "[checks] of padanan.toml")


def _evidence(workspace: Workspace, entries: Sequence[ConceptEntry]) -> Evidence | None:
    """What the memory has of the terms; none if it is empty."""
    with workspace.database.looking() as reader:
        if not segment_counts(reader):
            return None
    with workspace.progress("reading the memory") as advance:
        return evidence_of(entries, workspace.memory.units, progress=advance)


def _print(
    workspace: Workspace,
    findings: Sequence[TermbaseFinding],
    words: ReportWords,
    *,
    everything: bool,
) -> None:
    shown, left_out = _first(findings, len(findings) if everything else _MOST_ADVICE)
    emit(
        workspace,
        [_json(finding) for finding in findings],
        columns=_COLUMNS,
        rows=[[getattr(finding, name) for name in _COLUMNS] for finding in findings],
        table=lambda console: _draw(console, shown, words),
    )
    if workspace.format == "table":
        for id, count in left_out.items():
            workspace.say(words.of("more_advice", id, words.number(count)))


def _first(
    findings: Iterable[TermbaseFinding], most: int
) -> tuple[list[TermbaseFinding], dict[str, int]]:
    """The findings without the last ones for information of a check, and their counts.

    `most`: so many of each check.
    """
    shown: list[TermbaseFinding] = []
    advice: Counter[str] = Counter()
    for finding in findings:
        advice[finding.check] += finding.severity is Severity.INFO
        if finding.severity is not Severity.INFO or advice[finding.check] <= most:
            shown.append(finding)
    return shown, {id: n - most for id, n in advice.items() if n > most}


def _json(finding: TermbaseFinding) -> dict[str, Any]:
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


def _draw(
    console: "Console", findings: Sequence[TermbaseFinding], words: ReportWords
) -> None:
    from rich.text import Text  # only tables need it

    width = max(len(words.severity(one)) for one in Severity) + 1
    concept = None
    for finding in findings:
        if finding.concept != concept:
            concept = finding.concept
            console.print(Text(concept, style="bold"))
        line = Text("  ")
        severity = words.severity(finding.severity)
        line.append(f"{severity:<{width}}", style=_STYLES[finding.severity])
        line.append(f"{finding.check:<17} ")
        if finding.quote:
            line.append(f"{finding.locale} ", style="dim")
            line.append(f"{_visible(finding.quote)}: ", style="bold")
        line.append(finding.message)
        if finding.fix is not None:
            line.append(f"  → {_visible(finding.fix)}", style="green")
        if finding.examples:
            line.append("  " + " ".join(finding.examples), style="dim")
        console.print(line, soft_wrap=True)


def _visible(text: str) -> str:
    """Text for a terminal: what cannot be seen as its code point."""
    return "".join(c if c.isprintable() else f"⟨{ord(c):04X}⟩" for c in text)


def _tell(
    workspace: Workspace,
    result: LintRun,
    findings: Sequence[TermbaseFinding],
    fail_on: str,
    words: ReportWords,
) -> int:
    for failure in result.failures:
        workspace.warn(f"the check {failure.check} broke: {failure.reason}")
    counts = Counter(finding.severity for finding in findings)
    workspace.say(FindingTally(counts).summary(words))
    if fail_on == _NEVER:
        return 0
    limit = Severity(fail_on).rank
    return int(any(severity.rank <= limit for severity in counts))
