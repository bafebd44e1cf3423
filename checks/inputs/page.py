"""Units to check of a page of news, alone or aligned with its original, and of text."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from checks.engine.unit import Unit, UnitLocation
from tm.align.sentences import split_into_sentences
from tm.articles.page.copied_page import Page, read_page
from tm.settings import AlignSettings
from tm.text.language_id import identify_language
from tm.text.locale import Locale
from tm.text.segment import join_segments
from tm.unit import TranslationUnit

if TYPE_CHECKING:
    from tm.align.lexicon.alignment_resources import AlignmentResources
    from tm.articles.archive.article import Article
    from tm.articles.archive.stored_article import ArticleSegment

_MAX_ID_FILE_NAME_LENGTH = 40
"""Characters of a file's name that ids of units begin with."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The settings and resources by which a page is aligned with its original."""

    settings: AlignSettings
    load_alignment_resources: "Callable[[Locale, Locale], AlignmentResources]"
    """Loads the lexicon and other resources of two languages."""
    _units_by_article: "dict[Article, dict[int, TranslationUnit]]" = field(
        default_factory=dict, repr=False, compare=False
    )
    """Aligned units by article: fixing reads each page twice."""

    def align_confidently(
        self, article: "Article", original_page: Page
    ) -> "dict[int, TranslationUnit]":
        """Align an article, and return units above the threshold by their position."""
        if article not in self._units_by_article:
            self._units_by_article[article] = _align_article(
                article, original_page, self
            )
        return self._units_by_article[article]


@dataclass(frozen=True, slots=True)
class PageUnits:
    """The units of a page, and remarks about its original."""

    units: Sequence[Unit]
    segment_count: int
    """The number of segments of the page."""
    aligned_count: int = 0
    """The number of segments that are aligned with a segment of the original."""
    remarks: Sequence[str] = ()
    """Remarks about the page and its original, as sentences for the user."""
    conflicting_original_locale: Locale | None = None
    """The recognised language of the original, if it is not the source locale."""


def parse_page(
    text: str, *, path: str, locale: Locale | None, keeps_residue: bool = False
) -> Page:
    """Parse a page of HTML or plain text. Raises FormatError if it is no article.

    `path` is for messages; the language is recognised if no locale is given.
    `keeps_residue`: whether residue stays inside texts, as for a page to check.
    """
    if not is_html(text):
        return read_page(text, path=path, locale=locale, keeps_residue=keeps_residue)
    from tm.articles.page.html import read_html  # lxml takes a while to import

    return read_html(text, path=path, locale=locale, keeps_residue=keeps_residue)


def is_html(text: str) -> bool:
    """Whether a page is HTML rather than plain text."""
    return text.lstrip("\ufeff \r\n\t").startswith("<")


def read_page_units(
    page: Page,
    *,
    path: str | None = None,
    source_locale: Locale | None = None,
    original_page: Page | None = None,
    alignment: Alignment | None = None,
) -> PageUnits:
    """Make units of the segments of a page, with those of its original if there is one.

    Each line of residue is a unit as well, after the others.

    `path`: the file that the page was read from, for reports. `source_locale`: the
    locale that the original should be in. An original needs an alignment.
    """
    # For pages only.
    from tm.articles.page_article import make_article, make_segments

    article, _, remarks = make_article(page, source_page=original_page)
    segments = make_segments(article, normalises_spaces=False)
    aligned_unit_by_position: Mapping[int, TranslationUnit] = {}
    if original_page is not None and alignment is not None:
        aligned_unit_by_position = alignment.align_confidently(article, original_page)
        other_story_remark = _describe_other_story(
            page,
            original_page,
            segments,
            list(aligned_unit_by_position.values()),
            threshold=alignment.settings.threshold,
        )
        if other_story_remark is not None:
            remarks.append(f"{other_story_remark} It is checked without source")
            aligned_unit_by_position = {}
    location = UnitLocation(
        path,
        url=article.url or article.source_url,
        headline=article.headline or article.source_headline,
    )
    return PageUnits(
        [
            *_make_segment_units(article, segments, aligned_unit_by_position, location),
            *_make_residue_units(article.key, page, location),
        ],
        segment_count=len(segments),
        aligned_count=sum(
            unit.origin.extent for unit in aligned_unit_by_position.values()
        ),
        remarks=remarks if original_page is not None else (),
        conflicting_original_locale=identify_other_locale(original_page, source_locale)
        if original_page
        else None,
    )


def _describe_other_story(
    page: Page,
    original_page: Page,
    segments: "Sequence[ArticleSegment]",
    units: Sequence[TranslationUnit],
    *,
    threshold: float,
) -> str | None:
    """Ask whether an original is of another story; None if it belongs to the page."""
    # NumPy, for originals only.
    from tm.articles.article_units import are_likely_same_story, describe_other_story
    from tm.articles.page_article import make_article, make_segments

    original_article, _, _ = make_article(original_page)
    if are_likely_same_story(
        units, segments, make_segments(original_article), min_score=threshold
    ):
        return None
    return describe_other_story(page.headline, original_page.headline)


def _make_segment_units(
    article: "Article",
    segments: Sequence["ArticleSegment"],
    aligned_unit_by_position: Mapping[int, TranslationUnit],
    location: UnitLocation,
) -> Iterator[Unit]:
    """Make units of segments; those of one sentence of the original are one unit."""
    remaining_segments = iter(segments)
    for article_segment in remaining_segments:
        unit = aligned_unit_by_position.get(article_segment.position)
        joined_segments = islice(
            remaining_segments, unit.origin.extent - 1 if unit else 0
        )
        unit_segment = join_segments(
            [
                article_segment.segment,
                *(joined_segment.segment for joined_segment in joined_segments),
            ]
        )
        yield Unit(
            id=f"{article.key}#{article_segment.position}",
            target=unit_segment.text,
            source=unit.source.text if unit else None,
            document=article.key,
            kind=article_segment.kind,
            source_headline=article.source_headline,
            source_url=article.source_url,
            published=article.published,
            location=location,
        )


def _make_residue_units(
    article_key: str, page: Page, location: UnitLocation
) -> Iterator[Unit]:
    """Make a unit of each line of residue, so that it is checked as well."""
    for residue_line in page.residue_lines:
        yield Unit(
            id=f"{article_key}#line{residue_line.line_number}",
            target=residue_line.text,
            location=replace(location, line=residue_line.line_number),
        )


def read_text_units(
    text: str, locale: Locale, *, name: str, path: str | None = None
) -> Iterator[Unit]:
    """Make a unit of each sentence of a text; `name` begins its id."""
    sentence_index = 0
    lines = text.removeprefix("\ufeff").split("\n")
    for line_number, line in enumerate(lines, start=1):
        for span in split_into_sentences(line, locale):
            yield Unit(
                id=f"{shorten_name(name)}#{sentence_index}",
                target=span.of(line),
                document=shorten_name(name),
                location=UnitLocation(path, line_number),
            )
            sentence_index += 1


def shorten_name(name: str) -> str:
    """Return the end of a file's name, as ids of units have it."""
    return name[-_MAX_ID_FILE_NAME_LENGTH:]


def rename_unit(unit_id: str, path: str, name: str) -> str:
    """Begin the id of a file's unit with another name of the file.

    >>> path = "/a/folder/with/a/name/longer/than/forty/characters/a.txt"
    >>> rename_unit(f"{shorten_name(path)}#0", path, "a.txt")
    'a.txt#0'
    """
    id_after_name = unit_id.removeprefix(shorten_name(path))
    return unit_id if id_after_name == unit_id else shorten_name(name) + id_after_name


def identify_other_locale(
    original_page: Page, source_locale: Locale | None
) -> Locale | None:
    """Return the recognised language of an original, if it is not the source locale."""
    recognised_locale = identify_language(
        "\n".join(block.text for block in original_page.blocks)
    )
    if (
        recognised_locale is None
        or source_locale is None
        or source_locale.covers(recognised_locale)
    ):
        return None
    if {recognised_locale.tag, str(source_locale)} == {"id", "ms"}:
        return None  # Malay can hardly be told from Indonesian
    return recognised_locale


def _align_article(
    article: "Article", original_page: Page, alignment: Alignment
) -> dict[int, TranslationUnit]:
    """Align an article with its original; only pairs above the threshold count."""
    from tm.articles.article_units import align_units
    from tm.articles.page_article import make_article, make_segments

    source_article, _, _ = make_article(original_page)
    units = align_units(
        article,
        make_segments(article),
        make_segments(source_article),
        profile=alignment.settings.profile,
        get_alignment_resources=alignment.load_alignment_resources,
    )
    return {
        unit.origin.position: unit
        for unit in units
        if unit.origin.position is not None
        and (unit.origin.score or 0.0) >= alignment.settings.threshold
    }
