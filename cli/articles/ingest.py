"""The command `ingest`, which reads pages and stores them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import click

from cli.articles.articles import make_article_json, print_article_head
from cli.articles.language_resources import (
    load_enabled_encoder,
    read_workspace_resources,
)
from cli.console.input_files import (
    PAGE_SUFFIXES,
    InputFiles,
    find_input_files,
    pair_by_name,
    pair_with_originals,
)
from cli.console.option_group import option_group
from cli.console.parameter_types import LocaleType
from cli.console.render import emit, format_count
from cli.console.workspace import Workspace, command
from cli.memory.index import index_new_segments
from exports.documents.page_text import read_page_bytes
from glossary.article_resources import make_headline_marker
from tm.articles.archive.article import Certainty, DroppedLine
from tm.articles.ingest import IngestResult
from tm.articles.ingest_run import IngestRun, PageInputs
from tm.articles.lazy_fetch import make_fetch
from tm.articles.page.page_loading import load_page
from tm.articles.pipeline import IngestPipeline
from tm.errors import InputError
from tm.text.locale import Locale

if TYPE_CHECKING:
    from rich.console import Console


_CERTAINTY_MARKS = {
    Certainty.CERTAIN: "",
    Certainty.LIKELY: "?",
    Certainty.UNCERTAIN: " (kept)",
}


@dataclass(frozen=True, slots=True)
class IngestFlags:
    """Which pages are read and stored, and whether the network is used."""

    reads_lists: bool
    stores_incomplete: bool
    refetches: bool
    is_offline: bool


@command(
    examples="""
    padanan ingest https://site.example/id/berita
    padanan ingest page.id.txt
    padanan ingest page.id.txt --source original.vi.txt
    padanan ingest pages/*.txt -l id --no-fetch --format json
    padanan ingest list.txt
    """
)
@click.argument("page_locations", metavar="PATH|FOLDER|URL...", nargs=-1, required=True)
@click.option(
    "--source", "original_location", metavar="PATH|URL", help="Page of the original."
)
@click.option(
    "-l",
    "--locale",
    type=LocaleType(),
    help="Language of the pages; recognised by default.",
)
@click.option("--url", help="Web address of the page.")
@click.option("--site", "site_name", help="Site profile; recognised by default.")
@option_group(
    "ingest_options",
    IngestFlags,
    click.option(
        "--list",
        "reads_lists",
        is_flag=True,
        help="Each file is a list of pages, one per line.",
    ),
    click.option(
        "--incomplete",
        "stores_incomplete",
        is_flag=True,
        help="Store pages that name no original, or whose original has no headline.",
    ),
    click.option(
        "--refresh",
        "refetches",
        is_flag=True,
        help="Fetch and read stored pages again.",
    ),
    click.option(
        "--no-fetch", "is_offline", is_flag=True, help="Do not use the network."
    ),
)
def ingest(
    workspace: Workspace,
    page_locations: Sequence[str],
    original_location: str | None,
    locale: Locale | None,
    url: str | None,
    site_name: str | None,
    ingest_options: IngestFlags,
) -> int:
    """Read pages, and store their articles, segments and aligned units.

    A page is a web address, an HTML file, or a text file as you get it by copying a
    news page: headline, lead, publisher and date, paragraphs, and a line such as
    `Sumber: https://…`. The original that it names is fetched and aligned with it,
    unless --source gives the original. Without an original, the page is stored alone;
    ingest it again to align it.

    A folder stands for the pages in it. Of several pages, a.id.html and a.vi.html are
    taken as translation and original.

    All pages of one call are one change set, which `padanan undo` takes back. A list of
    pages (a file with an address or a file name on each line) is stored page by page;
    run the same command again to ingest the pages that failed.
    """
    input_files = InputFiles(tuple(page_locations))
    if not ingest_options.reads_lists and original_location is None:
        input_files = _find_pages(workspace, page_locations, locale)
        input_files.say_skipped(workspace)
    page_inputs = PageInputs.read(
        input_files.paths,
        is_list=ingest_options.reads_lists,
        describe_error=workspace.describe_error,
        read_page_bytes=read_page_bytes,
    )
    if (original_location or url) and (
        len(input_files.paths) > 1 or page_inputs.has_list
    ):
        raise InputError("--source and --url go with one page; give one PATH or URL")
    encoder = load_enabled_encoder(workspace)
    is_offline = ingest_options.is_offline or workspace.settings.fetch.is_offline
    fetch_page = make_fetch(
        workspace.settings.fetch, offline=is_offline, refresh=ingest_options.refetches
    )
    original_page = None
    if original_location is not None:
        loaded_original = load_page(
            original_location,
            fetch_page,
            site=site_name,
            read_page_bytes=read_page_bytes,
        )
        _print_warnings(workspace, loaded_original.notes)
        original_page = loaded_original.page
    pipeline = IngestPipeline(
        database=workspace.database,
        fetch=fetch_page,
        locale=locale,
        site=site_name,
        url=url,
        source_page=original_page,
        original_by_location=input_files.original_by_path,
        source_locale=workspace.settings.source,
        read_page_bytes=read_page_bytes,
        allow_incomplete=ingest_options.stores_incomplete,
        refetch_originals=ingest_options.refetches,
        alignment_settings=workspace.settings.align,
        # Cached per language pair: it does not learn from what this call stores.
        get_alignment_resources=cache(
            partial(read_workspace_resources, workspace, encoder=encoder)
        ),
        restore_diacritics=make_headline_marker(
            workspace.database, workspace.settings.source
        ),
    )
    with workspace.show_progress(
        "ingesting", len(page_inputs.pages)
    ) as report_progress:
        ingest_run = IngestRun(
            pipeline,
            workspace.author,
            description=" ".join(page_locations),
            notify=workspace.warn,
            report_progress=report_progress,
            describe_error=workspace.describe_error,
            failures=page_inputs.failures,
        )
        if page_inputs.has_list:
            ingest_run.ingest_one_by_one(page_inputs.pages)
        else:
            ingest_run.ingest_together(page_inputs.pages)
    _print_report(workspace, ingest_run, is_offline=ingest_options.is_offline)
    index_new_segments(workspace)
    return 2 if ingest_run.failures else 0


def _find_pages(
    workspace: Workspace, page_locations: Sequence[str], locale: Locale | None
) -> InputFiles:
    """Find the pages in files and folders; several are paired with their originals."""
    input_files = find_input_files(page_locations, suffixes=PAGE_SUFFIXES)
    if len(input_files.paths) <= 1 and not input_files.from_folders:
        return input_files
    settings = workspace.settings
    paired_files = pair_by_name(input_files, locale, settings.source)
    if paired_files.original_by_path:
        return paired_files
    # Originals may be in another language than that of the settings.
    other_files = pair_with_originals(
        input_files, locale or settings.target, None, settings.source
    )
    return other_files if other_files.original_by_path else paired_files


def _print_warnings(workspace: Workspace, warnings: Sequence[str]) -> None:
    for warning in warnings:
        workspace.warn(warning)


def _print_report(
    workspace: Workspace, ingest_run: IngestRun, *, is_offline: bool
) -> None:
    """Print what was stored, after warnings of what failed or is missing."""
    _warn_of_failures(workspace, ingest_run, is_offline=is_offline)
    emit(
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
    _say_what_follows(workspace, ingest_run, is_offline=is_offline)


def _warn_of_failures(
    workspace: Workspace, ingest_run: IngestRun, *, is_offline: bool
) -> None:
    for _, reason in ingest_run.failures:
        workspace.report_error(reason)
    for ingest_result in ingest_run.results:
        _print_warnings(
            workspace,
            [
                f"{ingest_result.article.key}: {warning}"
                for warning in ingest_result.warnings
            ],
        )
    if not is_offline:
        _print_warnings(
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


def _say_what_follows(
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
            reason = dropped_line.reason + _CERTAINTY_MARKS[dropped_line.certainty]
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
