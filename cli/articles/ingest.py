"""The command that reads pages: ingest."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import click

from cli.articles.alignment_knowledge import encoder_wanted, known
from cli.articles.articles import article_json, draw_head
from cli.console.render import emit
from cli.console.workspace import LocaleType, Workspace, command
from cli.memory.index import index_new
from glossary.article_knowledge import headline_marker
from tm.articles.ingest import Ingested
from tm.articles.lazy_fetch import make_fetch
from tm.articles.page.list import listed
from tm.articles.page.read import is_address, read
from tm.articles.pipeline import Intake, Left, Prepared
from tm.errors import InputError, StoreError
from tm.store.history.change_set import ChangeSet, change_set
from tm.text.input.encoding import LARGEST_PAGE, contents
from tm.text.locale import Locale

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class _Entry:
    """A page to read: an address, or a file with its bytes."""

    place: str
    data: bytes | None


@dataclass(slots=True)
class _Run:
    """What has become of the pages so far."""

    done: list[Ingested] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    """Pages that were passed over, being stored already."""
    imports: list[str] = field(default_factory=list)


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
@click.option(
    "--source", "source_place", metavar="PATH|URL", help="The original's page."
)
@click.option("-l", "--locale", type=LocaleType(), help="Language of the pages.")
@click.option("--url", help="Address of the page itself.")
@click.option("--site", help="Site profile; recognised by itself.")
@click.option(
    "--list", "is_list", is_flag=True, help="The files are lists of pages, one a line."
)
@click.option(
    "--incomplete",
    is_flag=True,
    help="Store a page that names no source, or whose source has no headline.",
)
@click.option("--refresh", is_flag=True, help="Fetch and read anew what is stored.")
@click.option("--no-fetch", is_flag=True, help="Use the network for nothing.")
def ingest(
    workspace: Workspace,
    paths: Sequence[str],
    source_place: str | None,
    locale: Locale | None,
    url: str | None,
    site: str | None,
    is_list: bool,
    incomplete: bool,
    refresh: bool,
    no_fetch: bool,
) -> int:
    """Read pages, and store their articles, segments and aligned units.

    A page is an address, an HTML file, or a text file in the form that copying a news
    page gives: headline, lead, publisher and date, paragraphs, and a line such as
    `Sumber: https://…`. The original that it names is fetched and aligned with it,
    unless --source gives it; without it, the page waits for it.

    All pages of one call are one import, which `padanan undo` takes back. A list of
    pages (a file with an address or a file name on each line) is stored page by page,
    and going through it again does what is left.
    """
    entries, failed, lists = _entries(paths, is_list)
    if (source_place or url) and (len(paths) > 1 or lists):
        raise InputError("--source and --url go with one page; give one PATH or URL")
    encoder = encoder_wanted(workspace)
    offline = no_fetch or workspace.settings.fetch.offline
    fetch = make_fetch(workspace.settings.fetch, offline=offline, refresh=refresh)
    source = None
    if source_place is not None:
        found = read(source_place, fetch, site=site)
        _warn(workspace, found.notes)
        source = found.page
    intake = Intake(
        database=workspace.database,
        fetch=fetch,
        locale=locale,
        site=site,
        url=url,
        source=source,
        source_locale=workspace.settings.source,
        incomplete=incomplete,
        refresh=refresh,
        align=workspace.settings.align,
        # What this call stores is not learnt from yet: once for each pair of languages.
        knowledge=cache(partial(known, workspace, encoder=encoder)),
        mark=headline_marker(workspace.database, workspace.settings.source),
    )
    run = _Run(failed=failed)
    detail = " ".join(paths)
    with workspace.progress("ingesting", len(entries)) as progress:
        if lists:
            _one_by_one(workspace, intake, entries, run, progress, detail)
        else:
            _together(workspace, intake, entries, run, progress, detail)
    _report(workspace, run, quiet_left=no_fetch)
    index_new(workspace)
    return 2 if run.failed else 0


def _entries(
    paths: Sequence[str], is_list: bool
) -> tuple[list[_Entry], list[tuple[str, str]], bool]:
    """The pages to read, those that cannot be, and whether a list was among them."""
    entries: list[_Entry] = []
    failed: list[tuple[str, str]] = []
    lists = False
    for path in paths:
        if is_address(path):
            entries.append(_Entry(path, None))
            continue
        try:
            data = contents(path, largest=LARGEST_PAGE)
            places = listed(data, path=path, is_list=is_list)
        except InputError as error:
            failed.append((path, str(error)))
            continue
        if places is None:
            entries.append(_Entry(path, data))
        else:
            lists = True
            entries += [_Entry(place, None) for place in places]
    return entries, failed, lists


def _together(
    workspace: Workspace,
    intake: Intake,
    entries: Sequence[_Entry],
    run: _Run,
    progress: Any,
    detail: str,
) -> None:
    """Read all pages, then store them as one import."""
    prepared: list[Prepared] = []
    for entry in entries:
        with _noted(entry.place, run, InputError):
            prepared.append(intake.prepare(entry.place, entry.data))
        progress(1)
    with _changes(workspace, detail) as changes:
        for page in prepared:
            with _noted(page.place, run, InputError):
                _store(workspace, intake, page, changes, run)
    if changes.name:
        run.imports.append(changes.name)


def _one_by_one(
    workspace: Workspace,
    intake: Intake,
    entries: Sequence[_Entry],
    run: _Run,
    progress: Any,
    detail: str,
) -> None:
    """Store each page as an import of its own, so that what is done stays done."""
    for entry in entries:
        # Whatever a page does, the others are not to suffer for it.
        with _noted(entry.place, run, Exception):
            page = intake.prepare(entry.place, entry.data)
            if page.is_settled and not intake.refresh:
                run.known.append(entry.place)
            else:
                with _changes(workspace, f"{detail}: {entry.place}") as changes:
                    _store(workspace, intake, page, changes, run)
                if changes.name:
                    run.imports.append(changes.name)
        progress(1)


@contextmanager
def _noted(place: str, run: _Run, wanted: type[Exception]) -> Iterator[None]:
    """Makes a failure of what goes wrong with one page."""
    try:
        yield
    except StoreError:
        raise
    except InputError as error:
        run.failed.append((place, str(error)))
    except wanted as error:
        name = type(error).__name__
        run.failed.append((place, f"{place}: a bug in Padanan ({name}: {error})"))


def _changes(workspace: Workspace, detail: str) -> Any:
    return change_set(
        workspace.database, command="ingest", who=workspace.who, detail=detail
    )


def _store(
    workspace: Workspace, intake: Intake, page: Prepared, changes: ChangeSet, run: _Run
) -> None:
    _warn(workspace, page.notes)
    try:
        run.done.append(intake.store(page, changes))
    except InputError as error:
        if page.left is None:
            raise
        # Both matter: what the page lacks, and why it could not be had.
        raise InputError(f"{error} ({page.left.reason})") from error
    if page.left is not None:
        run.left.append(page.left)


def _warn(workspace: Workspace, notes: Sequence[str]) -> None:
    for note in notes:
        workspace.warn(note)


def _report(workspace: Workspace, run: _Run, *, quiet_left: bool) -> None:
    _warn(workspace, [reason for _, reason in run.failed])
    for item in run.done:
        _warn(workspace, [f"{item.article.key}: {words}" for words in item.warnings])
    if not quiet_left:
        _warn(
            workspace,
            [f"{left.place}: no original: {left.reason}" for left in run.left],
        )
    name = run.imports[-1] if run.imports else None
    value = {
        "articles": [_ingested_json(item) for item in run.done],
        "failed": [{"path": path, "reason": reason} for path, reason in run.failed],
        "left": [
            {"path": left.place, "source_url": left.source_url, "reason": left.reason}
            for left in run.left
        ],
        "known": run.known,
        "import": name,
        "imports": run.imports,
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
                item.units,
                item.review,
                item.article.headline,
            ]
            for item in run.done
        ],
        table=lambda console: _draw_ingested(console, run.done),
    )
    if run.known:
        workspace.say(f"{len(run.known)} stored already; --refresh reads them anew")
    if run.left and not quiet_left:
        workspace.say(
            f"{len(run.left)} without original; the same call tries again, and "
            "--source gives one by hand"
        )
    if len(run.imports) > 1:
        workspace.say(f"imports {run.imports[0]} to {name}, one a page")
    elif name:
        workspace.say(f"import {name}; `padanan undo {name}` undoes it")
    elif run.done:
        workspace.say("nothing new: the memory has all of it already")


def _ingested_json(item: Ingested) -> dict[str, Any]:
    article = item.article
    return article_json(article) | {
        "outcome": item.outcome,
        "date_agrees": item.date_agrees,
        "segments": len(item.segments),
        "units": item.units,
        "review": item.review,
        "kept": [
            {
                "position": place.position,
                "kind": place.kind.value,
                "text": place.segment.text,
            }
            for place in item.segments
        ],
        "dropped": [
            {"line": item.line, "text": item.text, "why": item.why}
            for item in item.dropped
        ],
        "warnings": list(item.warnings),
    }


def _draw_ingested(console: "Console", done: Sequence[Ingested]) -> None:
    for item in done:
        draw_head(console, item.article)
        console.print(
            f"  {item.outcome}: {len(item.segments)} segments, {item.units} units, "
            f"{item.review} to review; {len(item.dropped)} lines of the page dropped:",
            markup=False,
        )
        for dropped in item.dropped:
            line = f"  {dropped.line:>5}  {dropped.why:<13} {dropped.text}"
            console.print(line, markup=False, style="dim", soft_wrap=True)
