"""The stored articles: the command articles, and what is printed of one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.console.render import emit
from cli.console.workspace import DateType, LocaleType, Workspace, command
from tm.articles.archive.archive import Archive, ArticleFilter
from tm.articles.archive.article import Article
from tm.articles.staleness import stale_units
from tm.errors import InputError
from tm.text.locale import Locale
from tm.unit import HeadlineStatus

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
        article_json(article) | {"editions": editions_json(editions[article.key])}
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
    from glossary.article_knowledge import headline_marker
    from tm.articles.headline.proposal import renew_headlines
    from tm.store.history.change_set import change_set

    mark = headline_marker(workspace.database, workspace.settings.source)
    with (
        workspace.progress("proposing", len(found)) as progress,
        change_set(
            workspace.database, command="articles --propose", who=workspace.who
        ) as changes,
    ):
        renewed = renew_headlines(
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


def editions_json(editions: Sequence[Article]) -> list[dict[str, Any]]:
    """The other articles of a story, as interfaces promise them."""
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
