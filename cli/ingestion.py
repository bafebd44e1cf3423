"""The command that reads pages: ingest."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import click

from cli.articles import article_json, draw_head
from cli.indexing import index_new
from cli.knowledge import known
from cli.options import LocaleType, Workspace, command
from cli.render import emit
from tm.articles.ingest import Ingested
from tm.articles.ingest import ingest as ingest_page
from tm.articles.page import Page, read_page
from tm.errors import InputError
from tm.store.history import ChangeSet, change_set
from tm.text.encoding import contents, decode
from tm.text.locale import Locale

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class _Failure:
    path: str
    reason: str


@command(
    examples="""
    padanan ingest page.id.txt
    padanan ingest page.id.txt --source original.vi.txt
    padanan ingest pages/*.txt -l id --format json
    """
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--source", "source_path", metavar="PATH", help="The original's page.")
@click.option("-l", "--locale", type=LocaleType(), help="Language of the pages.")
@click.option("--url", help="Address of the page itself.")
@click.option("--site", help="Site profile; recognised by itself.")
@click.option(
    "--incomplete",
    is_flag=True,
    help="Store a page that names no source, or whose source has no headline.",
)
@click.option("--no-fetch", is_flag=True, help="Fetch nothing from the network.")
def ingest(
    workspace: Workspace,
    paths: Sequence[str],
    source_path: str | None,
    locale: Locale | None,
    url: str | None,
    site: str | None,
    incomplete: bool,
    no_fetch: bool,
) -> int:
    """Read pages, and store their articles, segments and aligned units.

    A page is a text file in the form that copying a news page gives: headline, lead,
    publisher and date, paragraphs, and a line such as `Sumber: https://…`. With
    --source its original is read too, and both are aligned. All pages of one call
    are one import, which `padanan undo` takes back.
    """
    if (source_path or url) and len(paths) > 1:
        raise InputError("--source and --url go with one page; give one PATH")
    source = (
        _read(workspace, source_path, locale=None, site=site) if source_path else None
    )
    # Learnt before anything is stored, so once for each pair of languages.
    knowledge = cache(partial(known, workspace))
    done: list[Ingested] = []
    failed: list[_Failure] = []
    with (
        change_set(
            workspace.database,
            command="ingest",
            who=workspace.who,
            detail=" ".join(paths),
        ) as changes,
        workspace.progress("ingesting", len(paths)) as progress,
    ):
        for path in paths:
            try:
                page = _read(workspace, path, locale=locale, site=site)
                done.append(
                    ingest_page(
                        page,
                        workspace.database,
                        changes,
                        path=path,
                        source=source,
                        url=url,
                        incomplete=incomplete or _is_original(workspace, page),
                        options=workspace.settings.align,
                        knowledge=knowledge,
                    )
                )
            except InputError as error:
                failed.append(_Failure(path, str(error)))
            progress(1)
    _report(workspace, done, failed, changes)
    index_new(workspace)
    return 2 if failed else 0


def _is_original(workspace: Workspace, page: Page) -> bool:
    """A page in the language that is translated from needs no source line."""
    default = workspace.settings.source
    return default is not None and default.covers(page.locale)


def _read(
    workspace: Workspace, path: str, *, locale: Locale | None, site: str | None
) -> Page:
    if "://" in path:
        raise InputError(f"{path}: pages are read from files; save it as text first")
    found = decode(contents(path), path=path)
    if found.guessed:
        workspace.warn(f"{path}: not UTF-8; read as {found.encoding}, which is a guess")
    return read_page(found.text, path=path, locale=locale, site=site)


def _report(
    workspace: Workspace,
    done: Sequence[Ingested],
    failed: Sequence[_Failure],
    changes: ChangeSet,
) -> None:
    for failure in failed:
        workspace.warn(failure.reason)
    for item in done:
        for warning in item.warnings:
            workspace.warn(f"{item.article.key}: {warning}")
    articles = [_ingested_json(item) for item in done]
    value = {
        "articles": articles,
        "failed": [{"path": item.path, "reason": item.reason} for item in failed],
        "import": changes.name,
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
            for item in done
        ],
        table=lambda console: _draw_ingested(console, done),
    )
    if changes.name:
        workspace.say(f"import {changes.name}; `padanan undo {changes.name}` undoes it")
    elif done:
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
