"""The command `check`: pages, files, the memory and articles."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any

import click

from checks.messages import in_language
from checks.run import TOGETHER, Run, Scope, Share, Work, run
from checks.subject import Subject
from cli.check_plan import context_of, names, plan_of
from cli.check_summary import Tally, tell
from cli.counting import counted
from cli.direction import Languages
from cli.dismissing import DISMISSED, Dismissed, read_baseline
from cli.exchange_options import column_names, table_reading_options
from cli.findings import draw_issues, issue_json, language_of_messages, language_option
from cli.garbage import seldom_collected
from cli.options import Workspace, command, source_option, target_option
from cli.places import with_lines
from cli.render import emit
from cli.reporting import AT_A_TIME, entry_of, render_of, report_of, write_reports
from cli.selecting import filter_of, filter_options
from cli.since import Chosen, Reported, SinceType, chosen_of
from cli.subjects import Reading, from_article, from_file, from_memory
from exports.report import ReportEntry
from exports.report_words import Words, words_of
from tm.errors import InputError
from tm.issue import Issue, Severity
from tm.spool import Spool
from tm.text.locale import Locale

_NEVER = "never"


@command(
    examples="""
    padanan check page.txt -t id
    padanan check units.jsonl -s vi -t id --only num,date
    padanan check --memory -s vi -t id --fail-on warning --jobs 4
    padanan check memory.tmx -s vi -t id --report findings.html --report ci.sarif
    padanan check page.txt -t id | padanan dismiss - --why "seen, all right"
    padanan check page.txt -t id --fix
    padanan check app.po -s en -t id --profile software --set num.value=warning
    padanan check --memory -s vi -t id --changed-since i12
    padanan check --memory -s vi -t id --selection asean --state translated
    """
)
@click.argument("paths", metavar="[FILE]...", nargs=-1)
@click.option("--memory", is_flag=True, help="Check the units of the memory.")
@click.option("--article", metavar="KEY", help="Check a stored article.")
@source_option
@target_option
@click.option("--only", multiple=True, metavar="IDS", help="Run these checks only.")
@click.option("--skip", multiple=True, metavar="IDS", help="Leave these checks out.")
@click.option("--profile", metavar="NAME", help="news, software, strict, or your own.")
@click.option(
    "--set",
    "settled",
    multiple=True,
    metavar="CHECK.OPTION=VALUE",
    help="Set an option, or CHECK=SEVERITY; `padanan checks` lists them.",
)
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
@table_reading_options
@language_option
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
    help="Write a report: .html, .xlsx, .sarif or .xml (JUnit). May be repeated.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Processes that share the checks of units and documents.",
)
@click.option(
    "--changed-since",
    type=SinceType(),
    metavar="DATE|IMPORT",
    help="With --memory: only units made or changed since a day or in i12 and later.",
)
@filter_options
@click.option(
    "--since-report",
    metavar="FILE",
    help="Leave out what an earlier report (JSON lines) has.",
)
@click.option("--fix", "fixes", is_flag=True, help="Mend what can be mended safely.")
@click.option("--fix-only", multiple=True, metavar="IDS", help="Mend these only.")
@click.option("--fix-terms", is_flag=True, help="Put the right terms in, too.")
@click.option("-O", "--out", metavar="FILE", help="Write the mended file here.")
@click.option("--yes", is_flag=True, help="Do not ask before mending.")
def check(
    workspace: Workspace,
    paths: Sequence[str],
    memory: bool,
    article: str | None,
    source: Locale | None,
    target: Locale | None,
    only: Sequence[str],
    skip: Sequence[str],
    profile: str | None,
    settled: Sequence[str],
    no_source_checks: bool,
    fail_on: str,
    columns: str | None,
    sheet: str | None,
    language: str | None,
    baseline: str | None,
    reports: Sequence[str],
    jobs: int,
    changed_since: str | None,
    since_report: str | None,
    fixes: bool,
    fix_only: Sequence[str],
    fix_terms: bool,
    out: str | None,
    yes: bool,
    **filters: Any,  # which click has typed
) -> int:
    """Check pages, units in files, the memory or an article.

    A FILE is a page as text, JSON lines with `source` and `target`, or any format that
    can be imported; `-` is standard input. Without source text only the target is
    judged. IDS are ids or families (`num.value`, `num`), parted by commas; `padanan
    checks` lists them.

    With --memory, units are chosen as by `padanan export` (--selection, --import,
    --state …): findings are told of these, and their documents are judged as wholes.

    --fix shows what it would change, and asks; it needs --yes where nobody can be
    asked. Files are replaced whole, the memory changes as one change set.

    The exit code is 0 if nothing is at or above --fail-on, 1 if something is (with
    --fix: if changes were not made), 2 for what cannot be read or understood.
    """
    if sum(map(bool, (paths, memory, article))) != 1:
        raise InputError("give one of FILES, --memory and --article KEY to check")
    wishes = {name: one for name, one in filters.items() if one is not None}
    if (changed_since or wishes) and not memory:
        raise InputError(
            "--changed-since, --selection and other options that choose units go with "
            "--memory; see --since-report"
        )
    wanted = language_of_messages(workspace, language)
    mends = bool(fixes or fix_only or fix_terms)
    _demand_sense(mends=mends, reports=reports, out=out)
    languages = languages_of(workspace, source, target)
    reading = Reading(languages, column_names(columns), sheet)
    chosen = plan_of(workspace, only=only, skip=skip, profile=profile, settled=settled)
    renders = [(file, render_of(file)) for file in reports]
    dismissed = Dismissed(read_baseline(workspace, baseline))
    reported = Reported(since_report)
    judged = chosen_of(
        workspace,
        changed_since,
        filter_of(workspace, locales=languages.known, **filters) if wishes else None,
    )
    if mends:
        from cli.mending import Checked, Fixing, mend  # most checks mend nothing

        return mend(
            workspace,
            Fixing(
                chosen,
                names(fix_only),
                terms=fix_terms,
                yes=yes,
                out=out,
                judged=judged,
                words=words_of(wanted).part("mending"),
            ),
            Checked(paths, memory, article, reading),
            context_of(workspace, languages, chosen, told_in=wanted),
            lambda issue: not (dismissed.has(issue) or reported.has(issue)),
        )
    context = context_of(workspace, languages, chosen, told_in=wanted)
    total = _total(workspace, languages) if memory and not wishes else None
    subjects = given_subjects(workspace, paths, article, reading, chosen=judged)
    with workspace.progress("checking", total) as progress, seldom_collected():
        result = run(
            counted(subjects, progress),
            context,
            only=chosen.ids,
            scope=Scope(judged.judges if judged else None, not no_source_checks),
            work=Work(
                _share(workspace, jobs),
                TOGETHER,
                keep=workspace.format == "table" or bool(renders),
            ),
        )
        result.issues = (
            in_language(chosen.judged(issue), wanted)
            for issue in dismissed.without(reported.without(result.issues))
        )
        counts, entries = _found(workspace, result, keep=bool(renders))
    _print(workspace, entries, words_of(wanted))
    if renders:
        report = report_of(
            entries,
            result,
            languages,
            dismissed=dismissed.count,
            paths=paths,
            language=wanted,
        )
        write_reports(workspace, report, renders)
    tell(
        workspace,
        result,
        Tally(
            counts,
            dismissed=dismissed.count,
            reported=reported.count,
            since=changed_since if judged and judged.is_empty else None,
        ),
        reading,
        words_of(wanted),
    )
    if counts and memory:
        workspace.say(words_of(wanted)["unit_names"])
    dismissed.tell(workspace, words_of(wanted), named=baseline)
    return _exit_code(counts, fail_on)


def _demand_sense(*, mends: bool, reports: Sequence[str], out: str | None) -> None:
    """Raise InputError for options that have nothing to do with each other."""
    if mends and reports:
        raise InputError("--fix writes no --report: make one before or after it")
    if out is not None and not mends:
        raise InputError("-O goes with --fix; a report is written by --report FILE")


def _exit_code(counts: Counter[Severity], fail_on: str) -> int:
    """1 if any finding is as bad as the limit, or worse."""
    if fail_on == _NEVER:
        return 0
    limit = Severity(fail_on).rank
    return int(any(severity.rank <= limit for severity in counts))


def languages_of(
    workspace: Workspace, source: Locale | None, target: Locale | None
) -> Languages:
    """The languages given, or the usual ones of the settings."""
    target = workspace.target(target)
    if source is None:
        usual = (workspace.settings.source, workspace.settings.target)
        others = [one for one in usual if one and one.language != target.language]
        source = others[0] if others else None
    return Languages(source, target)


def given_subjects(
    workspace: Workspace,
    paths: Sequence[str],
    article: str | None,
    reading: Reading,
    *,
    chosen: Chosen | None = None,
) -> Iterator[Subject]:
    """The units of an article, else of files, else of the memory."""
    languages = reading.languages
    if article is not None:
        return from_article(workspace.database, article, languages)
    if not paths:
        pairs = from_memory(workspace.database, languages)
        if chosen is not None:
            pairs = chosen.noted(pairs)
        return (subject for subject, _ in pairs)
    return chain.from_iterable(from_file(path, reading) for path in paths)


def _total(workspace: Workspace, languages: Languages) -> int | None:
    """How many units of the memory have both texts, as far as a bar must know."""
    if languages.source is None:
        return None
    return workspace.memory.extent(languages.source, languages.target)[0]


def _share(workspace: Workspace, jobs: int) -> Share:
    """How the checks of documents are shared among processes, if they are."""
    if jobs == 1:
        return map
    from cli.workers import shared  # forty milliseconds to import

    workspace.release()
    return partial(shared, jobs=jobs)


def _found(
    workspace: Workspace, result: Run, *, keep: bool
) -> tuple[Counter[Severity], Spool[ReportEntry]]:
    """Count the issues; print them as they are found where the format allows.

    Those that are printed already are kept only if they are asked for.
    """
    counts: Counter[Severity] = Counter()
    entries: Spool[ReportEntry] = Spool(AT_A_TIME)
    streams = workspace.format == "jsonl"

    def counted() -> Iterator[Issue]:
        for issue in result:
            counts[issue.severity] += 1
            if keep or not streams:
                entries.append(entry_of(issue, result.unit_of(issue)))
            yield issue

    if streams:
        emit(workspace, None, lines=map(issue_json, counted()))
    else:
        deque(counted(), maxlen=0)
    return counts, entries


def _print(workspace: Workspace, entries: Iterable[ReportEntry], words: Words) -> None:
    if workspace.format == "jsonl":
        return  # done when they were found
    columns = ["unit", "check", "severity", "quote", "message", "fix"]
    issues = (entry.issue for entry in entries)
    emit(
        workspace,
        None,
        lines=map(issue_json, issues),
        columns=columns,
        rows=([getattr(issue, name) for name in columns] for issue in issues),
        table=lambda console: draw_issues(console, with_lines(entries), words),
    )
