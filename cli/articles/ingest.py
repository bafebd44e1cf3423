"""The command `ingest`, which reads pages and stores them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import click

from cli.articles.alignment_knowledge import choose_encoder, read_knowledge
from cli.articles.articles import article_json, print_article_head
from cli.console.option_group import option_group
from cli.console.parameter_types import LocaleType
from cli.console.render import emit, format_count
from cli.console.workspace import Workspace, command
from cli.memory.index import index_new_segments
from glossary.article_knowledge import make_headline_marker
from tm.articles.ingest import IngestResult
from tm.articles.ingest_run import IngestRun, PageInputs
from tm.articles.lazy_fetch import make_fetch
from tm.articles.page.read import load_page
from tm.articles.pipeline import IngestPipeline
from tm.errors import InputError
from tm.text.locale import Locale

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class IngestFlags:
    """Which pages are read and stored, and whether the network is used."""

    is_list: bool
    incomplete: bool
    refresh: bool
    no_fetch: bool


@command(
    examples="""
    padanan ingest https://site.example/id/berita
    padanan ingest page.id.txt
    padanan ingest page.id.txt --source original.vi.txt
    padanan ingest pages/*.txt -l id --no-fetch --format json
    padanan ingest list.txt
    """
)
@click.argument("paths", metavar="PATH|URL...", nargs=-1, required=True)
@click.option("--source", "original", metavar="PATH|URL", help="Page of the original.")
@click.option(
    "-l",
    "--locale",
    type=LocaleType(),
    help="Language of the pages; recognised by default.",
)
@click.option("--url", help="Web address of the page.")
@click.option("--site", help="Site profile; recognised by default.")
@option_group(
    "ingest_options",
    IngestFlags,
    click.option(
        "--list",
        "is_list",
        is_flag=True,
        help="Each file is a list of pages, one per line.",
    ),
    click.option(
        "--incomplete",
        is_flag=True,
        help="Store pages that name no original, or whose original has no headline.",
    ),
    click.option("--refresh", is_flag=True, help="Fetch and read stored pages again."),
    click.option("--no-fetch", is_flag=True, help="Do not use the network."),
)
def ingest(
    workspace: Workspace,
    paths: Sequence[str],
    original: str | None,
    locale: Locale | None,
    url: str | None,
    site: str | None,
    ingest_options: IngestFlags,
) -> int:
    """Read pages, and store their articles, segments and aligned units.

    A page is a web address, an HTML file, or a text file as you get it by copying a
    news page: headline, lead, publisher and date, paragraphs, and a line such as
    `Sumber: https://…`. The original that it names is fetched and aligned with it,
    unless --source gives the original. Without an original, the page is stored alone;
    ingest it again to align it.

    All pages of one call are one change set, which `padanan undo` takes back. A list of
    pages (a file with an address or a file name on each line) is stored page by page;
    run the same command again to ingest the pages that failed.
    """
    page_inputs = PageInputs.read(
        paths,
        is_list=ingest_options.is_list,
        describe_error=workspace.describe_error,
    )
    if (original or url) and (len(paths) > 1 or page_inputs.has_list):
        raise InputError("--source and --url go with one page; give one PATH or URL")
    encoder = choose_encoder(workspace)
    offline = ingest_options.no_fetch or workspace.settings.fetch.is_offline
    fetch = make_fetch(
        workspace.settings.fetch, offline=offline, refresh=ingest_options.refresh
    )
    original_page = None
    if original is not None:
        read_original = load_page(original, fetch, site=site)
        _print_warnings(workspace, read_original.notes)
        original_page = read_original.page
    pipeline = IngestPipeline(
        database=workspace.database,
        fetch=fetch,
        locale=locale,
        site=site,
        url=url,
        source=original_page,
        source_locale=workspace.settings.source,
        allow_incomplete=ingest_options.incomplete,
        refetch_originals=ingest_options.refresh,
        alignment_settings=workspace.settings.align,
        # Cached per language pair: it does not learn from what this call stores.
        get_knowledge=cache(partial(read_knowledge, workspace, encoder=encoder)),
        restore_diacritics=make_headline_marker(
            workspace.database, workspace.settings.source
        ),
    )
    with workspace.progress("ingesting", len(page_inputs.pages)) as progress:
        ingest_run = IngestRun(
            pipeline,
            workspace.author,
            description=" ".join(paths),
            notify=workspace.warn,
            report_progress=progress,
            describe_error=workspace.describe_error,
            failures=page_inputs.failures,
        )
        if page_inputs.has_list:
            ingest_run.ingest_one_by_one(page_inputs.pages)
        else:
            ingest_run.ingest_together(page_inputs.pages)
    _print_report(workspace, ingest_run, is_offline=ingest_options.no_fetch)
    index_new_segments(workspace)
    return 2 if ingest_run.failures else 0


def _print_warnings(workspace: Workspace, warnings: Sequence[str]) -> None:
    for warning in warnings:
        workspace.warn(warning)


def _print_report(
    workspace: Workspace, ingest_run: IngestRun, *, is_offline: bool
) -> None:
    _print_warnings(workspace, [reason for _, reason in ingest_run.failures])
    for ingested in ingest_run.results:
        _print_warnings(
            workspace,
            [f"{ingested.article.key}: {warning}" for warning in ingested.warnings],
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
    last_change_set = (
        ingest_run.change_set_names[-1] if ingest_run.change_set_names else None
    )
    value = {
        "articles": [_ingested_json(ingested) for ingested in ingest_run.results],
        "failed": [
            {"path": path, "reason": reason} for path, reason in ingest_run.failures
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
        "import": last_change_set,
        "imports": ingest_run.change_set_names,
    }
    emit(
        workspace,
        value,
        columns=["key", "outcome", "locale", "segments", "units", "review", "headline"],
        rows=[
            [
                ingested.article.key,
                ingested.outcome,
                ingested.article.locale.tag,
                len(ingested.segments),
                ingested.unit_count,
                ingested.review_count,
                ingested.article.headline,
            ]
            for ingested in ingest_run.results
        ],
        table=lambda console: _draw_ingested(console, ingest_run.results),
    )
    if ingest_run.known_locations:
        page_count = format_count(len(ingest_run.known_locations), "page")
        workspace.say(
            f"Skipped {page_count} already stored; --refresh reads them again"
        )
    if ingest_run.missing_originals and not is_offline:
        page_count = format_count(len(ingest_run.missing_originals), "page")
        workspace.say(
            f"{page_count} stored without original; run the command again, or give "
            "the original with --source"
        )
    if len(ingest_run.change_set_names) > 1:
        first_change_set = ingest_run.change_set_names[0]
        workspace.say(
            f"Change sets {first_change_set} to {last_change_set}, one per page"
        )
    elif last_change_set:
        workspace.say(
            f"Change set {last_change_set}; `padanan undo {last_change_set}` takes it "
            "back"
        )
    elif ingest_run.results:
        workspace.say("Nothing new: all of it is stored already")


def _ingested_json(ingested: IngestResult) -> dict[str, Any]:
    article = ingested.article
    return article_json(article) | {
        "outcome": ingested.outcome,
        "date_agrees": ingested.dates_agree,
        "segments": len(ingested.segments),
        "units": ingested.unit_count,
        "review": ingested.review_count,
        "kept": [
            {
                "position": segment.position,
                "kind": segment.kind.value,
                "text": segment.segment.text,
            }
            for segment in ingested.segments
        ],
        "dropped": [
            {"line": dropped.line, "text": dropped.text, "why": dropped.reason}
            for dropped in ingested.dropped_lines
        ],
        "warnings": list(ingested.warnings),
    }


def _draw_ingested(console: "Console", ingest_results: Sequence[IngestResult]) -> None:
    for ingested in ingest_results:
        print_article_head(console, ingested.article)
        console.print(
            f"  {ingested.outcome}: {len(ingested.segments)} segments, "
            f"{ingested.unit_count} units, {ingested.review_count} to review; "
            f"{len(ingested.dropped_lines)} lines of the page skipped:",
            markup=False,
        )
        for dropped in ingested.dropped_lines:
            line = f"  {dropped.line:>5}  {dropped.reason:<13} {dropped.text}"
            console.print(line, markup=False, style="dim", soft_wrap=True)
