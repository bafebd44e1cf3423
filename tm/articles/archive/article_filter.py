"""Filters of articles, and the queries for what they select."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from tm.articles.archive.article import Article
from tm.store import schema
from tm.store.rows.unit_queries import make_locale_condition
from tm.store.units.filter import make_site_conditions
from tm.text.locale import Locale
from tm.text.normal import fold_text


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Selects articles; names and headlines match in part, without diacritics."""

    source_url: str | None = None
    headline: str | None = None
    publisher: str | None = None
    author: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None
    sites: tuple[str, ...] = ()
    """Hosts of the page, or else of its original, as in `UnitFilter`."""
    locale: Locale | None = None
    key: str | None = None
    includes_originals: bool = True
    """Whether to list the originals of other stored articles, too."""


def select_current_versions() -> Select[tuple[object, ...]]:
    """Make the query for the current versions of all articles."""
    version_table = schema.article_version
    return select(version_table).join(
        schema.article, schema.article.c.version_id == version_table.c.id
    )


def select_filtered(article_filter: ArticleFilter) -> Select[tuple[object, ...]]:
    """Make the query for the articles that a filter selects, latest first."""
    version_table = schema.article_version
    # Without a date, an article is the last one, in each database.
    query = select_current_versions().order_by(
        func.coalesce(version_table.c.published, "").desc(), version_table.c.article
    )
    if article_filter.key is not None:
        query = query.where(
            version_table.c.article.startswith(article_filter.key, autoescape=True)
        )
    if article_filter.source_url is not None:
        query = query.where(
            version_table.c.source_url.contains(
                article_filter.source_url, autoescape=True
            )
        )
    for search_text in (
        *(article_filter.headline, article_filter.publisher),
        *(article_filter.author, article_filter.place),
    ):
        if search_text is not None:
            query = query.where(
                version_table.c.folded.contains(fold_text(search_text), autoescape=True)
            )
    if article_filter.since is not None:
        query = query.where(version_table.c.published >= article_filter.since)
    if article_filter.until is not None:
        published_column = version_table.c.published
        # A date sorts before all times of its day, as in `UnitFilter.until`.
        query = query.where(
            func.substr(published_column, 1, len(article_filter.until))
            <= article_filter.until
        )
    query = query.where(
        *make_site_conditions(
            version_table.c.url, version_table.c.source_url, article_filter.sites
        )
    )
    if not article_filter.includes_originals:
        original_keys = (
            select_current_versions()
            .with_only_columns(version_table.c.source_article)
            .where(version_table.c.source_article.is_not(None))
        )
        query = query.where(version_table.c.article.not_in(original_keys))
    if article_filter.locale is not None:
        query = query.where(
            make_locale_condition(article_filter.locale, version_table.c.locale)
        )
    return query


def contains_filter_texts(article: Article, article_filter: ArticleFilter) -> bool:
    """Whether headline and names of an article contain those of a filter.

    The query compares with all of them at once.
    """
    joined_headlines = f"{article.headline}\n{article.source_headline or ''}"
    return all(
        search_text is None or fold_text(search_text) in fold_text(text or "")
        for search_text, text in (
            (article_filter.headline, joined_headlines),
            (article_filter.publisher, article.publisher),
            (article_filter.author, article.author),
            (article_filter.place, article.place),
        )
    )
