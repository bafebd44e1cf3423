"""Reading the body of a page: paragraphs, headings, captions and list items."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tm.align.sentences import split_into_sentences
from tm.articles.archive.article import (
    ArticleBlock,
    BlockKind,
    Certainty,
    DroppedLine,
)
from tm.articles.page.article_lines import ADDRESS_PATTERN
from tm.articles.page_text.captions import (
    has_picture_credit,
    is_source_of_picture,
    join_captions_with_credits,
)
from tm.articles.page_text.credits import (
    Signature,
    find_inner_initials,
    read_credit_names,
    read_signature,
)
from tm.articles.page_text.headline_shape import LIST_MARK_PATTERN
from tm.articles.page_text.page_labels import PageLabels
from tm.articles.page_text.page_line import (
    SPACED_SENTENCE_END_PATTERN,
    PageLine,
    strip_emphasis,
)
from tm.articles.page_text.publishers import (
    find_publisher,
    is_person_name,
    load_publishers,
    may_be_person,
)
from tm.articles.page_text.related_links import drop_related_links
from tm.text.locale import Locale

_QUOTATION_MARK_PATTERN = re.compile('["“”„«»]')
_NUMBERING_PATTERN = re.compile(r"^(?:[IVX]+|\d{1,2})[.)]\s+")
_UNFINISHED_ENDS = (":", ",", ";", "：", "，", "；")
_PAGINATION_PATTERN = re.compile(r"[\d\s:/]{1,20}")
"""Numbers of pages, or the length of a video."""
_TRAILING_AGENCY_PATTERN = re.compile(
    r"(?<=[.!?…”\"])\s*(?:/\.)?\s*(?:[-–—]\s*|\()(?P<name>[^-–—().]{2,30})\)?\s*\.?$"
)
"""An agency after the last sentence: `. – VNA`, `./. (Vietnam+)`."""
_FULL_STOPS = (".", "。")
_MAX_AUTHOR_WORD_COUNT = 12
_MIN_TEASER_COUNT = 2
_MIN_PARAGRAPH_LENGTH = 60
_LANGUAGE_OF_SIGNED_ARTICLES = "vi"
"""The language in whose papers the author's name is the last line."""
_MAX_PEN_NAME_WORD_COUNT = 4
_PEN_NAME_SEPARATOR_PATTERN = re.compile(r"\s[-–—]\s|\s*[,&]\s*")
_MAX_SIGNATURE_COUNT = 4
"""Signatures after one another: initials, an author, an editor and a source."""


@dataclass(slots=True)
class BodyReader:
    """Reads the blocks of a body, and collects its authors and the dropped lines."""

    labels: PageLabels
    locale: Locale
    dropped_lines: list[DroppedLine]
    authors: list[str] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    initials: str | None = None
    """The initials at the end, which name no author but end the article."""

    def read(self, lines: Sequence[PageLine], *, has_head: bool) -> list[ArticleBlock]:
        """Read the lines after the head. `has_head`: whether anything stands above."""
        blocks = [
            block
            for line in drop_related_links(
                lines, self.labels, self.locale, self.dropped_lines
            )
            if (block := self._make_block(line))
        ]
        blocks = join_captions_with_credits(blocks)
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
        if all(
            blocks[heading_index].text.endswith(_FULL_STOPS)
            for heading_index in heading_indexes
        ):
            heading_indexes = []  # short paragraphs
        for block_index in heading_indexes:
            blocks[block_index] = replace(blocks[block_index], kind=BlockKind.HEADING)
        blocks = self._drop_teasers_at_end(blocks)
        blocks = self._drop_author_at_end(blocks, has_head=has_head)
        return self._take_inner_initials(blocks)

    def _take_inner_initials(self, blocks: list[ArticleBlock]) -> list[ArticleBlock]:
        """Take the initials after the text if a teaser or a notice follows them.

        Several paragraphs with initials are dispatches of several authors.
        """
        initials_indexes = [
            block_index
            for block_index, block in enumerate(blocks)
            if block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
            and find_inner_initials(block.text)
        ]
        if self.initials or len(initials_indexes) != 1:
            return blocks
        block = blocks[initials_indexes[0]]
        line = PageLine.of(block.line_number or 0, block.text)
        signature = read_signature(block.text, self.labels)
        if signature is None:
            return blocks
        return [
            *self._cut_signature(blocks[: initials_indexes[0] + 1], line, signature),
            *blocks[initials_indexes[0] + 1 :],
        ]

    def _drop_teasers_at_end(self, blocks: list[ArticleBlock]) -> list[ArticleBlock]:
        """Drop the beginnings of other articles, cut off by an ellipsis each."""
        end_index = len(blocks)
        while end_index and blocks[end_index - 1].text.endswith("…"):
            end_index -= 1
        if len(blocks) - end_index < _MIN_TEASER_COUNT or not end_index:
            return blocks
        for block in blocks[end_index:]:
            line = PageLine.of(block.line_number or 0, block.text)
            self._drop_line(line, "related", Certainty.LIKELY)
        return blocks[:end_index]

    def _drop_line(
        self,
        line: PageLine,
        reason: str,
        certainty: Certainty = Certainty.CERTAIN,
    ) -> None:
        """Record a line as dropped, with the reason."""
        self.dropped_lines.append(
            DroppedLine(line.line_number, line.text, reason, certainty)
        )

    def _make_block(self, line: PageLine) -> ArticleBlock | None:
        """Make the block of a line; None for a line that is dropped."""
        text = strip_emphasis(line.text)
        if credit_match := self._match_author_line(text):
            if self.labels.final_credits_pattern.fullmatch(text):
                self.authors += read_credit_names(text, self.labels)
            elif not credit_match["editor"]:
                self.authors.append(self.labels.read_author(text))
            self._drop_line(line, "author")
        elif ADDRESS_PATTERN.fullmatch(text):
            self._drop_line(line, "address")
        elif _PAGINATION_PATTERN.fullmatch(text):
            self._drop_line(line, "menu", Certainty.LIKELY)
        else:
            return self._make_text_block(line)
        return None

    def _make_text_block(self, line: PageLine) -> ArticleBlock:
        """Make the block of a line of text: caption, list item or paragraph."""
        raw_text = strip_emphasis(line.raw_text)
        if (
            line.is_caption
            or has_picture_credit(line.text, self.labels)
            or is_source_of_picture(line.text, self.labels)
        ):
            caption_text = LIST_MARK_PATTERN.sub("", raw_text)
            return ArticleBlock(BlockKind.CAPTION, caption_text, line.line_number)
        if line.kind is not None:
            is_second_title = line.kind is BlockKind.HEADLINE
            kind = BlockKind.HEADING if is_second_title else line.kind
            return ArticleBlock(kind, raw_text, line.line_number)
        list_mark_match = LIST_MARK_PATTERN.match(raw_text)
        if list_mark_match:
            item_text = raw_text[list_mark_match.end() :]
            return ArticleBlock(BlockKind.LIST_ITEM, item_text, line.line_number)
        return ArticleBlock(BlockKind.PARAGRAPH, raw_text, line.line_number)

    def _match_author_line(self, text: str) -> re.Match[str] | None:
        """Match a line that credits an author or an editor."""
        if len(text.split()) > _MAX_AUTHOR_WORD_COUNT:
            return None
        return self.labels.author_line_pattern.match(text)

    def _is_heading(
        self, blocks: Sequence[ArticleBlock], block_index: int, median_length: float
    ) -> bool:
        """Whether a paragraph is a heading, by its length and its end."""
        block = blocks[block_index]
        if block.kind is not BlockKind.PARAGRAPH or block_index + 1 == len(blocks):
            return False
        next_block = blocks[block_index + 1]
        text = block.text
        if len(text) > 120 or text.endswith(_UNFINISHED_ENDS) or text[:1].islower():
            return False
        if text.startswith('"') and text.count('"') == 1:
            return False  # the first line of a quotation
        if next_block.kind is BlockKind.CAPTION or len(next_block.text) <= len(text):
            return False
        if (
            len(split_into_sentences(_NUMBERING_PATTERN.sub("", text), self.locale))
            != 1
        ):
            return False
        if not SPACED_SENTENCE_END_PATTERN.search(text) or text.endswith(("?", "？")):
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

    def _drop_author_at_end(
        self, blocks: list[ArticleBlock], *, has_head: bool
    ) -> list[ArticleBlock]:
        """Drop names, initials, newsrooms and agencies after the last sentence.

        A name that is not known to be one is kept, and listed as uncertain.
        """
        for _ in range(_MAX_SIGNATURE_COUNT):
            if not blocks:
                break
            block_count, last_text = len(blocks), blocks[-1].text
            blocks = self._drop_signature(blocks, has_head=has_head)
            if (len(blocks), blocks[-1:] and blocks[-1].text) == (
                block_count,
                last_text,
            ):
                break
        return blocks

    def _drop_signature(
        self, blocks: list[ArticleBlock], *, has_head: bool
    ) -> list[ArticleBlock]:
        """Drop one signature from the last block, or the block that is one."""
        if len(blocks) > 1 and self._take_source_at_end(blocks[-1]):
            return blocks[:-1]
        last_block = blocks[-1]
        if last_block.kind is BlockKind.CAPTION and len(blocks) > 1:
            return self._drop_source_of_text(blocks)
        if last_block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            return blocks
        line = PageLine.of(last_block.line_number or 0, last_block.text)
        signature = read_signature(last_block.text, self.labels)
        if signature is not None and (len(blocks) > 1 or signature.start > 0):
            return self._cut_signature(blocks, line, signature)
        agency_match = _TRAILING_AGENCY_PATTERN.search(last_block.text)
        if agency_match and load_publishers().find_name(agency_match["name"]):
            text = last_block.text[: agency_match.start()].rstrip()
            self.publishers.append(agency_match["name"])
            self._drop_line(replace(line, text=agency_match[0].strip()), "agency")
            return [*blocks[:-1], replace(last_block, text=text)]
        if len(blocks) == 1 and not has_head:
            return blocks
        is_after_sentence = len(blocks) > 1 and (
            SPACED_SENTENCE_END_PATTERN.search(blocks[-2].text) is not None
        )
        if (
            is_person_name(line.text)
            or self._is_pen_name(line.text)
            or (is_after_sentence and _is_name_in_capitals(line.text))
        ):
            self.authors += _PEN_NAME_SEPARATOR_PATTERN.split(line.text)
            self._drop_line(line, "author", Certainty.LIKELY)
            return blocks[:-1]
        if find_publisher(line.text):
            self._drop_line(line, "agency", Certainty.LIKELY)
            return blocks[:-1]
        if _may_be_name(line.text):
            self._drop_line(line, "author", Certainty.UNCERTAIN)
        return blocks

    def _drop_source_of_text(self, blocks: list[ArticleBlock]) -> list[ArticleBlock]:
        """Drop `(Sumber: Kabar)`, which made the last paragraph look like a caption."""
        last_block = blocks[-1]
        signature = read_signature(last_block.text, self.labels)
        if (
            signature is None
            or signature.publisher is None
            or signature.start < _MIN_PARAGRAPH_LENGTH
        ):
            return blocks
        line = PageLine.of(last_block.line_number or 0, last_block.text)
        paragraph = replace(last_block, kind=BlockKind.PARAGRAPH)
        return self._cut_signature([*blocks[:-1], paragraph], line, signature)

    def _cut_signature(
        self, blocks: list[ArticleBlock], line: PageLine, signature: Signature
    ) -> list[ArticleBlock]:
        """Take the names of a signature, and cut it off the last block."""
        last_block = blocks[-1]
        self.authors += [
            author for author in signature.authors if author not in self.authors
        ]
        self.initials = self.initials or signature.initials
        if signature.publisher:
            self.publishers.append(signature.publisher)
        signature_text = last_block.text[signature.start :].strip()
        if not signature_text:
            return blocks
        has_persons = bool(signature.authors or signature.initials)
        reason = "agency" if signature.publisher and not has_persons else "author"
        self._drop_line(replace(line, text=signature_text), reason)
        remaining_text = last_block.text[: signature.start].rstrip()
        if not remaining_text:
            return blocks[:-1]
        return [*blocks[:-1], replace(last_block, text=remaining_text)]

    def _take_source_at_end(self, block: ArticleBlock) -> bool:
        """Take the publisher that a last line names: `Nguồn: Báo Mẫu`, `Theo TTXVN`."""
        line = PageLine.of(block.line_number or 0, block.text)
        publisher = None
        if is_source_of_picture(line.text, self.labels):
            credit_match = self.labels.credit_pattern.fullmatch(line.text)
            publisher = credit_match["name"] if credit_match else None
        elif name_match := self.labels.source_name_pattern.fullmatch(line.text):
            publisher = load_publishers().find_name(name_match["name"])
        if publisher is None:
            return False
        self.publishers.append(publisher)
        self._drop_line(line, "agency")
        return True

    def _is_pen_name(self, text: str) -> bool:
        """Whether a last line has the names that end an article in Vietnamese."""
        return self.locale.language == _LANGUAGE_OF_SIGNED_ARTICLES and all(
            2 <= len(name.split()) <= _MAX_PEN_NAME_WORD_COUNT
            and all(word.isalpha() and word.istitle() for word in name.split())
            for name in _PEN_NAME_SEPARATOR_PATTERN.split(text)
        )


def _is_name_in_capitals(text: str) -> bool:
    """Whether a line may be a person's name in capitals: `DEWI AYU`.

    >>> _is_name_in_capitals("DEWI AYU"), _is_name_in_capitals("Dewi Ayu")
    (True, False)
    """
    return text.isupper() and may_be_person(text.title())


def _may_be_name(text: str) -> bool:
    """Whether a line may be only the name of a person or a newspaper."""
    words = text.split()
    if (
        not words
        or len(words) > 6
        or SPACED_SENTENCE_END_PATTERN.search(text)
        or text.endswith(_UNFINISHED_ENDS)
    ):
        return False
    capitalised_count = sum(word[:1].isupper() for word in words)
    return capitalised_count >= len(words) - 1 and words[0][:1].isupper()
