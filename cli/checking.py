"""Commands about checks: check, checks."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import click

from checks.catalogue import CHECKS, selected
from checks.messages import LANGUAGES, in_language
from checks.registry import Level
from checks.run import Run, run
from checks.style import Rule, parsed_rules
from checks.subject import Context, Subject
from cli.dismissing import DISMISSED, Dismissed, read_baseline
from cli.findings import draw_issues, issue_json, language_of_messages
from cli.options import Workspace, command, source_option, target_option
from cli.render import emit
from cli.reporting import render_of, report_of, write_reports
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
from tm.text.encoding import contents, decode
from tm.text.locale import Locale

_NEVER = "never"


@command(
    examples="""
    padanan check page.txt -t id
    padanan check units.jsonl -s vi -t id --only num,date
    padanan check --memory -s vi -t id --fail-on warning
    padanan check memory.tmx -s vi -t id --report findings.html --report ci.sarif
    padanan check page.txt -t id | padanan dismiss - --why "seen, all right"
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
    "--no-source-checks", is_flag=True, help="Leave the source texts themselves alone."
)
@click.option(
    "--fail-on",
    type=click.Choice([*(severity.value for severity in Severity), _NEVER]),
    default=Severity.ERROR.value,
    show_default=True,
    help="Exit 1 for findings of this severity or a worse one.",
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Write messages in this language."
)
@click.option(
    "--baseline",
    metavar="FILE",
    help=f"Leave out what it dismisses; default {DISMISSED}, if there is one.",
)
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FILE",
    help="Write a report too: .html, .sarif or .xml (JUnit). May be repeated.",
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
    no_source_checks: bool,
    fail_on: str,
    language: str | None,
    baseline: str | None,
    reports: Sequence[str],
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
    renders = [(file, render_of(file)) for file in reports]
    dismissed = Dismissed(read_baseline(workspace, baseline))
    # A wrong name is told before anything is read.
    if all(entry.level is Level.TERMBASE for entry in selected(chosen, unwanted)):
        raise InputError(
            "these are no checks of units: run `padanan terms lint` for those of the "
            "termbase, `padanan checks` for a list"
        )
    skipped: list[Skipped] = []
    seen: dict[str, Subject] = {}
    subjects = _subjects(workspace, paths, article, languages, skipped)
    if workspace.format == "table" or renders:
        subjects = _remembered(subjects, seen)
    result = run(
        subjects,
        _context(workspace, languages),
        only=chosen,
        skip=unwanted,
        sources=not no_source_checks,
    )
    wanted = language_of_messages(workspace, language)
    result.issues = (
        in_language(issue, wanted) for issue in dismissed.without(result.issues)
    )
    counts, issues = _print(workspace, result, seen, keep=bool(renders))
    if renders:
        report = report_of(
            issues, seen, languages, dismissed=dismissed.count, title=_title(paths)
        )
        write_reports(workspace, report, renders)
    _tell(workspace, result, skipped, counts, dismissed.count)
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
    return Context.of(
        entries, languages.target, languages.source, rules=_rules(workspace)
    )


def _rules(workspace: Workspace) -> list[Rule]:
    """The user's house rules."""
    path = workspace.settings.checks.rules
    if not path:
        return []
    return parsed_rules(decode(contents(path), path=path).text, path=path)


def _title(paths: Sequence[str]) -> str:
    names = [Path(path).name for path in paths]
    if not names:
        return "Findings of Padanan"
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"Findings in {names[0]}{more}"


def _print(
    workspace: Workspace, result: Run, seen: dict[str, Subject], *, keep: bool
) -> tuple[Counter[Severity], list[Issue]]:
    """Print the issues, as they are found where the format allows; count them.

    Those of JSON lines are kept only if they are asked for.
    """
    counts: Counter[Severity] = Counter()
    issues: list[Issue] = []

    def counted() -> Iterator[Issue]:
        for issue in result:
            counts[issue.severity] += 1
            if keep:
                issues.append(issue)
            yield issue

    if workspace.format == "jsonl":
        emit(workspace, None, lines=map(issue_json, counted()))
        return counts, issues
    keep = True
    deque(counted(), maxlen=0)
    columns = ["unit", "check", "severity", "quote", "message", "fix"]
    emit(
        workspace,
        [issue_json(issue) for issue in issues],
        columns=columns,
        rows=[[getattr(issue, name) for name in columns] for issue in issues],
        table=lambda console: draw_issues(console, issues, seen),
    )
    return counts, issues


def _tell(
    workspace: Workspace,
    result: Run,
    skipped: Sequence[Skipped],
    counts: Counter[Severity],
    dismissed: int,
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
    found = found if total else "no findings"
    if dismissed:
        found += f"; {dismissed} dismissed"
    workspace.say(found)


def _number(count: int, noun: str) -> str:
    """A count with its noun; `info` is the short form of a word without a plural."""
    return f"{count} {noun}" if count == 1 or noun == "info" else f"{count} {noun}s"
