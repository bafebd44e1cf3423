"""Commands about stored articles: articles and show."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.options import DateType, LocaleType, Workspace, command
from cli.render import emit
from tm.articles.archive import Archive, ArticleFilter, StoredArticle
from tm.articles.article import Article
from tm.articles.staleness import stale_units
from tm.errors import InputError
from tm.store.memory import Memory
from tm.store.unit_filter import UnitFilter
from tm.text.locale import Locale
from tm.unit import HeadlineStatus, TranslationUnit

if TYPE_CHECKING:
    from rich.console import Console


@command(
    examples="""
    padanan articles
    padanan articles --publisher "tin tuc" --since 2025-10-01
    padanan articles --headline "cong uoc ha noi"
    padanan articles --stale
    padanan articles --propose --since 2025-10-01
    """
)
@click.option("--source-url", help="Part of the original's address.")
@click.option("--headline", help="Part of either headline; marks do not matter.")
@click.option("--publisher", help="Part of its name; marks do not matter.")
@click.option(
    "--since", type=DateType(), help="Published then or later, such as 2025-10-01."
)
@click.option("-l", "--locale", type=LocaleType(), help="Language of the page.")
@click.option(
    "--stale", is_flag=True, help="Only pairs whose sentence has changed since."
)
@click.option(
    "--propose", is_flag=True, help="Propose marks for their originals' headlines anew."
)
def articles(
    workspace: Workspace,
    source_url: str | None,
    headline: str | None,
    publisher: str | None,
    since: str | None,
    locale: Locale | None,
    stale: bool,
    propose: bool,
) -> int:
    """List the articles, the latest first.

    The editions of an article are the others of the same story: its original, and
    what else was made of it.

    With --stale, the pairs that people made or reviewed, and whose sentence has
    changed on either page since; they stay in use. `padanan review` mends them.

    With --propose, headlines that were taken from the addresses of originals get the
    marks that termbase and memory support by now, as one change that `padanan undo`
    takes back. They stay proposals until the original's page confirms them.
    """
    if stale and propose:
        raise InputError("--stale lists and --propose changes; give one of them")
    wanted = ArticleFilter(source_url, headline, publisher, since, locale)
    archive = Archive(workspace.database)
    found = archive.find(wanted)
    if stale:
        return _list_stale(workspace, archive, found)
    if propose:
        return _propose(workspace, found)
    editions = archive.editions(found)
    value = [
        article_json(article) | {"editions": _editions_json(editions[article.key])}
        for article in found
    ]
    emit(
        workspace,
        value,
        columns=["key", "published", "locale", "publisher", "headline", "editions"],
        rows=[
            [
                article.key,
                article.published,
                article.locale.tag,
                article.publisher,
                article.headline,
                " ".join(other.locale.tag for other in editions[article.key]),
            ]
            for article in found
        ],
    )
    if not found:
        workspace.say("no such article; `padanan ingest` adds some")
    return 0 if found else 1


def _list_stale(
    workspace: Workspace, archive: Archive, found: Sequence[Article]
) -> int:
    rows = [
        {
            "article": article.key,
            "unit": item.unit.key.hex(),
            "changed": item.changed.value,
            "source": item.unit.source.display,
            "target": item.unit.target.display if item.unit.target else None,
        }
        for article in found
        for item in stale_units(archive, workspace.memory, archive.get(article.key))
    ]
    columns = ["article", "unit", "changed", "source", "target"]
    shown = [[row[column] for column in columns] for row in rows]
    emit(workspace, rows, columns=columns, rows=shown)
    if not rows:
        workspace.say("no pair is stale")
    return 0 if rows else 1


def _propose(workspace: Workspace, found: Sequence[Article]) -> int:
    from cli.headlines import marker
    from tm.articles.proposing import renew
    from tm.store.history import change_set

    mark = marker(workspace)
    with (
        workspace.progress("proposing", len(found)) as progress,
        change_set(
            workspace.database, command="articles --propose", who=workspace.who
        ) as changes,
    ):
        renewed = renew(
            [article.key for article in found],
            workspace.database,
            changes,
            mark,
            progress=progress,
        )
    rows = [
        {
            "key": each.after.key,
            "source_url": each.after.source_url,
            "before": each.before.source_headline,
            "source_headline": each.after.source_headline,
            "source_headline_status": each.after.source_headline_status,
        }
        for each in renewed
    ]
    columns = ["key", "source_headline_status", "source_headline"]
    shown = [[row[column] for column in columns] for row in rows]
    emit(workspace, rows, columns=columns, rows=shown)
    if changes.name:
        workspace.say(
            f"{len(rows)} of {len(found)} proposed anew; `padanan undo {changes.name}` "
            "undoes it"
        )
    else:
        workspace.say("nothing new to propose")
    return 0


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
    archive = Archive(workspace.database)
    stored = archive.get(key)
    editions = archive.editions([stored.article])[stored.article.key]
    units = _units_by_position(workspace.memory, stored)
    lines = list(_sides(stored, units))
    value = article_json(stored.article) | {
        "source_article": stored.source_article,
        "editions": _editions_json(editions),
        "segments": lines,
    }
    columns = ["position", "kind", "text", "other", "score", "unit"]
    emit(
        workspace,
        value,
        columns=columns,
        rows=[[line[column] for column in columns] for line in lines],
        table=lambda console: _draw_article(console, stored, lines, editions),
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
    texts = {place.segment.text for place in stored.segments}
    for text, unit in by_text.items():
        # A text that a reviewer edited stands where it stood.
        if text not in texts and unit.origin.position is not None:
            by_position.setdefault(unit.origin.position, unit)
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
            "unit": unit.key.hex() if unit else None,
        }


def _draw_article(
    console: "Console",
    stored: StoredArticle,
    lines: Sequence[dict[str, Any]],
    editions: Sequence[Article],
) -> None:
    from rich.table import Table
    from rich.text import Text

    draw_head(console, stored.article)
    for edition in editions:
        words = f"  {'edition':<13}{edition.key} {edition.locale} {edition.headline}"
        console.print(words, markup=False, soft_wrap=True)
    other = next((line["other_locale"] for line in lines if line["other"]), None)
    table = Table(header_style="bold", show_lines=False, box=None, padding=(0, 1))
    table.add_column("#", justify="right", style="dim")
    table.add_column(stored.article.locale.tag, ratio=1, overflow="fold")
    if other:
        table.add_column(other, ratio=1, overflow="fold")
        table.add_column("score", justify="right", style="dim")
        table.add_column("pair", style="dim")
    styles = {"headline": "bold", "heading": "bold", "lead": "italic"}
    for line in lines:
        cells = [
            Text(str(line["position"])),
            Text(line["text"], style=styles.get(line["kind"], "")),
        ]
        if other:
            shown = "〃" if line["joined_to"] is not None else line["other"] or "—"
            score = "" if line["score"] is None else f"{line['score']:.2f}"
            cells += [Text(shown), Text(score), Text((line["unit"] or "")[:8])]
        table.add_row(*cells)
    console.print(table)
    if not other:
        console.print("no translations yet; ingest it with --source, or import a PO")


def article_json(article: Article) -> dict[str, Any]:
    """What is known of an article, as interfaces promise it."""
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


def _editions_json(editions: Sequence[Article]) -> list[dict[str, Any]]:
    return [
        {
            "key": edition.key,
            "locale": edition.locale.tag,
            "headline": edition.headline,
            "url": edition.url,
        }
        for edition in editions
    ]


def draw_head(console: "Console", article: Article) -> None:
    """Print an article's headline and what is known of it."""
    console.print(article.headline, markup=False, style="bold")
    status = article.source_headline_status
    notes = {
        HeadlineStatus.DERIVED: " (from its address, not the real headline)",
        HeadlineStatus.PROPOSED: " (from its address; marks proposed, not confirmed)",
    }
    facts = (
        ("key", article.key),
        ("published", article.published),
        ("publisher", article.publisher),
        ("page", article.url),
        ("original", article.source_url),
        (
            "its headline",
            (article.source_headline or "") + (notes.get(status, "") if status else ""),
        ),
    )
    for name, value in facts:
        if value:
            console.print(f"  {name:<13}{value}", markup=False, soft_wrap=True)
