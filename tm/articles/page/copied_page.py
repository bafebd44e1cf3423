"""Reading a page copied as text: separate the article from the other lines.

Such a page has a line for each block: the article first, then a line that links to the
original, then whatever else the site shows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tm.articles.archive.article import ArticleBlock, BlockKind, DroppedLine
from tm.articles.headline.slug import compute_headline_agreement, read_slug
from tm.articles.page.article_head import ArticleHead
from tm.articles.page.article_head_reader import ArticleHeadReader
from tm.articles.page.article_lines import cut_article
from tm.articles.page.page_body import BodyReader
from tm.articles.page.site_profiles import SITES, recognise_site
from tm.articles.page_text.byline_and_date import Byline, complete_year
from tm.articles.page_text.credits import join_credit_lines
from tm.articles.page_text.markdown_line import read_markdown
from tm.articles.page_text.page_labels import load_page_labels
from tm.articles.page_text.page_line import PageLine, strip_emphasis
from tm.articles.page_text.publishers import load_publishers
from tm.articles.page_text.residue_filter import ResidueFilter
from tm.errors import FormatError, UnknownLanguage
from tm.text.language_id import identify_language
from tm.text.locale import Locale
from tm.text.values.reader import read_values
from tm.text.values.value import ValueKind

_ARCHIVE_DATE_PATTERN = re.compile(r"date (\d{4}-\d\d(?:-\d\d)?)\s+(?=\S)")
_YEAR_PATTERN = re.compile(r"\b(?:19|20)\d\d\b")
_MIN_OWN_HEADLINE_AGREEMENT = 0.8
"""The least share of an address's words that the page's own headline has."""
_UNKNOWN_LOCALE = Locale("und")
_MIN_LONE_PARAGRAPH_LENGTH = 40
"""Characters of a paragraph that is a page by itself."""
_MIN_CAPTION_AS_TEXT_LENGTH = 80
"""Characters of a caption that is the text of a page of pictures."""
_BODY_KINDS = (BlockKind.LEAD, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


@dataclass(frozen=True, slots=True)
class Page:
    """The contents of a page: headline, lead, byline, source and blocks."""

    locale: Locale
    headline: str
    """Empty if the page shows none."""
    lead: str | None
    byline: Byline | None
    source_url: str | None
    blocks: tuple[ArticleBlock, ...]
    dropped_lines: tuple[DroppedLine, ...]
    """The lines that are not text, and those that may be none but are kept."""
    site: str
    url: str | None = None
    """The address of the page itself, if known."""
    alternate_editions: tuple[tuple[str, str], ...] = ()
    """Language and address of other editions, as the HTML names them."""
    encoding_fault: str | None = None
    """The fault of the page's encoding, if it was repaired."""
    author: str | None = None
    place: str | None = None
    """The place that the dateline names."""
    residue_lines: tuple[DroppedLine, ...] = ()
    """Those of the dropped lines that a content system or an advertisement left."""


def read_page(
    text: str,
    *,
    path: str,
    locale: Locale | None = None,
    site_name: str | None = None,
    url: str | None = None,
    has_headline: bool = False,
    keeps_residue: bool = False,
) -> Page:
    """Read a page given as text.

    `locale`: its language, which is identified if absent. `url`: its address, if known.
    `has_headline`: whether the first line is known to be the headline. `keeps_residue`:
    whether the blocks keep residue that is inside a text, for checking them. Raises
    FormatError for a page without body, UnknownLanguage where none is recognised, and
    UnknownName for a site profile that does not exist.
    """
    lines, archive_date = _take_archive_date(_split_lines(text, path))
    labels = load_page_labels()
    lines = join_credit_lines(read_markdown(lines, labels), labels)
    site_profile = (
        SITES[site_name] if site_name else recognise_site([line.text for line in lines])
    )
    article_lines, source_url, dropped_lines = cut_article(lines, labels)
    residue_filter = ResidueFilter(labels, keeps_residue)
    body_lines = residue_filter.clean_lines(article_lines)
    dropped_lines += residue_filter.dropped_lines
    residue_lines = tuple(line for line in dropped_lines if line.is_residue)
    locale = locale or identify_language("\n".join(line.text for line in body_lines))
    head_reader = ArticleHeadReader(
        site_profile, labels, locale or _UNKNOWN_LOCALE, dropped_lines
    )
    head = head_reader.read(
        body_lines,
        labelled_titles=residue_filter.labelled_titles,
        has_headline=has_headline,
    )
    body_reader = BodyReader(labels, locale or _UNKNOWN_LOCALE, dropped_lines)
    blocks = body_reader.read(head.body_lines, has_head=head.has_head)
    page = _make_page(
        locale or _UNKNOWN_LOCALE, head, blocks, body_reader.authors, dropped_lines
    )
    page = _add_publisher(page, body_reader.publishers)
    if archive_date is not None and page.byline is None:
        page = replace(page, byline=Byline(None, archive_date, None))
    page = replace(
        page,
        source_url=source_url,
        url=url,
        site=site_profile.name,
        residue_lines=residue_lines,
    )
    _require_body(page, path, first_line=body_lines[0] if body_lines else None)
    if locale is None:
        reason = "the language of the page is not recognised; name it"
        raise UnknownLanguage(reason, path=path, parameters=["locale"])
    return complete_publisher(complete_page_year(page, lines))


def _split_lines(text: str, path: str) -> list[PageLine]:
    """Split a page into its lines with text. Raises FormatError if there is none."""
    lines = [
        PageLine.of(line_number, raw_line)
        for line_number, raw_line in enumerate(text.split("\n"), 1)
    ]
    lines = [line for line in lines if line.text]
    if not lines:
        raise FormatError("the file is empty", path=path)
    return lines


def _require_body(page: Page, path: str, *, first_line: PageLine | None) -> None:
    """Raise FormatError for a page without body, at its first line."""
    if not _has_body(page):
        reason = "no body: no paragraph after the headline and before the source"
        raise FormatError(
            reason, path=path, line=first_line.line_number if first_line else 1
        )


def _take_archive_date(
    lines: list[PageLine],
) -> tuple[list[PageLine], date | None]:
    """Take the date that archives write before a page: `date 2025-11-12 Title`."""
    date_match = _ARCHIVE_DATE_PATTERN.match(lines[0].text)
    if date_match is None:
        return lines, None
    first_line = PageLine.of(lines[0].line_number, lines[0].text[date_match.end() :])
    try:
        archive_date = date.fromisoformat(date_match[1])
    except ValueError:  # a year and a month
        archive_date = None
    return [first_line, *lines[1:]], archive_date


def complete_page_year(page: Page, lines: Sequence[PageLine]) -> Page:
    """Give a date without a year that of the page, if the page tells one.

    It is told by an address, by a copyright line, and by the same date with its year.
    """
    if page.byline is None or page.byline.partial_date is None:
        return page
    years = [
        slug.published.year
        for url in (page.source_url, page.url)
        if url and (slug := read_slug(url)).published
    ]
    labels = load_page_labels()
    years += [
        int(year)
        for line in lines
        if labels.footer_pattern.match(line.text)
        for year in _YEAR_PATTERN.findall(line.text)
    ]
    for line in lines:
        years += [
            int(value.key[0])
            for value in read_values(line.text, page.locale)
            if value.kind is ValueKind.DATE
            and value.key[0] is not None
            and value.key[1:3] == page.byline.partial_date
        ]
    if not years:
        return page
    return replace(page, byline=complete_year(page.byline, years[0]))


def names_itself_as_source(page: Page) -> bool:
    """Whether the address that a page names as its source is its own.

    Its slug then has the words of the page's own headline, in the same language.
    """
    if page.source_url is None:
        return False
    if page.url and _normalise_url(page.source_url) == _normalise_url(page.url):
        return True
    slug_headline = read_slug(page.source_url).headline
    return (
        slug_headline is not None
        and compute_headline_agreement(page.headline, slug_headline)
        >= _MIN_OWN_HEADLINE_AGREEMENT
    )


def _normalise_url(url: str) -> str:
    """Normalise an address for comparison: no scheme, `www.`, query or final slash."""
    url_without_query = re.split(r"[?#]", url.lower())[0]
    return re.sub(r"^[a-z]+://(?:www\.|m\.)?", "", url_without_query).rstrip("/")


def _has_body(page: Page) -> bool:
    """Whether a page has text; a few words alone are none."""
    body_blocks = [block for block in page.blocks if block.kind in _BODY_KINDS]
    has_only_blocks = (
        not page.headline and page.byline is None and page.source_url is None
    )
    captions = [block for block in page.blocks if block.kind is BlockKind.CAPTION]
    if not body_blocks and page.headline:
        # A page of pictures has its text below them.
        return any(
            len(caption.text) >= _MIN_CAPTION_AS_TEXT_LENGTH for caption in captions
        )
    return bool(body_blocks) and not (
        has_only_blocks
        and len(body_blocks) == 1
        and len(body_blocks[0].text) < _MIN_LONE_PARAGRAPH_LENGTH
    )


def complete_publisher(page: Page) -> Page:
    """Fill in the publisher by the page's address, if the page names none."""
    publisher = load_publishers().find_name_of_host(page.url)
    return _add_publisher(page, [publisher] if publisher else [])


def _add_publisher(page: Page, publishers: Sequence[str]) -> Page:
    """Fill in the first of some publishers, if the page names none so far."""
    if not publishers or (page.byline is not None and page.byline.publisher):
        return page
    byline = page.byline or Byline(None, None, None)
    return replace(page, byline=replace(byline, publisher=publishers[0]))


def _make_page(
    locale: Locale,
    head: ArticleHead,
    body_blocks: Sequence[ArticleBlock],
    authors: Sequence[str],
    dropped_lines: Sequence[DroppedLine],
) -> Page:
    headline_blocks = []
    if head.headline_line is not None:
        headline = strip_emphasis(head.headline_line.raw_text)
        headline_blocks.append(
            ArticleBlock(BlockKind.HEADLINE, headline, head.headline_line.line_number)
        )
    if head.lead_line is not None:
        lead = strip_emphasis(head.lead_line.raw_text)
        lead_block = ArticleBlock(BlockKind.LEAD, lead, head.lead_line.line_number)
        # Captions may stand above it.
        body_blocks = sorted(
            (lead_block, *body_blocks), key=lambda block: block.line_number or 0
        )
    # Vietnamese papers repeat the name in capitals at the end.
    author_by_folded_name = {
        author.casefold(): author for author in (*authors[::-1], *head.authors[::-1])
    }
    return Page(
        locale=locale,
        headline=strip_emphasis(head.headline_line.text) if head.headline_line else "",
        lead=strip_emphasis(head.lead_line.text) if head.lead_line else None,
        byline=head.byline,
        source_url=None,
        blocks=(*headline_blocks, *body_blocks),
        dropped_lines=tuple(
            sorted(dropped_lines, key=lambda dropped_line: dropped_line.line_number)
        ),
        site="",
        author=", ".join([*author_by_folded_name.values()][::-1]) or None,
        place=head.place,
    )
