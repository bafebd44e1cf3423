"""The command `articles`, and printing an article."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.console.command import command
from cli.console.options.option_group import option_group
from cli.console.options.pair_options import locale_option
from cli.console.options.parameter_types import DateType
from cli.console.output_formats import draw_table_rows, format_count, print_result
from cli.console.workspace import Workspace
from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article
from tm.articles.archive.article_filter import ArticleFilter
from tm.articles.staleness import find_stale_units
from tm.errors import InputError
from tm.unit import HeadlineStatus

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN_KEY_LENGTH = 8
"""Letters of a key in a list for people; commands take as few as identify it."""
_DATE_LENGTH = 10
"""Letters of a date without its time."""


@command(
    examples="""
    padanan articles
    padanan articles --publisher "tin tuc" --since 2025-10-01
    padanan articles --headline "cong uoc ha noi"
    padanan articles --stale
    padanan articles --propose --since 2025-10-01
    """
)
@option_group(
    "article_filter",
    ArticleFilter,
    click.option("--source-url", help="Part of the address of the original."),
    click.option("--headline", help="Part of either headline; ignores diacritics."),
    click.option(
        "--publisher", help="Part of the publisher's name; ignores diacritics."
    ),
    click.option("--author", help="Part of the author's name; ignores diacritics."),
    click.option("--place", help="Part of the dateline's place; ignores diacritics."),
    click.option(
        "--since",
        type=DateType(),
        help="Only articles published on this day or later, such as 2025-10-01.",
    ),
    locale_option("Language of the page."),
)
@click.option(
    "--stale",
    "lists_stale_pairs",
    is_flag=True,
    help="List pairs whose sentences changed after they were reviewed.",
)
@click.option(
    "--propose",
    "proposes_diacritics",
    is_flag=True,
    help="Propose diacritics for headlines of originals again.",
)
def articles(
    workspace: Workspace,
    article_filter: ArticleFilter,
    lists_stale_pairs: bool,
    proposes_diacritics: bool,
) -> int:
    """List the articles, the latest first.

    The editions of an article are its original and its other translations.

    --stale lists pairs that a person made or reviewed, and of which a sentence has
    changed on its page since. They stay in use; edit them with `padanan review`.

    --propose adds diacritics to headlines that were taken from addresses of originals.
    It uses the termbase and the memory as they are now, and makes one change set. The
    headlines stay proposals until the page of the original confirms them.
    """
    if lists_stale_pairs and proposes_diacritics:
        raise InputError("give only one of --stale and --propose")
    archive = Archive(workspace.database)
    found_articles = archive.find(article_filter)
    if lists_stale_pairs:
        return _print_stale_pairs(workspace, archive, found_articles)
    if proposes_diacritics:
        return _propose_diacritics(workspace, found_articles)
    _print_articles(workspace, archive, found_articles)
    if not found_articles:
        workspace.say("No articles match; add articles with `padanan ingest`")
    return 0 if found_articles else 1


def _print_articles(
    workspace: Workspace, archive: Archive, found_articles: Sequence[Article]
) -> None:
    """Print articles with the languages of their editions."""
    editions_by_key = archive.find_editions(found_articles)
    article_records = [
        make_article_json(article)
        | {"editions": make_editions_json(editions_by_key[article.key])}
        for article in found_articles
    ]
    columns = ["key", "published", "locale", "publisher", "headline", "editions"]
    rows = [
        [
            article.key,
            article.published,
            article.locale.tag,
            article.publisher,
            article.headline,
            " ".join(edition.locale.tag for edition in editions_by_key[article.key]),
        ]
        for article in found_articles
    ]
    print_result(
        workspace,
        article_records,
        columns=columns,
        rows=rows,
        draw_table=lambda console: draw_table_rows(
            console,
            columns,
            [
                [key[:_SHOWN_KEY_LENGTH], date and date[:_DATE_LENGTH], *other_cells]
                for key, date, *other_cells in rows
                if key is not None
            ],
        ),
    )


def _print_stale_pairs(
    workspace: Workspace, archive: Archive, found_articles: Sequence[Article]
) -> int:
    unit_records = [
        {
            "article": article.key,
            "unit": stale_unit.unit.key.hex(),
            "changed": stale_unit.changed_side.value,
            "source": stale_unit.unit.source.display_text,
            "target": stale_unit.unit.target.display_text
            if stale_unit.unit.target
            else None,
        }
        for article in found_articles
        for stale_unit in find_stale_units(
            archive, workspace.unit_store, archive.get(article.key)
        )
    ]
    column_names = ["article", "unit", "changed", "source", "target"]
    rows = [
        [unit_record[column_name] for column_name in column_names]
        for unit_record in unit_records
    ]
    print_result(workspace, unit_records, columns=column_names, rows=rows)
    if not unit_records:
        workspace.say("No stale pairs")
    return 0 if unit_records else 1


def _propose_diacritics(workspace: Workspace, found_articles: Sequence[Article]) -> int:
    from glossary.article_resources import make_headline_marker
    from tm.articles.headline.proposal import renew_headlines
    from tm.store.history.change_set import open_change_set

    mark_headline = make_headline_marker(workspace.database, workspace.settings.source)
    with (
        workspace.show_progress("proposing", len(found_articles)) as report_progress,
        open_change_set(
            workspace.database, command="articles --propose", author=workspace.author
        ) as change_set,
    ):
        renewed_headlines = renew_headlines(
            [article.key for article in found_articles],
            workspace.database,
            change_set,
            mark_headline,
            report_progress=report_progress,
        )
    headline_records = [
        {
            "key": renewal.new_article.key,
            "source_url": renewal.new_article.source_url,
            "before": renewal.old_article.source_headline,
            "source_headline": renewal.new_article.source_headline,
            "source_headline_status": renewal.new_article.source_headline_status,
        }
        for renewal in renewed_headlines
    ]
    column_names = ["key", "source_headline_status", "source_headline"]
    rows = [
        [headline_record[column_name] for column_name in column_names]
        for headline_record in headline_records
    ]
    print_result(workspace, headline_records, columns=column_names, rows=rows)
    if change_set.name:
        workspace.say(
            f"Proposed {len(headline_records)} of "
            f"{format_count(len(found_articles), 'headline')}; "
            f"`padanan undo {change_set.name}` takes them back"
        )
    else:
        workspace.say("No new proposals")
    return 0


def make_article_json(article: Article) -> dict[str, Any]:
    """Make the JSON of an article."""
    return {
        "key": article.key,
        "locale": article.locale.tag,
        "headline": article.headline or None,
        "lead": article.lead,
        "publisher": article.publisher,
        "author": article.author,
        "place": article.place,
        "published": article.published,
        "url": article.url,
        "source_url": article.source_url,
        "source_headline": article.source_headline,
        "source_headline_status": article.source_headline_status,
        "source_headline_restored": _list_restored_words(article),
    }


def _list_restored_words(article: Article) -> list[str]:
    """List the words of a proposed headline whose diacritics were restored."""
    from tm.articles.headline.slug import list_restored_runs

    if article.source_headline_status is not HeadlineStatus.PROPOSED:
        return []
    return list_restored_runs(article.source_headline or "", article.source_url or "")


def make_editions_json(editions: Sequence[Article]) -> list[dict[str, Any]]:
    """Make the JSON of the other editions of an article."""
    return [
        {
            "key": edition.key,
            "locale": edition.locale.tag,
            "headline": edition.headline or None,
            "url": edition.url,
        }
        for edition in editions
    ]


def print_article_head(console: "Console", article: Article) -> None:
    """Print the headline and the origin of an article."""
    headline = article.headline or "(no headline)"
    console.print(headline, markup=False, style="bold")
    status = article.source_headline_status
    note_by_status = {
        HeadlineStatus.DERIVED: " (from the address, not the real headline)",
        HeadlineStatus.PROPOSED: " (from the address; diacritics restored in: "
        f"{'; '.join(_list_restored_words(article))})",
    }
    article_facts = (
        ("key", article.key),
        ("published", article.published),
        ("publisher", article.publisher),
        ("author", article.author),
        ("place", article.place),
        ("page", article.url),
        ("original", article.source_url),
        (
            "its headline",
            (article.source_headline or "")
            + (note_by_status.get(status, "") if status else ""),
        ),
    )
    for fact_name, fact in article_facts:
        if fact:
            console.print(f"  {fact_name:<13}{fact}", markup=False, soft_wrap=True)
