"""Reading a page: what of its lines is the article, and what is not.

The form is that of pages copied as text: a line for each block, the article first,
then a line that links the original, then whatever else the site shows.
"""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tm.align.sentences import sentences
from tm.articles.archive.article import ArticleBlock, BlockKind, Dropped
from tm.articles.page.byline import Byline, read_byline, remove_doubling
from tm.articles.page.sites import SITES, SiteProfile, site_of
from tm.articles.page.vocabulary import PageLabels, page_labels
from tm.errors import FormatError
from tm.text.language_id import identify_language
from tm.text.locale import Locale
from tm.text.normal import tidied

_ADDRESS = re.compile(
    r"https?://[^\s<>\"]+|(?<![\w@.])(?:[\w-]+\.)+[a-z]{2,6}/[^\s<>\"]+", re.I
)
_LIST_MARK = re.compile(r"^(?:[-*•·▪●◦–—+]|\(?\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_EMPHASIS = re.compile(r"^(\*\*|__)(.+)\1$")
_END_MARK = re.compile(r"[.!?…。！？][\"”’»')\]]*$")
_QUOTATION = re.compile('["“”„«»]')
_NUMBERING = re.compile(r"^(?:[IVX]+|\d{1,2})[.)]\s+")
_UNFINISHED = (":", ",", ";", "：", "，", "；")
_ABOVE_BYLINE = 6
_UNKNOWN = Locale("und")
_BODY = (BlockKind.LEAD, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page that is not blank."""

    number: int
    """From 1."""
    text: str
    """Tidied, for reading the page by."""
    raw: str
    """As it stands, for what is kept of the page."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says, before anything is made of it."""

    locale: Locale
    headline: str
    lead: str | None
    byline: Byline | None
    source_url: str | None
    blocks: tuple[ArticleBlock, ...]
    dropped: tuple[Dropped, ...]
    site: str
    url: str | None = None
    """Its own address, where the page says so."""
    alternates: tuple[tuple[str, str], ...] = ()
    """Language and address of its other editions, as HTML names them."""
    repaired: str | None = None
    """What was wrong with its encoding, where that was repaired."""


def read_page(
    text: str,
    *,
    path: str,
    locale: Locale | None = None,
    site: str | None = None,
    url: str | None = None,
) -> Page:
    """Read a page given as text. `locale`: its language, else it is recognised.

    `url`: its own address, where that is known.

    Raises FormatError for a page without headline or body, InputError where the
    language cannot be told, UnknownName for a site profile that does not exist.
    """
    lines = _lines(text)
    if not lines:
        raise FormatError("is empty", path=path)
    words = page_labels()
    profile = SITES[site] if site else site_of([line.text for line in lines])
    body, source_url, dropped = _cut(lines, words)
    locale = locale or identify_language("\n".join(line.text for line in body))
    reader = _Reader(profile, words, locale or _UNKNOWN, dropped)
    page = replace(reader.page(body, path), source_url=source_url, url=url)
    if not any(block.kind in _BODY for block in page.blocks):
        reason = "has no body: no paragraph after the headline and before the source"
        raise FormatError(reason, path=path, line=body[0].number if body else 1)
    if locale is None:
        reason = "its language cannot be told; give it with -l LOCALE"
        raise FormatError(reason, path=path)
    return page


def _lines(text: str) -> list[PageLine]:
    page_lines = []
    for number, raw in enumerate(text.split("\n"), 1):
        if line := tidied(raw):
            page_lines.append(PageLine(number, line, raw.strip()))
    return page_lines


def _cut(
    lines: Sequence[PageLine], words: PageLabels
) -> tuple[list[PageLine], str | None, list[Dropped]]:
    """The lines before the end of the article, its source, and what is cut off."""
    for place, line in enumerate(lines):
        address, lines_after = _source(lines, place, words)
        if address:
            cut = [
                Dropped(line.number, line.text, "after source")
                for line in lines[lines_after:]
            ]
            kept_lines, more = _until_menus(lines[:place], words)
            return kept_lines, address, [*more, *cut]
    kept_lines, cut = _until_menus(lines, words)
    return kept_lines, None, cut


def _source(
    lines: Sequence[PageLine], place: int, words: PageLabels
) -> tuple[str | None, int]:
    """The address that a source line gives, and the number of the line after it."""
    line_after = place + 1
    source = words.source.match(lines[place].text)
    if not source:
        return None, line_after
    address = _ADDRESS.search(source["rest"])
    if not address and not source["rest"] and line_after < len(lines):
        address = _ADDRESS.match(lines[line_after].text)
        line_after += 1
    if not address:
        return None, line_after
    url = address[0].rstrip(".,;)]")
    return (url if "://" in url else f"https://{url}"), line_after


def _until_menus(
    lines: Sequence[PageLine], words: PageLabels
) -> tuple[list[PageLine], list[Dropped]]:
    """The lines before the title of comments or related stories, and the others."""
    for place, line in enumerate(lines):
        if place > 1 and words.is_after(line.text):
            cut = [
                Dropped(line.number, line.text, "after article")
                for line in lines[place:]
            ]
            return list(lines[:place]), cut
    return list(lines), []


class _Reader:
    """Reads the lines of one article; collects what it drops."""

    def __init__(
        self,
        site: SiteProfile,
        words: PageLabels,
        locale: Locale,
        dropped: list[Dropped],
    ) -> None:
        self.site = site
        self.words = words
        self.locale = locale
        self.dropped = dropped

    def page(self, lines: Sequence[PageLine], path: str) -> Page:
        lines = self._without_banner(lines)
        byline, head, rest = self._top(lines)
        if not head:
            raise FormatError("has no headline", path=path)
        blocks = [ArticleBlock(BlockKind.HEADLINE, _plain(head[0].raw), head[0].number)]
        lead = head[1] if len(head) > 1 else None
        body = [*head[2:], *rest]
        if lead is None and byline is not None and len(body) > 2:
            first = self._block(body[0])
            above = byline[1] < head[0].number
            if above and first is not None and first.kind is BlockKind.PARAGRAPH:
                lead, body = body[0], body[1:]
        if lead is not None:
            blocks.append(ArticleBlock(BlockKind.LEAD, _plain(lead.raw), lead.number))
        blocks += self._body(body)
        return Page(
            locale=self.locale,
            headline=_plain(head[0].text),
            lead=_plain(lead.text) if lead else None,
            byline=byline[0] if byline else None,
            source_url=None,
            blocks=tuple(blocks),
            dropped=tuple(sorted(self.dropped, key=lambda item: item.line)),
            site=self.site.name,
        )

    def _drop(self, line: PageLine, why: str) -> None:
        self.dropped.append(Dropped(line.number, line.text, why))

    def _without_banner(self, lines: Sequence[PageLine]) -> list[PageLine]:
        place = 0
        while place < min(3, len(lines) - 1):
            text = lines[place].text
            if not self.site.banner.fullmatch(text) and not self.words.is_menu(text):
                break
            self._drop(lines[place], "banner")
            place += 1
        return list(lines[place:])

    def _top(
        self, lines: Sequence[PageLine]
    ) -> tuple[tuple[Byline, int] | None, list[PageLine], list[PageLine]]:
        """Byline with its line; headline and what stands with it; the body."""
        for place, line in enumerate(lines[:_ABOVE_BYLINE]):
            byline = read_byline(line.text, self.locale)
            if byline is None:
                continue
            head, rest = list(lines[:place]), list(lines[place + 1 :])
            if byline.publisher is None and len(head) > 1 and _is_name(head[-1].text):
                name = head.pop().text
                byline = replace(byline, publisher=remove_doubling(name))
                if len(head) > 1 and head[-1].text == name:
                    head.pop()
            if rest and all(self._is_section(line.text) for line in head):
                # The name of a section, then the date, then the headline.
                for section in head:
                    self._drop(section, "section")
                head, rest = rest[:1], rest[1:]
            return (byline, line.number), head, rest
        lead = 2 if len(lines) > 2 else 1
        return None, list(lines[:lead]), list(lines[lead:])

    def _is_section(self, text: str) -> bool:
        """Whether a line above the byline is too short to be a headline."""
        if self.locale.uses_spaces:
            return len(text.split()) <= 3
        return len(text) <= 5

    def _body(self, lines: Sequence[PageLine]) -> list[ArticleBlock]:
        blocks = [
            block
            for line in self._without_asides(lines)
            if (block := self._block(line))
        ]
        lengths = [len(b.text) for b in blocks if b.kind is BlockKind.PARAGRAPH]
        usual = statistics.median(lengths) if lengths else 0
        headings = [
            place
            for place, block in enumerate(blocks)
            if self._is_heading(blocks, place, usual)
        ]
        for place in headings:
            blocks[place] = replace(blocks[place], kind=BlockKind.HEADING)
        if len(blocks) > 1 and self._is_author(blocks[-1]):
            last = blocks.pop()
            self.dropped.append(Dropped(last.line or 0, last.text, "author"))
        return blocks

    def _without_asides(self, lines: Sequence[PageLine]) -> Iterator[PageLine]:
        """The lines but for `Read more:` alone on a line, and the title below it."""
        below = False
        for line in lines:
            aside = self.words.aside.match(line.text)
            if aside and not aside["title"]:
                self._drop(line, "related")
                below = True
            elif below and not _END_MARK.search(line.text) and len(line.text) < 160:
                self._drop(line, "related")
                below = False
            else:
                below = False
                yield line

    def _block(self, line: PageLine) -> ArticleBlock | None:
        text = _plain(line.text)
        if self.words.aside.match(text):
            self._drop(line, "related")
        elif self.words.author.match(text) and len(text.split()) <= 12:
            self._drop(line, "author")
        elif self.words.is_menu(text):
            self._drop(line, "menu")
        elif _ADDRESS.fullmatch(text):
            self._drop(line, "address")
        else:
            raw = _plain(line.raw)
            mark = _LIST_MARK.match(raw)
            if self.words.photo.search(text):
                return ArticleBlock(BlockKind.CAPTION, raw, line.number)
            if mark:
                return ArticleBlock(BlockKind.LIST_ITEM, raw[mark.end() :], line.number)
            return ArticleBlock(BlockKind.PARAGRAPH, raw, line.number)
        return None

    def _is_heading(
        self, blocks: Sequence[ArticleBlock], place: int, usual: float
    ) -> bool:
        block = blocks[place]
        if block.kind is not BlockKind.PARAGRAPH or place + 1 == len(blocks):
            return False
        following = blocks[place + 1]
        text = block.text
        if len(text) > 120 or text.endswith(_UNFINISHED):
            return False
        if following.kind is BlockKind.CAPTION or len(following.text) <= len(text):
            return False
        if len(sentences(_NUMBERING.sub("", text), self.locale)) != 1:
            return False
        if not _END_MARK.search(text) or text.endswith(("?", "？")):
            return not _QUOTATION.match(text) or not text.endswith("?")
        # Machines put stops at the ends of headings; a short paragraph has one too,
        # but seldom stands between long ones.
        line_before = blocks[place - 1] if place else None
        return (
            not _QUOTATION.search(text)
            and len(text) <= min(100.0, 0.4 * usual)
            and len(following.text) >= 2 * len(text)
            and (line_before is None or len(line_before.text) >= 2 * len(text))
        )

    def _is_author(self, block: ArticleBlock) -> bool:
        return block.kind is BlockKind.PARAGRAPH and _is_name(block.text)


def _plain(text: str) -> str:
    emphasis = _EMPHASIS.match(text)
    return emphasis[2].strip() if emphasis else text


def _is_name(text: str) -> bool:
    """Whether a line is the name of a person or a paper, and nothing more."""
    words = text.split()
    if len(words) > 6 or _END_MARK.search(text) or text.endswith(_UNFINISHED):
        return False
    capitalised = sum(word[:1].isupper() for word in words)
    return capitalised >= len(words) - 1 and words[0][:1].isupper()
