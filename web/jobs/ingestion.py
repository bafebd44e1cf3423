"""The work of jobs that read a page by its address, or the seeds of Padanan."""

from pathlib import Path
from typing import Any

from glossary.seed_files import find_seeds_folder, find_starter_termbase
from padanan.memory import Memory
from padanan.values.articles import IngestedArticle
from tm.articles.web.address import require_public_address

_SEED_ARTICLE = "hoi-nghi-rung-ngap-man"
_OTHER_SEED_ARTICLE = "konvensi-hanoi"


def ingest_page(
    memory: Memory, job_options: dict[str, Any], path: Path
) -> dict[str, Any]:
    """Fetch a page and its original, and store their units. Raises FetchError.

    Only addresses of the web are read: one could be the path of a file here.
    """
    url, original = job_options["url"], job_options.get("original_url")
    for address in filter(None, (url, original)):
        require_public_address(address)
    article = memory.ingest(url, original=original, incomplete=True)
    return describe_article(memory, article)


def ingest_seeds(
    memory: Memory, job_options: dict[str, Any], path: Path
) -> dict[str, Any]:
    """Store the seed articles and the starter termbase."""
    articles_folder = find_seeds_folder() / "articles"
    article_path_stem = articles_folder / _SEED_ARTICLE
    article = memory.ingest(
        f"{article_path_stem}.id.txt",
        original=f"{article_path_stem}.vi.txt",
        fetch=False,
    )
    memory.ingest(articles_folder / f"{_OTHER_SEED_ARTICLE}.id.txt", fetch=False)
    terms = memory.terms.load(find_starter_termbase())
    return {**describe_article(memory, article), "concepts": terms.new}


def describe_article(memory: Memory, article: IngestedArticle) -> dict[str, Any]:
    """Describe what was stored of an article, with a text to search for."""
    example = next(
        (line.text for line in memory.articles.get(article.key).lines if line.unit),
        None,
    )
    return {
        "article": article.key,
        "headline": article.headline,
        "units": article.units,
        "review": article.review,
        "warnings": article.warnings,
        "change_set": article.change_set,
        "example": example,
    }
