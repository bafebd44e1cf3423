"""A page to check, alone or beside the original that it was translated from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from checks.engine.unit import Place, Unit
from cli.check.inputs.json_lines import place_name, short
from cli.console.languages import Languages
from exports.format import Remark
from exports.wanted_locales import contradiction
from tm.align.sentences import sentences
from tm.articles.page.page import Page, read_page
from tm.errors import FormatError, InputError
from tm.settings import Align
from tm.text.input.encoding import LARGEST_PAGE, contents, decode
from tm.text.input.stream import readable, told
from tm.text.language_id import language_of
from tm.text.locale import Locale
from tm.unit import TranslationUnit

if TYPE_CHECKING:
    from tm.align.lexicon.knowledge import Knowledge
    from tm.articles.archive.article import Article


@dataclass(frozen=True, slots=True)
class Original:
    """The page that another one was translated from, and how the two are aligned."""

    name: str
    translation: str
    """The name of the other page."""
    align: Align
    knowledge: "Callable[[Locale, Locale], Knowledge]"
    """What is known of two languages."""
    _paired: "dict[Article, dict[int, TranslationUnit]]" = field(
        default_factory=dict, repr=False, compare=False
    )
    """What is aligned: who mends what all texts tell reads them twice."""

    def page(self, locale: Locale | None = None) -> Page:
        """The page; its language is recognised, if none is given.

        Raises InputError where it cannot be read, or is no page of news.
        """
        with readable(self.name):
            data = contents(self.name, largest=LARGEST_PAGE)
        text = decode(data, path=told(self.name)).text
        try:
            return _page(self.name, text, locale)
        except FormatError as error:
            raise self.refusal(error) from error

    def refusal(self, error: FormatError) -> InputError:
        """What to say where one of the two is no page of news."""
        pair = "-s LOCALE -t LOCALE"
        return InputError(
            f"{error}; texts that are no pages of news are aligned first: `padanan "
            f"align {self.name} {self.translation} {pair} -O pairs.tmx`, and then "
            f"`padanan check pairs.tmx {pair}`"
        )

    def pairs(self, article: "Article", theirs: Page) -> "dict[int, TranslationUnit]":
        """By their position in an article, the pairs with this page that are sure."""
        if article not in self._paired:
            self._paired[article] = _units(article, theirs, self)
        return self._paired[article]


def from_page(
    name: str, data: bytes, languages: Languages, original: Original | None
) -> Iterator[Unit | Remark]:
    """The segments of a page, with those of its original; else the text's sentences.

    Raises InputError for a text that is no page and has an original.
    """
    text = decode(data, path=told(name)).text
    try:
        page = _page(name, text, languages.target)
    except FormatError as error:
        if _is_html(text):
            raise
        if original is not None:
            raise original.refusal(error) from error
        yield from _from_text(name, text, languages.target)  # a sentence or two
        return
    # SQLAlchemy, for pages only.
    from tm.articles.ingest import article_of, segments_of
    from tm.articles.review import joined

    theirs = original.page(languages.source) if original is not None else None
    article, _, odd = article_of(page, source=theirs)
    places = segments_of(article, tidy=False)
    units: dict[int, TranslationUnit] = {}
    if original is not None and theirs is not None:
        units = original.pairs(article, theirs)
        count = sum(unit.origin.extent for unit in units.values())
        yield from _in_other_language(original, theirs, languages)
        yield from map(Remark, (f"{told(name)}: {words}" for words in odd))
        yield Remark(
            f"{told(name)}: {count} of {len(places)} segments have their source in "
            f"{told(original.name)}; the others are judged by themselves"
        )
    found = Place(
        place_name(name),
        url=article.url or article.source_url,
        headline=article.headline or article.source_headline,
    )
    rest = iter(places)
    for place in rest:
        unit = units.get(place.position)
        # Sentences that are one sentence of the original are judged as one.
        more = islice(rest, unit.origin.extent - 1 if unit else 0)
        whole = joined([place.segment, *(other.segment for other in more)])
        yield Unit(
            id=f"{article.key}#{place.position}",
            target=whole.text,
            source=unit.source.text if unit else None,
            document=article.key,
            kind=place.kind,
            source_headline=article.source_headline,
            source_url=article.source_url,
            published=article.published,
            place=found,
        )


def _in_other_language(
    original: Original, theirs: Page, languages: Languages
) -> Iterator[Remark]:
    """What to say of an original that seems to be in no language that is asked for."""
    found = language_of("\n".join(block.text for block in theirs.blocks))
    if found is None or {found.tag, str(languages.source)} == {"id", "ms"}:
        return  # Malay is hardly told from Indonesian
    words = contradiction(found, languages.source, languages.asked_by[0])
    if words is not None:
        yield Remark(f"{told(original.name)}: seems to be in {found}; {words}")


def _page(name: str, text: str, locale: Locale | None) -> Page:
    if not _is_html(text):
        return read_page(text, path=told(name), locale=locale)
    from tm.articles.page.html import read_html  # lxml takes a while to import

    return read_html(text, path=told(name), locale=locale)


def _is_html(text: str) -> bool:
    return text.lstrip("\ufeff \r\n\t").startswith("<")


def _units(
    article: "Article", theirs: Page, original: Original
) -> dict[int, TranslationUnit]:
    """By their position in an article, the pairs with its original that are sure."""
    from tm.articles.article_units import aligned
    from tm.articles.ingest import article_of, segments_of

    source, _, _ = article_of(theirs)
    units = aligned(
        article,
        segments_of(article),
        segments_of(source),
        profile=original.align.profile,
        knowledge=original.knowledge,
    )
    return {
        unit.origin.position: unit
        for unit in units
        if unit.origin.position is not None
        and (unit.origin.score or 0.0) >= original.align.threshold
    }


def _from_text(name: str, text: str, locale: Locale) -> Iterator[Unit]:
    """The sentences of a text that is no article."""
    number = 0
    for line, block in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        for span in sentences(block, locale):
            yield Unit(
                id=f"{short(name)}#{number}",
                target=span.of(block),
                document=short(name),
                place=Place(place_name(name), line),
            )
            number += 1
