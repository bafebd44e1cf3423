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
from cli.console.render import count_of, emit
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
    inputs = PageInputs.read(
        paths,
        is_list=ingest_options.is_list,
        describe_error=workspace.describe_error,
    )
    if (original or url) and (len(paths) > 1 or inputs.has_list):
        raise InputError("--source and --url go with one page; give one PATH or URL")
    encoder = choose_encoder(workspace)
    offline = ingest_options.no_fetch or workspace.settings.fetch.is_offline
    fetch = make_fetch(
        workspace.settings.fetch, offline=offline, refresh=ingest_options.refresh
    )
    original_page = None
    if original is not None:
        read_original = load_page(original, fetch, site=site)
        _warn(workspace, read_original.notes)
        original_page = read_original.page
    intake = IngestPipeline(
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
    with workspace.progress("ingesting", len(inputs.pages)) as progress:
        run = IngestRun(
            intake,
            workspace.who,
            description=" ".join(paths),
            notify=workspace.warn,
            report_progress=progress,
            describe_error=workspace.describe_error,
            failures=inputs.failures,
        )
        if inputs.has_list:
            run.ingest_one_by_one(inputs.pages)
        else:
            run.ingest_together(inputs.pages)
    _report(workspace, run, is_offline=ingest_options.no_fetch)
    index_new_segments(workspace)
    return 2 if run.failures else 0


def _warn(workspace: Workspace, notes: Sequence[str]) -> None:
    for note in notes:
        workspace.warn(note)


def _report(workspace: Workspace, run: IngestRun, *, is_offline: bool) -> None:
    _warn(workspace, [reason for _, reason in run.failures])
    for item in run.results:
        _warn(workspace, [f"{item.article.key}: {words}" for words in item.warnings])
    if not is_offline:
        _warn(
            workspace,
            [
                f"{left.location}: stored without its original: {left.reason}"
                for left in run.missing_originals
            ],
        )
    name = run.change_set_names[-1] if run.change_set_names else None
    value = {
        "articles": [_ingested_json(item) for item in run.results],
        "failed": [{"path": path, "reason": reason} for path, reason in run.failures],
        "left": [
            {
                "path": left.location,
                "source_url": left.source_url,
                "reason": left.reason,
            }
            for left in run.missing_originals
        ],
        "known": run.known_locations,
        "import": name,
        "imports": run.change_set_names,
    }
    emit(
        workspace,
        value,
        columns=["key", "outcome", "locale", "segments", "units", "review", "headline"],
        rows=[
            [
                item.article.key,
                item.outcome,
                item.article.locale.tag,
                len(item.segments),
                item.unit_count,
                item.review_count,
                item.article.headline,
            ]
            for item in run.results
        ],
        table=lambda console: _draw_ingested(console, run.results),
    )
    if run.known_locations:
        pages = count_of(len(run.known_locations), "page")
        workspace.say(f"Skipped {pages} already stored; --refresh reads them again")
    if run.missing_originals and not is_offline:
        workspace.say(
            f"{count_of(len(run.missing_originals), 'page')} stored without original; "
            "run the command again, or give the original with --source"
        )
    if len(run.change_set_names) > 1:
        workspace.say(f"Change sets {run.change_set_names[0]} to {name}, one per page")
    elif name:
        workspace.say(f"Change set {name}; `padanan undo {name}` takes it back")
    elif run.results:
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


def _draw_ingested(console: "Console", ingested: Sequence[IngestResult]) -> None:
    for item in ingested:
        print_article_head(console, item.article)
        console.print(
            f"  {item.outcome}: {len(item.segments)} segments, "
            f"{item.unit_count} units, {item.review_count} to review; "
            f"{len(item.dropped_lines)} lines of the page skipped:",
            markup=False,
        )
        for dropped in item.dropped_lines:
            line = f"  {dropped.line:>5}  {dropped.reason:<13} {dropped.text}"
            console.print(line, markup=False, style="dim", soft_wrap=True)
