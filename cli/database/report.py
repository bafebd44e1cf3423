"""The command `report`, which writes an overview of the database as one page."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import click

from checks.inputs.translation_units import read_memory_units
from checks.runner.document_batch import UNITS_PER_BATCH
from checks.runner.run import RunMode
from checks.session import CheckSession
from cli.check.session.dismissals import DismissedFindings, read_baseline
from cli.console.command import command
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.output_formats import print_result
from cli.console.process.gc_tuning import pause_garbage_collection
from cli.console.workspace import Workspace
from exports.io.replace_file import replace_file
from exports.reports.labels import list_label_languages, load_labels
from exports.reports.overview import Overview, count_breakdowns
from glossary.store.sql_reader import count_concepts
from tm.errors import InputError
from tm.evaluation import draw_sample, evaluate
from tm.finding import Severity
from tm.progress import report_counts
from tm.store.backend.queries.counts import (
    count_articles,
    count_units,
    count_used_segments,
)
from tm.store.backend.queries.overview import count_units_by_withheld_reason
from tm.store.backend.sql import DatabaseReader
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale
from tm.unit import Withheld


@command(
    examples="""
    padanan report overview.html
    padanan report overview.html --language vi -s vi -t id
    padanan report overview.html --sample 0 --no-findings
    """
)
@click.argument("report_path", metavar="FILE.html", type=click.Path(path_type=Path))
@pair_options
@click.option(
    "--language",
    type=click.Choice(list_label_languages()),
    help="Language of the page; default that of the checks' messages.",
)
@click.option(
    "--sample",
    "sample_size",
    type=click.IntRange(0),
    default=200,
    show_default=True,
    help="Units to look up in the rest of the memory, to measure what it can "
    "translate; 0 for none.",
)
@click.option(
    "--findings/--no-findings",
    "counts_findings",
    default=True,
    help="Check the memory, and count open findings.",
)
@pause_garbage_collection()
def report(
    workspace: Workspace,
    report_path: Path,
    pair_options: PairOptions,
    language: str | None,
    sample_size: int,
    counts_findings: bool,
) -> None:
    """Write an overview of the database as one HTML page.

    Growth by month, person, language pair, publisher, site and state; articles;
    reviews; how much of its own texts the memory can translate; open findings by kind.
    Each chart has its table; the page needs no scripts and nothing from elsewhere, and
    can be printed.
    """
    if report_path.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"{report_path}: an overview is an HTML page; give FILE.html")
    labels = load_labels(language or workspace.settings.checks.language)
    with workspace.database.open_reader() as reader:
        totals, breakdowns = _count_totals(reader), count_breakdowns(reader)
        locales = _choose_pair(workspace, pair_options, reader)
    shares: dict[str, float] = {}
    sampled_count, findings, pair_text = 0, None, ""
    if locales is not None:
        pair_text = f"{locales[0]} → {locales[1]}"
        shares, sampled_count = _measure_leverage(workspace, locales, sample_size)
        if counts_findings:
            findings = _count_findings(workspace, locales, labels.language)
    overview = Overview(
        database_name=workspace.database.name,
        made_at=datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
        totals=totals,
        breakdowns=breakdowns,
        share_by_band=shares,
        sample_size=sampled_count,
        language_pair=pair_text,
        findings=findings,
    )
    from exports.reports.overview_html import render_overview

    with replace_file(report_path) as report_file:
        report_file.write(render_overview(overview, labels).encode("utf-8", "replace"))
    workspace.say(labels.fill_in("report", str(report_path)))
    print_result(
        workspace,
        {
            "report": str(report_path),
            **totals,
            "findings": None
            if findings is None
            else sum(count for _, count in findings.values()),
        },
        columns=["what", "count"],
        rows=[*totals.items()],
    )


def _count_totals(reader: DatabaseReader) -> dict[str, int]:
    withheld_counts = {
        str(reason): count for reason, count in count_units_by_withheld_reason(reader)
    }
    return {
        "units": sum(count_units(reader).values()),
        "segments": sum(count_used_segments(reader).values()),
        "articles": count_articles(reader),
        "concepts": count_concepts(reader),
        "waiting": withheld_counts.get(Withheld.REVIEW.value, 0),
    }


def _choose_pair(
    workspace: Workspace, pair_options: PairOptions, reader: DatabaseReader
) -> tuple[Locale, Locale] | None:
    """Choose the pair of options or settings, else the one with most units."""
    source_locale = pair_options.source_locale or workspace.settings.source
    target_locale = pair_options.target_locale or workspace.settings.target
    if source_locale is not None and target_locale is not None:
        return source_locale, target_locale
    unit_counts = count_units(reader)
    if not unit_counts:
        return None
    source_tag, target_tag = max(unit_counts, key=lambda tags: unit_counts[tags])
    return Locale(source_tag), Locale(target_tag)


def _measure_leverage(
    workspace: Workspace, locales: tuple[Locale, Locale], sample_size: int
) -> tuple[dict[str, float], int]:
    """Look up sampled units in the rest of the memory; return shares and number."""
    if not sample_size:
        return {}, 0
    unit_filter = UnitFilter(locales=locales, translated=True)
    sampled_units = draw_sample(
        workspace.unit_store.read_units(unit_filter), sample_size
    )
    if not sampled_units:
        return {}, 0
    with workspace.show_progress("looking up", len(sampled_units)) as report_progress:
        evaluation = evaluate(
            workspace.unit_store,
            sampled_units,
            *locales,
            report_progress=report_progress,
        )
    shares = {band: quality.share for band, quality in evaluation.bands.items()}
    return shares, evaluation.segments


def _count_findings(
    workspace: Workspace, locales: tuple[Locale, Locale], language: str
) -> dict[str, tuple[str, int]]:
    """Count the findings in the memory that are not dismissed, by check."""
    source_locale, target_locale = locales
    session = CheckSession.open(
        workspace.settings.checks,
        source_locale=source_locale,
        target_locale=target_locale,
        database=workspace.database,
        message_language=language,
    )
    dismissed_findings = DismissedFindings(read_baseline(workspace, None), None)
    counts: Counter[str] = Counter()
    severity_by_check: dict[str, Severity] = {}
    with workspace.show_progress("checking") as report_progress:
        units_with_stored_units = read_memory_units(
            workspace.database, source_locale=source_locale, target_locale=target_locale
        )
        check_run = session.check(
            report_counts(
                (unit for unit, _ in units_with_stored_units), report_progress
            ),
            mode=RunMode(units_per_batch=UNITS_PER_BATCH),
            is_hidden=dismissed_findings.contains,
        )
        for finding in check_run.findings:
            counts[finding.check] += 1
            severity = severity_by_check.get(finding.check, finding.severity)
            severity_by_check[finding.check] = min(
                severity, finding.severity, key=lambda severity: severity.rank
            )
    return {
        check_id: (severity_by_check[check_id].value, count)
        for check_id, count in sorted(
            counts.items(), key=lambda item: (-item[1], item[0])
        )
    }
