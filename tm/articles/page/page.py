"""Reading a page copied as text: separate the article from the other lines.

Such a page has a line for each block: the article first, then a line that links to the
original, then whatever else the site shows.
"""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tm.align.sentences import split_into_sentences
from tm.articles.archive.article import ArticleBlock, BlockKind, DroppedLine
from tm.articles.page.byline import Byline, read_byline, remove_doubling
from tm.articles.page.page_labels import PageLabels, load_page_labels
from tm.articles.page.sites import SITES, SiteProfile, recognise_site
from tm.errors import FormatError
from tm.text.language_id import identify_language
from tm.text.locale import Locale
from tm.text.normal import normalise_spaces

_ADDRESS_PATTERN = re.compile(
    r"https?://[^\s<>\"]+|(?<![\w@.])(?:[\w-]+\.)+[a-z]{2,6}/[^\s<>\"]+", re.I
)
_LIST_MARK_PATTERN = re.compile(r"^(?:[-*•·▪●◦–—+]|\(?\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_EMPHASIS_PATTERN = re.compile(r"^(\*\*|__)(.+)\1$")
_SENTENCE_END_PATTERN = re.compile(r"[.!?…。！？][\"”’»')\]]*$")
_QUOTATION_MARK_PATTERN = re.compile('["“”„«»]')
_NUMBERING_PATTERN = re.compile(r"^(?:[IVX]+|\d{1,2})[.)]\s+")
_UNFINISHED_ENDS = (":", ",", ";", "：", "，", "；")
_MAX_LINES_ABOVE_BYLINE = 6
_UNKNOWN_LOCALE = Locale("und")
_BODY_KINDS = (BlockKind.LEAD, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page that is not blank."""

    line_number: int
    """Line number, from 1."""
    text: str
    """Text with normalised white space, for recognising the line."""
    raw_text: str
    """Text as written, for the blocks of the article."""


@dataclass(frozen=True, slots=True)
class Page:
    """The contents of a page: headline, lead, byline, source and blocks."""

    locale: Locale
    headline: str
    lead: str | None
    byline: Byline | None
    source_url: str | None
    blocks: tuple[ArticleBlock, ...]
    dropped_lines: tuple[DroppedLine, ...]
    site: str
    url: str | None = None
    """The address of the page itself, if known."""
    alternate_editions: tuple[tuple[str, str], ...] = ()
    """Language and address of other editions, as the HTML names them."""
    encoding_fault: str | None = None
    """The fault of the page's encoding, if it was repaired."""


def read_page(
    text: str,
    *,
    path: str,
    locale: Locale | None = None,
    site: str | None = None,
    url: str | None = None,
) -> Page:
    """Read a page given as text.

    `locale`: its language, which is identified if absent. `url`: its address, if known.
    Raises FormatError for a page without headline or body, InputError where the
    language cannot be told, UnknownName for a site profile that does not exist.
    """
    lines = _split_lines(text)
    if not lines:
        raise FormatError("is empty", path=path)
    labels = load_page_labels()
    site_profile = (
        SITES[site] if site else recognise_site([line.text for line in lines])
    )
    body_lines, source_url, dropped_lines = _cut_article(lines, labels)
    locale = locale or identify_language("\n".join(line.text for line in body_lines))
    reader = _PageReader(site_profile, labels, locale or _UNKNOWN_LOCALE, dropped_lines)
    page = replace(reader.read(body_lines, path), source_url=source_url, url=url)
    if not any(block.kind in _BODY_KINDS for block in page.blocks):
        reason = "has no body: no paragraph after the headline and before the source"
        raise FormatError(
            reason, path=path, line=body_lines[0].line_number if body_lines else 1
        )
    if locale is None:
        reason = "its language cannot be told; give it with -l LOCALE"
        raise FormatError(reason, path=path)
    return page


def _split_lines(text: str) -> list[PageLine]:
    page_lines = []
    for line_number, raw_line in enumerate(text.split("\n"), 1):
        if tidy_line := normalise_spaces(raw_line):
            page_lines.append(PageLine(line_number, tidy_line, raw_line.strip()))
    return page_lines


def _cut_article(
    lines: Sequence[PageLine], labels: PageLabels
) -> tuple[list[PageLine], str | None, list[DroppedLine]]:
    """Return the lines of the article, its source address, and the lines cut off."""
    for line_index, line in enumerate(lines):
        source_url, next_index = _read_source_line(lines, line_index, labels)
        if source_url:
            dropped_lines = [
                DroppedLine(line.line_number, line.text, "after source")
                for line in lines[next_index:]
            ]
            kept_lines, dropped_menu_lines = _cut_at_menus(lines[:line_index], labels)
            return kept_lines, source_url, [*dropped_menu_lines, *dropped_lines]
    kept_lines, dropped_lines = _cut_at_menus(lines, labels)
    return kept_lines, None, dropped_lines


def _read_source_line(
    lines: Sequence[PageLine], line_index: int, labels: PageLabels
) -> tuple[str | None, int]:
    """Read the address of a source line; return it with the index of the next line."""
    next_line_index = line_index + 1
    label_match = labels.source_line_pattern.match(lines[line_index].text)
    if not label_match:
        return None, next_line_index
    address_match = _ADDRESS_PATTERN.search(label_match["rest"])
    if not address_match and not label_match["rest"] and next_line_index < len(lines):
        address_match = _ADDRESS_PATTERN.match(lines[next_line_index].text)
        next_line_index += 1
    if not address_match:
        return None, next_line_index
    url = address_match[0].rstrip(".,;)]")
    return (url if "://" in url else f"https://{url}"), next_line_index


def _cut_at_menus(
    lines: Sequence[PageLine], labels: PageLabels
) -> tuple[list[PageLine], list[DroppedLine]]:
    """Split lines at the title of comments or related stories."""
    for line_index, line in enumerate(lines):
        if line_index > 1 and labels.is_end_title(line.text):
            dropped_lines = [
                DroppedLine(line.line_number, line.text, "after article")
                for line in lines[line_index:]
            ]
            return list(lines[:line_index]), dropped_lines
    return list(lines), []


class _PageReader:
    """Reads the lines of one article and collects the lines that it drops."""

    def __init__(
        self,
        site: SiteProfile,
        labels: PageLabels,
        locale: Locale,
        dropped_lines: list[DroppedLine],
    ) -> None:
        self.site = site
        self.labels = labels
        self.locale = locale
        self.dropped_lines = dropped_lines

    def read(self, lines: Sequence[PageLine], path: str) -> Page:
        lines = self._drop_banner(lines)
        byline_with_line_number, head_lines, remaining_lines = self._split_head_lines(
            lines
        )
        if not head_lines:
            raise FormatError("has no headline", path=path)
        blocks = [
            ArticleBlock(
                BlockKind.HEADLINE,
                _strip_emphasis(head_lines[0].raw_text),
                head_lines[0].line_number,
            )
        ]
        lead_line = head_lines[1] if len(head_lines) > 1 else None
        body_lines = [*head_lines[2:], *remaining_lines]
        if (
            lead_line is None
            and byline_with_line_number is not None
            and len(body_lines) > 2
        ):
            first_block = self._make_block(body_lines[0])
            is_byline_above = byline_with_line_number[1] < head_lines[0].line_number
            if (
                is_byline_above
                and first_block is not None
                and first_block.kind is BlockKind.PARAGRAPH
            ):
                lead_line, body_lines = body_lines[0], body_lines[1:]
        if lead_line is not None:
            blocks.append(
                ArticleBlock(
                    BlockKind.LEAD,
                    _strip_emphasis(lead_line.raw_text),
                    lead_line.line_number,
                )
            )
        blocks += self._make_body_blocks(body_lines)
        return Page(
            locale=self.locale,
            headline=_strip_emphasis(head_lines[0].text),
            lead=_strip_emphasis(lead_line.text) if lead_line else None,
            byline=byline_with_line_number[0] if byline_with_line_number else None,
            source_url=None,
            blocks=tuple(blocks),
            dropped_lines=tuple(
                sorted(self.dropped_lines, key=lambda line: line.line_number)
            ),
            site=self.site.name,
        )

    def _drop_line(self, line: PageLine, reason: str) -> None:
        self.dropped_lines.append(DroppedLine(line.line_number, line.text, reason))

    def _drop_banner(self, lines: Sequence[PageLine]) -> list[PageLine]:
        line_index = 0
        while line_index < min(3, len(lines) - 1):
            text = lines[line_index].text
            if not self.site.banner.fullmatch(text) and not self.labels.is_menu(text):
                break
            self._drop_line(lines[line_index], "banner")
            line_index += 1
        return list(lines[line_index:])

    def _split_head_lines(
        self, lines: Sequence[PageLine]
    ) -> tuple[tuple[Byline, int] | None, list[PageLine], list[PageLine]]:
        """Return byline and its line number, the lines of headline and lead, and the
        rest.
        """
        for line_index, line in enumerate(lines[:_MAX_LINES_ABOVE_BYLINE]):
            byline = read_byline(line.text, self.locale)
            if byline is None:
                continue
            head_lines, remaining_lines = (
                list(lines[:line_index]),
                list(lines[line_index + 1 :]),
            )
            if (
                byline.publisher is None
                and len(head_lines) > 1
                and _is_name(head_lines[-1].text)
            ):
                publisher_name = head_lines.pop().text
                byline = replace(byline, publisher=remove_doubling(publisher_name))
                if len(head_lines) > 1 and head_lines[-1].text == publisher_name:
                    head_lines.pop()
            if remaining_lines and all(
                self._is_section(line.text) for line in head_lines
            ):
                # The page has a section name, the date, and then the headline.
                for section_line in head_lines:
                    self._drop_line(section_line, "section")
                head_lines, remaining_lines = remaining_lines[:1], remaining_lines[1:]
            return (byline, line.line_number), head_lines, remaining_lines
        head_line_count = 2 if len(lines) > 2 else 1
        return None, list(lines[:head_line_count]), list(lines[head_line_count:])

    def _is_section(self, text: str) -> bool:
        """Whether a line above the byline is too short to be a headline."""
        if self.locale.uses_spaces:
            return len(text.split()) <= 3
        return len(text) <= 5

    def _make_body_blocks(self, lines: Sequence[PageLine]) -> list[ArticleBlock]:
        blocks = [
            block
            for line in self._drop_related_links(lines)
            if (block := self._make_block(line))
        ]
        paragraph_lengths = [
            len(paragraph.text)
            for paragraph in blocks
            if paragraph.kind is BlockKind.PARAGRAPH
        ]
        median_length = statistics.median(paragraph_lengths) if paragraph_lengths else 0
        heading_indexes = [
            block_index
            for block_index, block in enumerate(blocks)
            if self._is_heading(blocks, block_index, median_length)
        ]
        for block_index in heading_indexes:
            blocks[block_index] = replace(blocks[block_index], kind=BlockKind.HEADING)
        if len(blocks) > 1 and self._is_author(blocks[-1]):
            last_block = blocks.pop()
            self.dropped_lines.append(
                DroppedLine(last_block.line_number or 0, last_block.text, "author")
            )
        return blocks

    def _drop_related_links(self, lines: Sequence[PageLine]) -> Iterator[PageLine]:
        """Drop `Read more:` alone on a line, and the title below it."""
        is_title_expected = False
        for line in lines:
            related_label_match = self.labels.related_link_pattern.match(line.text)
            if related_label_match and not related_label_match["title"]:
                self._drop_line(line, "related")
                is_title_expected = True
            elif (
                is_title_expected
                and not _SENTENCE_END_PATTERN.search(line.text)
                and len(line.text) < 160
            ):
                self._drop_line(line, "related")
                is_title_expected = False
            else:
                is_title_expected = False
                yield line

    def _make_block(self, line: PageLine) -> ArticleBlock | None:
        text = _strip_emphasis(line.text)
        if self.labels.related_link_pattern.match(text):
            self._drop_line(line, "related")
        elif self.labels.author_line_pattern.match(text) and len(text.split()) <= 12:
            self._drop_line(line, "author")
        elif self.labels.is_menu(text):
            self._drop_line(line, "menu")
        elif _ADDRESS_PATTERN.fullmatch(text):
            self._drop_line(line, "address")
        else:
            raw_text = _strip_emphasis(line.raw_text)
            list_mark_match = _LIST_MARK_PATTERN.match(raw_text)
            if self.labels.photo_credit_pattern.search(text):
                return ArticleBlock(BlockKind.CAPTION, raw_text, line.line_number)
            if list_mark_match:
                return ArticleBlock(
                    BlockKind.LIST_ITEM,
                    raw_text[list_mark_match.end() :],
                    line.line_number,
                )
            return ArticleBlock(BlockKind.PARAGRAPH, raw_text, line.line_number)
        return None

    def _is_heading(
        self, blocks: Sequence[ArticleBlock], block_index: int, median_length: float
    ) -> bool:
        block = blocks[block_index]
        if block.kind is not BlockKind.PARAGRAPH or block_index + 1 == len(blocks):
            return False
        next_block = blocks[block_index + 1]
        text = block.text
        if len(text) > 120 or text.endswith(_UNFINISHED_ENDS):
            return False
        if next_block.kind is BlockKind.CAPTION or len(next_block.text) <= len(text):
            return False
        if (
            len(split_into_sentences(_NUMBERING_PATTERN.sub("", text), self.locale))
            != 1
        ):
            return False
        if not _SENTENCE_END_PATTERN.search(text) or text.endswith(("?", "？")):
            return not _QUOTATION_MARK_PATTERN.match(text) or not text.endswith("?")
        # Machine-made headings may end in a full stop. Short paragraphs do, too, but
        # are seldom between long ones.
        previous_block = blocks[block_index - 1] if block_index else None
        return (
            not _QUOTATION_MARK_PATTERN.search(text)
            and len(text) <= min(100.0, 0.4 * median_length)
            and len(next_block.text) >= 2 * len(text)
            and (previous_block is None or len(previous_block.text) >= 2 * len(text))
        )

    def _is_author(self, block: ArticleBlock) -> bool:
        return block.kind is BlockKind.PARAGRAPH and _is_name(block.text)


def _strip_emphasis(text: str) -> str:
    emphasis_match = _EMPHASIS_PATTERN.match(text)
    return emphasis_match[2].strip() if emphasis_match else text


def _is_name(text: str) -> bool:
    """Whether a line is only the name of a person or a newspaper."""
    words = text.split()
    if (
        len(words) > 6
        or _SENTENCE_END_PATTERN.search(text)
        or text.endswith(_UNFINISHED_ENDS)
    ):
        return False
    capitalised_count = sum(word[:1].isupper() for word in words)
    return capitalised_count >= len(words) - 1 and words[0][:1].isupper()
