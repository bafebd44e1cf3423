"""A stored article as text, sentence by sentence with its translation."""

from collections.abc import Iterator

from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article
from tm.articles.side_by_side import SideBySideLine, read_side_by_side
from tm.store.database import Database
from tm.store.unit_store import UnitStore


def write_article(database: Database, key: str) -> str:
    """Write an article with its origin and its sentences. Raises NotFound.

    Each sentence has its position, and the key of its unit where it has one.
    """
    archive = Archive(database)
    stored_article = archive.get(key)
    article = stored_article.article
    editions = archive.find_editions([article])[article.key]
    lines = read_side_by_side(archive, UnitStore(database), stored_article, editions)
    return "\n".join([*_write_article_fields(article), *map(_write_line, lines)])


def _write_article_fields(article: Article) -> Iterator[str]:
    for field_label, field_text in (
        ("headline", article.headline),
        ("language", article.locale.tag),
        ("publisher", article.publisher),
        ("author", article.author),
        ("published", article.published),
        ("page", article.url),
        ("original", article.source_url),
        ("headline of the original", article.source_headline),
    ):
        if field_text:
            yield f"{field_label}: {field_text}"
    yield ""


def _write_line(line: SideBySideLine) -> str:
    text = f"[{line.position}] {line.segment.display_text}"
    if line.opposite_segment is not None:
        text += f" = {line.opposite_segment.display_text}"
    if line.unit is not None and line.unit.target is not None:
        text += f" (padanan://unit/{line.unit.key.hex()[:16]})"
    return " ".join(text.split())
