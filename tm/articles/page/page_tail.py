"""Cutting the tail of a page that was copied whole: menus and other articles."""

import re
from collections.abc import Sequence
from itertools import pairwise

from tm.articles.page_text.byline_and_date import read_byline
from tm.articles.page_text.page_labels import PageLabels
from tm.articles.page_text.page_line import PageLine, is_paragraph
from tm.text.locale import Locale

_MIN_PARAGRAPH_COUNT = 3
"""Paragraphs that stand together in an article; teasers stand between titles."""
_MAX_PARAGRAPH_DISTANCE = 3
"""Lines from one paragraph of an article to the next, with a heading or a caption."""
_MIN_TAIL_LINE_COUNT = 8
_MIN_TAIL_SIGN_COUNT = 3
"""Buttons, dates and titles of sections that tell the tail of a page from a list."""
_MIN_LINE_COUNT_AFTER_SIGNATURE = 5
"""Lines between a signed article and the first teaser of others."""
_MAX_TAIL_LABEL_LENGTH = 60
_BRACKETED_INITIALS_PATTERN = re.compile(
    r"[(\[]\s*[^\W\d_]{2,6}(?:\s?/\s?[^\W\d_]{2,6})*\s*[)\]]"
)
_SEPARATOR_PATTERN = re.compile(r"\s[|·•»]\s")
_MIN_SEPARATOR_COUNT = 3
_INDONESIAN_LOCALE = Locale("id")


def cut_tail(
    lines: Sequence[PageLine], labels: PageLabels
) -> tuple[list[PageLine], list[PageLine]]:
    """Divide the lines of a page into those up to the end of the article, and others.

    The article ends with the last paragraphs that stand together; what follows is cut
    from its first button, date or title of a section on, if there are several of them.
    """
    end_index = _find_end_of_paragraphs(lines, labels)
    if end_index is None or len(lines) - end_index < _MIN_TAIL_LINE_COUNT:
        return list(lines), []
    tail_line_indexes = [
        line_index
        for line_index in range(end_index, len(lines))
        if _is_tail_line(lines[line_index], labels)
    ]
    if len(tail_line_indexes) < _MIN_TAIL_SIGN_COUNT:
        return list(lines), []
    cut_index = tail_line_indexes[0]
    # Signatures are the end of the article itself.
    while cut_index < len(lines) and _is_signature(lines[cut_index], labels):
        cut_index += 1
    return list(lines[:cut_index]), list(lines[cut_index:])


def _find_end_of_paragraphs(
    lines: Sequence[PageLine], labels: PageLabels
) -> int | None:
    """Find the line after the last paragraphs that stand together; None without any.

    Dates, counts and signatures part the teasers of other articles.
    """
    paragraph_indexes = [
        index for index, line in enumerate(lines) if is_paragraph(line)
    ]
    end_index = None
    group_size = 1
    for index, next_index in pairwise(paragraph_indexes):
        if end_index is not None and _ends_article(lines, index, next_index, labels):
            break
        is_together = next_index - index <= _MAX_PARAGRAPH_DISTANCE and not any(
            _separates_articles(line, labels) for line in lines[index + 1 : next_index]
        )
        group_size = group_size + 1 if is_together else 1
        if group_size >= _MIN_PARAGRAPH_COUNT:
            end_index = next_index + 1
    return end_index


def _ends_article(
    lines: Sequence[PageLine], index: int, next_index: int, labels: PageLabels
) -> bool:
    """Whether a signature and several lines that are no text follow a paragraph."""
    lines_between = lines[index + 1 : next_index]
    return len(lines_between) >= _MIN_LINE_COUNT_AFTER_SIGNATURE and any(
        _BRACKETED_INITIALS_PATTERN.fullmatch(line.text) or _is_signature(line, labels)
        for line in lines_between[:2]
    )


def _separates_articles(line: PageLine, labels: PageLabels) -> bool:
    """Whether a line stands between two articles: a date, a count, a signature."""
    return len(line.text) <= _MAX_TAIL_LABEL_LENGTH and (
        labels.count_pattern.search(line.text) is not None
        or labels.relative_time_pattern.search(line.text) is not None
        or _is_signature(line, labels)
        or read_byline(line.text, _INDONESIAN_LOCALE) is not None
    )


def _is_signature(line: PageLine, labels: PageLabels) -> bool:
    """Whether a line is a credit, or the initials of an author."""
    return (
        _BRACKETED_INITIALS_PATTERN.fullmatch(line.text) is not None
        or labels.author_line_pattern.match(line.text) is not None
        or labels.final_credits_pattern.fullmatch(line.text) is not None
        or labels.credit_pattern.fullmatch(line.text) is not None
    )


def _is_tail_line(line: PageLine, labels: PageLabels) -> bool:
    """Whether a line is none of an article: a button, a date, a title, a menu."""
    text = line.text
    if len(_SEPARATOR_PATTERN.findall(text)) >= _MIN_SEPARATOR_COUNT:
        return True
    if len(text) > _MAX_TAIL_LABEL_LENGTH and not labels.footer_pattern.match(text):
        return False
    return (
        labels.is_menu(text)
        or labels.is_advertisement(text)
        or labels.is_end_title(text)
        or labels.is_related_title(text)
        or labels.footer_pattern.match(text) is not None
        or _separates_articles(line, labels)
    )
