"""Requests for packages: of a text, of an article, or of one place in an article."""

from collections.abc import Iterator
from datetime import date as Date

from checks.inputs.article import read_article_units
from glossary.entries.period import parse_date
from padanan.assistants.prompt_neighbours import make_article_neighbours
from padanan.assistants.prompt_package import PromptRequest
from tm.align.sentences import split_into_sentences
from tm.articles.archive.archive import Archive
from tm.errors import InputError, NotFound
from tm.store.database import Database
from tm.text.locale import Locale
from tm.text.normal import nfc

DEFAULT_TOKEN_BUDGET = 2000


def make_text_request(
    text: str,
    locales: tuple[Locale, Locale],
    *,
    token_budget: int = DEFAULT_TOKEN_BUDGET,
    day: str | None = None,
) -> PromptRequest:
    """Make the request for a text; without a day, it is dated today.

    Raises InputError for a text without any word, and for what is no date.
    """
    text = nfc(text)
    segments = tuple(
        sentence
        for span in split_into_sentences(text, locales[0])
        if (sentence := span.of(text).strip())
    )
    if not segments:
        raise InputError("the text is empty; give the text to translate")
    return PromptRequest(segments, locales, _choose_day(day), token_budget)


def make_article_request(
    database: Database,
    article: str,
    locales: tuple[Locale, Locale],
    *,
    token_budget: int = DEFAULT_TOKEN_BUDGET,
    day: str | None = None,
) -> PromptRequest:
    """Make the request for a stored article, dated as the article is.

    `article`: its key or the beginning of it, in either language; `4f1c#12` is only
    position 12. Raises NotFound and InputError.
    """
    article_key, separator, position_text = article.partition("#")
    stored_article = Archive(database).get(article_key).article
    day = _choose_day(day or (stored_article.published or "")[:10] or None)
    text_pair_by_position = dict(
        _read_source_texts(database, stored_article.key, locales)
    )
    text_pairs = [*text_pair_by_position.values()]
    if not separator:
        segments = tuple(source_text for source_text, _ in text_pairs)
        return PromptRequest(segments, locales, day, token_budget)
    if not position_text.isdecimal() or int(position_text) not in text_pair_by_position:
        raise NotFound(f"{article!r}: no such position with a text in {locales[0]}")
    segment_index = [*text_pair_by_position].index(int(position_text))
    return PromptRequest(
        (text_pairs[segment_index][0],),
        locales,
        day,
        token_budget,
        make_article_neighbours(text_pairs, segment_index),
    )


def _read_source_texts(
    database: Database, article_key: str, locales: tuple[Locale, Locale]
) -> Iterator[tuple[int, tuple[str, str | None]]]:
    """Read the source texts of an article by position, with known translations."""
    source_locale, target_locale = locales
    stored_article = Archive(database).get(article_key)
    locale = stored_article.article.locale
    if source_locale.covers(locale):
        for segment in stored_article.segments:
            yield segment.position, (segment.segment.display_text, None)
        return
    if not target_locale.covers(locale):
        raise InputError(
            f"article {article_key} is in {locale}, neither {source_locale} nor "
            f"{target_locale}"
        )
    for unit in read_article_units(
        database, article_key, source_locale=source_locale, target_locale=target_locale
    ):
        if unit.source is not None:
            yield int(unit.id.partition("#")[2]), (unit.source, unit.target)


def _choose_day(day: str | None) -> str:
    return Date.today().isoformat() if day is None else parse_date(day)
