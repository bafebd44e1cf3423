"""Telling captions from text: by the credit of the picture in them or below them."""

import re
from collections.abc import Sequence

from tm.articles.archive.article import ArticleBlock, BlockKind
from tm.articles.page_text.credits import read_signature
from tm.articles.page_text.headline_shape import (
    LIST_MARK_PATTERN,
    is_picture_credit,
    names_picture_agency,
)
from tm.articles.page_text.page_labels import PageLabels
from tm.articles.page_text.page_line import SPACED_SENTENCE_END_PATTERN

_CREDIT_BY_SLASHES_PATTERN = re.compile(
    r"(?<=[.!?…])\s*/\s?[A-ZĐ][^/.!?]{2,40}(?:/[^/!?]{2,40}){1,3}$"
)
"""The credit of a picture after its caption: `… di desa itu. /Kabar Mu/Dewi Ayu`."""
_UNFINISHED_ENDS = (":", ",", ";", "：", "，", "；")
_MAX_CREDIT_WORD_COUNT = 8
_MAX_CAPTION_LENGTH = 200
_MIN_SIGNED_TEXT_LENGTH = 160


def has_picture_credit(text: str, labels: PageLabels) -> bool:
    """Whether a line is a caption, because it has the credit of a picture.

    >>> from tm.articles.page_text.page_labels import load_page_labels
    >>> labels = load_page_labels()
    >>> has_picture_credit("Warga memanen padi. /Kabar Mu/Dewi Ayu", labels)
    True
    >>> has_picture_credit("Foto ilustrasi.", labels)
    True
    >>> has_picture_credit("Warga memanen padi. (abc/def)", labels)
    False
    """
    return (
        names_picture_agency(text)
        or is_picture_credit(LIST_MARK_PATTERN.sub("", text))
        or _CREDIT_BY_SLASHES_PATTERN.search(text) is not None
        or _has_photo_label(text, labels)
    )


def _has_photo_label(text: str, labels: PageLabels) -> bool:
    """Whether `Foto: …` stands in a line that is no long text with a signature."""
    return labels.photo_credit_pattern.search(text) is not None and not (
        len(text) > _MIN_SIGNED_TEXT_LENGTH and read_signature(text, labels)
    )


def is_source_of_picture(text: str, labels: PageLabels) -> bool:
    """Whether a line only names the source of a picture: `Sumber: Kantor Desa`."""
    credit_match = labels.credit_pattern.fullmatch(text)
    return (
        credit_match is not None
        and credit_match["source"] is not None
        and len(text.split()) <= _MAX_CREDIT_WORD_COUNT
        and not SPACED_SENTENCE_END_PATTERN.search(text)
    )


def join_captions_with_credits(blocks: Sequence[ArticleBlock]) -> list[ArticleBlock]:
    """Join each caption with its credit where the credit is a line of its own.

    The line above `(Foto: Kabar Mu)` is a caption unless it ends as sentences do.
    """
    joined_blocks: list[ArticleBlock] = []
    for block in blocks:
        if (
            joined_blocks
            and block.kind is BlockKind.CAPTION
            and block.text.startswith("(")
            and _is_unfinished_line_above(joined_blocks[-1], block)
        ):
            caption = joined_blocks.pop()
            block = ArticleBlock(
                BlockKind.CAPTION, f"{caption.text} {block.text}", caption.line_number
            )
        joined_blocks.append(block)
    return joined_blocks


def _is_unfinished_line_above(upper_block: ArticleBlock, block: ArticleBlock) -> bool:
    """Whether a block is a short line without an end, just above another block."""
    return (
        upper_block.kind in (BlockKind.PARAGRAPH, BlockKind.CAPTION)
        and upper_block.line_number == (block.line_number or 0) - 1
        and len(upper_block.text) <= _MAX_CAPTION_LENGTH
        and not SPACED_SENTENCE_END_PATTERN.search(upper_block.text)
        and not upper_block.text.endswith(_UNFINISHED_ENDS)
    )
