"""The command `ingest`, which reads pages and stores them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import click

from cli.articles.ingest_report import print_report, print_warnings
from cli.articles.language_resources import (
    load_enabled_encoder,
    read_workspace_resources,
)
from cli.console.command import command
from cli.console.input_files import (
    PAGE_SUFFIXES,
    InputFiles,
    find_input_files,
    pair_by_name,
    pair_with_originals,
)
from cli.console.options.option_group import option_group
from cli.console.options.pair_options import locale_option
from cli.console.workspace import Workspace
from cli.memory.index import index_new_segments
from exports.documents.page_text import read_page_bytes
from glossary.article_resources import make_headline_marker
from tm.articles.ingest_pipeline import IngestPipeline
from tm.articles.ingest_run import IngestRun, PageInputs
from tm.articles.lazy_fetch import make_fetch
from tm.articles.page.page_loading import load_page
from tm.errors import InputError
from tm.text.locale import Locale


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
@locale_option("Language of the pages; recognised by default.")
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

    A page is a web address, an HTML file, or a text file copied from a news page:
    headline, lead, publisher and date, paragraphs, and a line such as `Sumber:
    https://…`. The original that it names is fetched and aligned with it, unless
    --source gives the original. Without an original, the page is stored alone; ingest
    it again to align it.

    A folder stands for the pages in it. Among several pages, a.id.html is taken as the
    translation of a.vi.html.

    All pages of one command are one change set, which `padanan undo` takes back. A list
    of pages (a file with an address or a file name on each line) is stored page by
    page; run the same command again to ingest the pages that failed.
    """
    input_files = InputFiles(tuple(page_locations))
    if not ingest_options.reads_lists and original_location is None:
        input_files = _find_pages(workspace, page_locations, locale)
        input_files.say_skipped_paths(workspace)
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
    pipeline = replace(
        _make_pipeline(workspace, original_location, site_name, ingest_options),
        locale=locale,
        url=url,
        original_by_location=input_files.original_by_path,
    )
    ingest_run = _ingest_pages(
        workspace, pipeline, page_inputs, description=" ".join(page_locations)
    )
    print_report(workspace, ingest_run, is_offline=ingest_options.is_offline)
    index_new_segments(workspace)
    return 2 if ingest_run.failures else 0


def _ingest_pages(
    workspace: Workspace,
    pipeline: IngestPipeline,
    page_inputs: PageInputs,
    *,
    description: str,
) -> IngestRun:
    """Ingest pages as one change set, or those of a list one by one."""
    with workspace.show_progress(
        "ingesting", len(page_inputs.pages)
    ) as report_progress:
        ingest_run = IngestRun(
            pipeline,
            workspace.author,
            description=description,
            notify=workspace.warn,
            report_progress=report_progress,
            describe_error=workspace.describe_error,
            failures=page_inputs.failures,
        )
        if page_inputs.has_list:
            ingest_run.ingest_one_by_one(page_inputs.pages)
        else:
            ingest_run.ingest_together(page_inputs.pages)
    return ingest_run


def _make_pipeline(
    workspace: Workspace,
    original_location: str | None,
    site_name: str | None,
    ingest_options: IngestFlags,
) -> IngestPipeline:
    """Make what reads and stores pages, and read the original that is given."""
    encoder = load_enabled_encoder(workspace)
    fetch_page = make_fetch(
        workspace.settings.fetch,
        offline=ingest_options.is_offline or workspace.settings.fetch.is_offline,
        refresh=ingest_options.refetches,
    )
    original_page = None
    if original_location is not None:
        loaded_original = load_page(
            original_location,
            fetch_page,
            default_locale=workspace.settings.source,
            site_name=site_name,
            read_page_bytes=read_page_bytes,
        )
        print_warnings(workspace, loaded_original.notes)
        original_page = loaded_original.page
    return IngestPipeline(
        database=workspace.database,
        fetch=fetch_page,
        site_name=site_name,
        source_page=original_page,
        source_locale=workspace.settings.source,
        target_locale=workspace.settings.target,
        read_page_bytes=read_page_bytes,
        allow_incomplete=ingest_options.stores_incomplete,
        refetches_originals=ingest_options.refetches,
        alignment_settings=workspace.settings.align,
        # Cached per language pair: it does not learn from what this call stores.
        get_alignment_resources=cache(
            partial(read_workspace_resources, workspace, encoder=encoder)
        ),
        restore_diacritics=make_headline_marker(
            workspace.database, workspace.settings.source
        ),
    )


def _find_pages(
    workspace: Workspace, page_locations: Sequence[str], locale: Locale | None
) -> InputFiles:
    """Find the pages in files and folders; several are paired with their originals."""
    input_files = find_input_files(page_locations, suffixes=PAGE_SUFFIXES)
    if len(input_files.paths) <= 1 and not input_files.paths_from_folders:
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
