"""Keys and hashes of articles, which databases keep for years."""

from dataclasses import replace

from tests.tm.store.samples import changed_by
from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article, ArticleBlock, BlockKind
from tm.articles.page_article import make_segments
from tm.store.database import Database
from tm.store.rows.stored_values import compute_origin_key
from tm.text.locale import Locale

ARTICLE = Article(
    locale=Locale("id"),
    headline="Warga Lung Sen panen padi",
    lead=None,
    publisher="Báo Mẫu",
    published="2025-10-08",
    url="https://id.example/panen",
    source_url=None,
    source_headline=None,
    source_headline_status=None,
    blocks=(ArticleBlock(BlockKind.HEADLINE, "Warga Lung Sen panen padi"),),
)


def test_an_article_without_author_and_place_keeps_the_hash_of_older_databases() -> (
    None
):
    assert ARTICLE.version.hex() == "69b7bcd94ab9d7108500130531b0d966"


def test_author_and_place_are_part_of_the_version_and_not_of_the_key() -> None:
    credited = [
        replace(ARTICLE, author="Dewi Ayu"),
        replace(ARTICLE, place="Dewi Ayu"),
        replace(ARTICLE, author="Dewi Ayu", place="Hanoi"),
    ]
    assert len({article.version for article in (ARTICLE, *credited)}) == 4
    assert {article.key for article in credited} == {ARTICLE.key}


def test_the_key_of_a_document_without_author_is_that_of_older_databases() -> None:
    values = ("a", None, None, "b", None, None, None, None)
    assert compute_origin_key((*values, None, None)) == compute_origin_key(values)
    assert compute_origin_key((*values, "c", None)) != compute_origin_key(values)


def test_the_text_of_a_block_is_read_as_it_was_stored(
    sqlite_database: Database,
) -> None:
    """Chinese has no space between the sentences of a paragraph."""
    texts_by_language = {"id": "Warga panen. Padi bagus.", "zh": "今天下雨。明天晴天。"}
    archive = Archive(sqlite_database)
    for language, text in texts_by_language.items():
        article = replace(
            ARTICLE,
            locale=Locale(language),
            url=f"https://{language}.example/",
            blocks=(ArticleBlock(BlockKind.PARAGRAPH, text),),
        )
        segments = make_segments(article)
        assert len(segments) == 2
        with changed_by(sqlite_database) as changes:
            archive.add(article, segments, changes)
        assert archive.get(article.key).article.blocks == article.blocks
