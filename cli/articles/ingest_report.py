"""The report of `ingest`: what was stored, what failed, and what to do next."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cli.articles.articles import make_article_json, print_article_head
from cli.console.output_formats import format_count, print_result
from cli.console.workspace import Workspace
from tm.articles.archive.article import Certainty, DroppedLine
from tm.articles.article_storing import IngestResult
from tm.articles.ingest_run import IngestRun

if TYPE_CHECKING:
    from rich.console import Console

_MARK_BY_CERTAINTY = {
    Certainty.CERTAIN: "",
    Certainty.LIKELY: "?",
    Certainty.UNCERTAIN: " (kept)",
}


def print_warnings(workspace: Workspace, warnings: Sequence[str]) -> None:
    """Print what is wrong with pages that were stored all the same."""
    for warning in warnings:
        workspace.warn(warning)


def print_report(
    workspace: Workspace, ingest_run: IngestRun, *, is_offline: bool
) -> None:
    """Print what was stored, after warnings of what failed or is missing."""
    _warn_of_failures(workspace, ingest_run, is_offline=is_offline)
    print_result(
        workspace,
        _make_report_json(ingest_run),
        columns=["key", "outcome", "locale", "segments", "units", "review", "headline"],
        rows=[
            [
                ingest_result.article.key,
                ingest_result.outcome,
                ingest_result.article.locale.tag,
                len(ingest_result.segments),
                ingest_result.unit_count,
                ingest_result.review_count,
                ingest_result.article.headline,
            ]
            for ingest_result in ingest_run.results
        ],
        draw_table=lambda console: _draw_ingest_results(console, ingest_run.results),
    )
    _suggest_next_steps(workspace, ingest_run, is_offline=is_offline)


def _warn_of_failures(
    workspace: Workspace, ingest_run: IngestRun, *, is_offline: bool
) -> None:
    for _, reason in ingest_run.failures:
        workspace.report_error(reason)
    for ingest_result in ingest_run.results:
        print_warnings(
            workspace,
            [
                f"{ingest_result.article.key}: {warning}"
                for warning in ingest_result.warnings
            ],
        )
    if not is_offline:
        print_warnings(
            workspace,
            [
                f"{missing_original.location}: stored without its original: "
                f"{missing_original.reason}"
                for missing_original in ingest_run.missing_originals
            ],
        )


def _make_report_json(ingest_run: IngestRun) -> dict[str, Any]:
    last_change_set_name = (
        ingest_run.change_set_names[-1] if ingest_run.change_set_names else None
    )
    return {
        "articles": [
            _make_ingest_json(ingest_result) for ingest_result in ingest_run.results
        ],
        "failed": [
            {"path": page_location, "reason": reason}
            for page_location, reason in ingest_run.failures
        ],
        "left": [
            {
                "path": missing_original.location,
                "source_url": missing_original.source_url,
                "reason": missing_original.reason,
            }
            for missing_original in ingest_run.missing_originals
        ],
        "known": ingest_run.known_locations,
        "import": last_change_set_name,
        "imports": ingest_run.change_set_names,
    }


def _suggest_next_steps(
    workspace: Workspace, ingest_run: IngestRun, *, is_offline: bool
) -> None:
    """Say what was left as it is, and how to go on or back."""
    if ingest_run.known_locations:
        page_count_phrase = format_count(len(ingest_run.known_locations), "page")
        workspace.say(
            f"Skipped {page_count_phrase} already stored; --refresh reads them again"
        )
    if ingest_run.missing_originals and not is_offline:
        page_count_phrase = format_count(len(ingest_run.missing_originals), "page")
        workspace.say(
            f"{page_count_phrase} stored without original; run the command again, or "
            "give the original with --source"
        )
    change_set_names = ingest_run.change_set_names
    if len(change_set_names) > 1:
        workspace.say(
            f"Change sets {change_set_names[0]} to {change_set_names[-1]}, one per page"
        )
    elif change_set_names:
        workspace.say(
            f"Change set {change_set_names[0]}; `padanan undo {change_set_names[0]}` "
            "takes it back"
        )
    elif ingest_run.results:
        workspace.say("Nothing new: all of it is stored already")


def _make_ingest_json(ingest_result: IngestResult) -> dict[str, Any]:
    article = ingest_result.article
    return make_article_json(article) | {
        "outcome": ingest_result.outcome,
        "date_agrees": ingest_result.dates_agree,
        "segments": len(ingest_result.segments),
        "units": ingest_result.unit_count,
        "review": ingest_result.review_count,
        "kept": [
            {
                "position": article_segment.position,
                "kind": article_segment.kind.value,
                "text": article_segment.segment.text,
            }
            for article_segment in ingest_result.segments
        ],
        "dropped": [
            _make_line_json(dropped_line)
            for dropped_line in ingest_result.dropped_lines
            if not dropped_line.is_kept
        ],
        "uncertain": [
            _make_line_json(dropped_line)
            for dropped_line in ingest_result.dropped_lines
            if dropped_line.is_kept
        ],
        "warnings": list(ingest_result.warnings),
    }


def _make_line_json(dropped_line: DroppedLine) -> dict[str, Any]:
    return {
        "line": dropped_line.line_number,
        "text": dropped_line.text,
        "why": dropped_line.reason,
        "certainty": dropped_line.certainty.value,
    }


def _draw_ingest_results(
    console: "Console", ingest_results: Sequence[IngestResult]
) -> None:
    for ingest_result in ingest_results:
        print_article_head(console, ingest_result.article)
        console.print(
            f"  {ingest_result.outcome}: {len(ingest_result.segments)} segments, "
            f"{ingest_result.unit_count} units, {ingest_result.review_count} to "
            f"review; {_count_dropped_lines(ingest_result)}",
            markup=False,
        )
        for dropped_line in ingest_result.dropped_lines:
            reason = dropped_line.reason + _MARK_BY_CERTAINTY[dropped_line.certainty]
            place_and_reason = f"{dropped_line.line_number:>5}  {reason:<13}"
            line = f"  {place_and_reason} {dropped_line.text}"
            console.print(line, markup=False, style="dim", soft_wrap=True)


def _count_dropped_lines(ingest_result: IngestResult) -> str:
    kept_count = sum(line.is_kept for line in ingest_result.dropped_lines)
    dropped_count = len(ingest_result.dropped_lines) - kept_count
    uncertain_note = f", {kept_count} uncertain and kept" if kept_count else ""
    colon = ":" if ingest_result.dropped_lines else ""
    line_count = format_count(dropped_count, "line")
    return f"{line_count} of the page skipped{uncertain_note}{colon}"
