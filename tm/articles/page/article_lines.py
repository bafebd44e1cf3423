"""Cutting the lines of the article out of a copied page; menus: see `page_tail`."""

import re
from collections.abc import Sequence

from tm.articles.archive.article import Certainty, DroppedLine
from tm.articles.page.page_tail import cut_tail
from tm.articles.page_text.page_labels import PageLabels
from tm.articles.page_text.page_line import SENTENCE_END_PATTERN, PageLine

ADDRESS_PATTERN = re.compile(
    r"https?://[^\s<>\"]+|(?<![\w@.])(?:[\w-]+\.)+[a-z]{2,6}/[^\s<>\"]+", re.I
)
_MIN_PARAGRAPH_LENGTH = 120
"""Characters of a line that is a paragraph rather than a link to another article."""
_MAX_TEASER_LENGTH = 160


def cut_article(
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
            kept_lines, cut_lines = _cut_at_titles(lines[:line_index], labels)
            return kept_lines, source_url, [*cut_lines, *dropped_lines]
    article_lines, tail_lines = cut_tail(lines, labels)
    kept_lines, dropped_lines = _cut_at_titles(article_lines, labels)
    dropped_lines += [
        DroppedLine(line.line_number, line.text, "after article", Certainty.LIKELY)
        for line in tail_lines
    ]
    return kept_lines, None, dropped_lines


def _read_source_line(
    lines: Sequence[PageLine], line_index: int, labels: PageLabels
) -> tuple[str | None, int]:
    """Read the address of a source line; return it with the index of the next line."""
    next_line_index = line_index + 1
    label_match = labels.source_line_pattern.match(lines[line_index].text)
    if not label_match:
        return None, next_line_index
    address_match = ADDRESS_PATTERN.search(label_match["rest"])
    if not address_match and not label_match["rest"] and next_line_index < len(lines):
        address_match = ADDRESS_PATTERN.match(lines[next_line_index].text)
        next_line_index += 1
    if not address_match:
        return None, next_line_index
    url = address_match[0].rstrip(".,;)]")
    return (url if "://" in url else f"https://{url}"), next_line_index


def _cut_at_titles(
    lines: Sequence[PageLine], labels: PageLabels
) -> tuple[list[PageLine], list[DroppedLine]]:
    """Cut lines at the title of comments, and cut out sections of other articles.

    Above the first paragraph such titles are buttons of the page. Comments, or nothing
    of an article, follow a title of comments: copied pages have the button
    `Comments (0)` also between paragraphs.
    """
    kept_lines: list[PageLine] = []
    dropped_lines: list[DroppedLine] = []
    has_paragraph = False
    last_paragraph_index, last_text_index = _find_last_paragraphs(lines, labels)
    line_index = 0
    while line_index < len(lines):
        line = lines[line_index]
        is_end_title = labels.is_end_title(line.text)
        is_footer = (
            labels.footer_pattern.match(line.text) is not None
            and last_paragraph_index <= line_index
        )
        is_related_title = labels.is_related_title(line.text)
        # Between headline and text, other lines belong to it: see `ArticleHeadReader`.
        is_above_text = not has_paragraph and last_paragraph_index >= line_index
        if not is_footer and (
            (is_related_title and is_above_text)
            or not (is_end_title or is_related_title)
        ):
            kept_lines.append(line)
            has_paragraph = has_paragraph or _is_paragraph(line)
            line_index += 1
            continue
        are_comments = labels.has_count(line.text) or last_text_index <= line_index
        if not has_paragraph and last_paragraph_index >= line_index:
            end_index, reason, certainty = line_index + 1, "menu", Certainty.CERTAIN
        elif is_footer or (is_end_title and are_comments):
            end_index, reason = len(lines), "after article"
            certainty = Certainty.CERTAIN
        else:
            end_index = _find_end_of_teasers(lines, line_index + 1)
            is_end = end_index == len(lines)
            reason = "after article" if is_end else "related"
            certainty = Certainty.CERTAIN if is_end else Certainty.LIKELY
        dropped_lines += [
            DroppedLine(cut_line.line_number, cut_line.text, reason, certainty)
            for cut_line in lines[line_index:end_index]
        ]
        line_index = end_index
    return kept_lines, dropped_lines


def _find_end_of_teasers(lines: Sequence[PageLine], start_index: int) -> int:
    """Return the index after the titles of other articles, up to the next sentence."""
    return next(
        (
            line_index
            for line_index in range(start_index, len(lines))
            if not _is_teaser(lines[line_index])
        ),
        len(lines),
    )


def _is_teaser(line: PageLine) -> bool:
    """Whether a line is like the title of another article: short, no full stop."""
    return len(line.text) <= _MAX_TEASER_LENGTH and (
        not SENTENCE_END_PATTERN.search(line.text)
    )


def _is_paragraph(line: PageLine) -> bool:
    """Whether a line is long and ends like a sentence."""
    return len(line.text) >= _MIN_PARAGRAPH_LENGTH and (
        SENTENCE_END_PATTERN.search(line.text) is not None
    )


def _find_last_paragraphs(
    lines: Sequence[PageLine], labels: PageLabels
) -> tuple[int, int]:
    """Find the last paragraph, and the last one that is no footer; -1 if none."""
    last_paragraph_index = last_text_index = -1
    for line_index in range(len(lines) - 1, -1, -1):
        if not _is_paragraph(lines[line_index]):
            continue
        last_paragraph_index = max(last_paragraph_index, line_index)
        if not labels.footer_pattern.match(lines[line_index].text):
            last_text_index = line_index
            break
    return last_paragraph_index, last_text_index
