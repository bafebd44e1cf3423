"""Commands about articles: ingest, articles, show, review."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import LocaleType, Workspace, command
from cli.render import emit
from tm.articles.archive import Archive, ArticleFilter, StoredArticle
from tm.articles.article import Article
from tm.articles.ingest import Ingested
from tm.articles.ingest import ingest as ingest_page
from tm.articles.page import Page, read_page
from tm.errors import InputError
from tm.store.history import ChangeSet, change_set
from tm.store.memory import Memory
from tm.store.unit_filter import UnitFilter
from tm.text.encoding import decode
from tm.text.locale import Locale
from tm.unit import HeadlineStatus, State, TranslationUnit, Withheld

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
    source = _read(source_path, locale=None, site=site) if source_path else None
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
                page = _read(path, locale=locale, site=site)
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
                    )
                )
            except InputError as error:
                failed.append(_Failure(path, str(error)))
            progress(1)
    _report(workspace, done, failed, changes)
    return 2 if failed else 0


def _is_original(workspace: Workspace, page: Page) -> bool:
    """A page in the language that is translated from needs no source line."""
    default = workspace.settings.source
    return default is not None and default.covers(page.locale)


def _read(path: str, *, locale: Locale | None, site: str | None) -> Page:
    if "://" in path:
        raise InputError(f"{path}: pages are read from files; save it as text first")
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    found = decode(data, path=path)
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
    return _article_json(article) | {
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


def _article_json(article: Article) -> dict[str, Any]:
    return {
        "key": article.key,
        "locale": article.locale.tag,
        "headline": article.headline,
        "lead": article.lead,
        "publisher": article.publisher,
        "published": article.published,
        "url": article.url,
        "source_url": article.source_url,
        "source_headline": article.source_headline,
        "source_headline_status": article.source_headline_status,
    }


def _draw_ingested(console: "Console", done: Sequence[Ingested]) -> None:
    for item in done:
        _draw_head(console, item.article)
        console.print(
            f"  {item.outcome}: {len(item.segments)} segments, {item.units} units, "
            f"{item.review} to review; {len(item.dropped)} lines of the page dropped:",
            markup=False,
        )
        for dropped in item.dropped:
            line = f"  {dropped.line:>5}  {dropped.why:<13} {dropped.text}"
            console.print(line, markup=False, style="dim", soft_wrap=True)


def _draw_head(console: "Console", article: Article) -> None:
    console.print(article.headline, markup=False, style="bold")
    status = article.source_headline_status
    derived = " (from its address, not the real headline)"
    facts = (
        ("key", article.key),
        ("published", article.published),
        ("publisher", article.publisher),
        ("page", article.url),
        ("original", article.source_url),
        (
            "its headline",
            (article.source_headline or "")
            + (derived if status is HeadlineStatus.DERIVED else ""),
        ),
    )
    for name, value in facts:
        if value:
            console.print(f"  {name:<13}{value}", markup=False, soft_wrap=True)


@command(
    examples="""
    padanan articles
    padanan articles --publisher "tin tuc" --since 2025-10-01
    padanan articles --headline "cong uoc ha noi"
    """
)
@click.option("--source-url", help="Part of the original's address.")
@click.option("--headline", help="Part of either headline; marks do not matter.")
@click.option("--publisher", help="Part of its name; marks do not matter.")
@click.option("--since", help="Published then or later, such as 2025-10-01.")
@click.option("-l", "--locale", type=LocaleType(), help="Language of the page.")
def articles(
    workspace: Workspace,
    source_url: str | None,
    headline: str | None,
    publisher: str | None,
    since: str | None,
    locale: Locale | None,
) -> int:
    """List the articles, the latest first."""
    wanted = ArticleFilter(source_url, headline, publisher, since, locale)
    found = Archive(workspace.database).find(wanted)
    value = [_article_json(article) for article in found]
    emit(
        workspace,
        value,
        columns=["key", "published", "locale", "publisher", "headline"],
        rows=[
            [
                article.key,
                article.published,
                article.locale.tag,
                article.publisher,
                article.headline,
            ]
            for article in found
        ],
    )
    if not found:
        workspace.say("no such article; `padanan ingest` adds some")
    return 0 if found else 1


@command(
    examples="""
    padanan show 4f1c
    padanan show 4f1c --format json
    """
)
@click.argument("key")
def show(workspace: Workspace, key: str) -> None:
    """Print one article, its segments beside their other side.

    KEY is the article's key or the beginning of it.
    """
    stored = Archive(workspace.database).get(key)
    units = _units_by_position(workspace.memory, stored)
    lines = list(_sides(stored, units))
    value = _article_json(stored.article) | {"segments": lines}
    emit(
        workspace,
        value,
        columns=["position", "kind", "text", "other", "score"],
        rows=[
            [line[c] for c in ("position", "kind", "text", "other", "score")]
            for line in lines
        ],
        table=lambda console: _draw_article(console, stored, lines),
    )


def _units_by_position(
    memory: Memory, stored: StoredArticle
) -> dict[int, TranslationUnit]:
    wanted = UnitFilter(article=stored.article.key, translated=True)
    by_text: dict[str, TranslationUnit] = {}
    by_position: dict[int, TranslationUnit] = {}
    for unit in memory.units(wanted):
        side = unit.side(stored.article.locale)
        if unit.origin.extent > 1 and unit.origin.position is not None:
            by_position[unit.origin.position] = unit
        elif side is not None:
            by_text[side.text] = unit
    for place in stored.segments:
        unit_here = by_text.get(place.segment.text)
        if unit_here is not None:
            by_position.setdefault(place.position, unit_here)
    return by_position


def _sides(
    stored: StoredArticle, units: dict[int, TranslationUnit]
) -> Iterator[dict[str, Any]]:
    """A line for each segment; one that a unit joins to the one above has no `other`,
    but says where it begins."""
    locale = stored.article.locale
    joined: int | None = None
    until = 0
    for place in stored.segments:
        unit = units.get(place.position)
        if unit is not None:
            joined, until = place.position, place.position + unit.origin.extent
        other = None
        if unit is not None:
            sides = (unit.source, unit.target)
            other = next(
                (s for s in sides if s is not None and not locale.covers(s.locale)),
                None,
            )
        part_of = joined if unit is None and place.position < until else None
        yield {
            "position": place.position,
            "kind": place.kind.value,
            "text": place.segment.display,
            "other": other.display if other else None,
            "other_locale": other.locale.tag if other else None,
            "joined_to": part_of,
            "score": unit.origin.score if unit else None,
        }


def _draw_article(
    console: "Console", stored: StoredArticle, lines: Sequence[dict[str, Any]]
) -> None:
    from rich.table import Table
    from rich.text import Text

    _draw_head(console, stored.article)
    other = next((line["other_locale"] for line in lines if line["other"]), None)
    table = Table(header_style="bold", show_lines=False, box=None, padding=(0, 1))
    table.add_column("#", justify="right", style="dim")
    table.add_column(stored.article.locale.tag, ratio=1, overflow="fold")
    if other:
        table.add_column(other, ratio=1, overflow="fold")
        table.add_column("score", justify="right", style="dim")
    styles = {"headline": "bold", "heading": "bold", "lead": "italic"}
    for line in lines:
        cells = [
            Text(str(line["position"])),
            Text(line["text"], style=styles.get(line["kind"], "")),
        ]
        if other:
            shown = "〃" if line["joined_to"] is not None else line["other"] or "—"
            score = "" if line["score"] is None else f"{line['score']:.2f}"
            cells += [Text(shown), Text(score)]
        table.add_row(*cells)
    console.print(table)
    if not other:
        console.print("no translations yet; ingest it with --source, or import a PO")


@command(
    examples="""
    padanan review
    padanan review --accept all
    padanan review --reject 3fa2
    """
)
@click.option("--article", help="Key of the article.")
@click.option("--accept", metavar="KEY|all", help="Take a pair into use.")
@click.option("--reject", metavar="KEY|all", help="Remove a pair.")
def review(
    workspace: Workspace, article: str | None, accept: str | None, reject: str | None
) -> int:
    """List pairs whose alignment was unsure, and decide about them."""
    if accept and reject:
        raise InputError("give --accept or --reject, not both")
    wanted = UnitFilter(article=article, translated=True, withheld=Withheld.REVIEW)
    waiting = list(workspace.memory.units(wanted))
    name = accept or reject
    if name is not None:
        chosen = [
            unit for unit in waiting if name == "all" or unit.key.hex().startswith(name)
        ]
        if not chosen or (name != "all" and len(chosen) > 1):
            raise InputError(f"{name!r} names {len(chosen)} waiting pairs, not one")
        _decide(workspace, chosen, accepted=accept is not None)
        waiting = chosen
    emit(
        workspace,
        [
            {
                "key": unit.key.hex(),
                "article": unit.origin.article,
                "position": unit.origin.position,
                "score": unit.origin.score,
                "source": unit.source.display,
                "target": unit.target.display if unit.target else None,
            }
            for unit in waiting
        ],
        columns=["key", "score", "source", "target"],
        rows=[
            [
                unit.key.hex()[:8],
                unit.origin.score,
                unit.source.display,
                unit.target.display if unit.target else None,
            ]
            for unit in waiting
        ],
    )
    if not waiting:
        workspace.say("nothing waits for review")
    return 0


def _decide(
    workspace: Workspace, units: Sequence[TranslationUnit], *, accepted: bool
) -> None:
    verb = "accept" if accepted else "reject"
    with change_set(
        workspace.database, command=f"review --{verb}", who=workspace.who
    ) as changes:
        if accepted:
            done = [replace(unit, state=State.REVIEWED) for unit in units]
            workspace.memory.add(done, changes)
        else:
            workspace.memory.withhold(units, changes)
    workspace.say(f"{verb}ed {len(units)}; `padanan undo {changes.name}` undoes it")
