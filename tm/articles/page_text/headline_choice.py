"""Choosing the headline among many lines: it has the words of the text below it."""

import re
from collections import Counter
from collections.abc import Sequence

from tm.articles.page_text.byline_and_date import read_byline
from tm.articles.page_text.headline_shape import has_headline_shape, is_section_name
from tm.articles.page_text.page_labels import load_page_labels
from tm.articles.page_text.page_line import PageLine, is_paragraph, strip_emphasis
from tm.text.locale import Locale
from tm.text.normal import fold_text

_MAX_LINE_COUNT_OF_HEAD = 25
"""Lines above the text in which its headline is looked for, below menus."""
_MIN_SHARED_WORD_COUNT = 3
_MAX_SCORED_WORD_COUNT = 6
_MAX_SECTION_WORD_COUNT = 5
_MAX_SHORT_WORD_COUNT = 3
_MIN_REPETITION_COUNT = 2
_MAX_BYLINE_DISTANCE = 3
_NEAR_BYLINE_SCORE = 3
"""As many shared words a line next to the byline counts more."""
_REPETITION_SCORE = 2
"""As many a line counts more that menus or the text of a picture repeat."""
_WORD_PATTERN = re.compile(r"[^\W\d_]{3,}|\d+")


def choose_headline(
    lines: Sequence[PageLine],
    locale: Locale,
    paragraph_index: int,
    byline_index: int | None,
) -> int | None:
    """Choose the headline of the text that begins at an index; None without any.

    A line next to the byline, or one that the page repeats, counts more than others.
    Of lines above one another the first is the headline, the next its lead.
    """
    text_words = _read_text_words(lines[paragraph_index:])
    count_by_line_text = Counter(line.text for line in lines)
    best_index, best_score = None, 0
    for line_index in range(
        max(0, paragraph_index - _MAX_LINE_COUNT_OF_HEAD), paragraph_index
    ):
        is_near_byline = is_next_to_byline(line_index, byline_index)
        line = lines[line_index]
        shared_count = _count_shared_words(line.text, text_words)
        if shared_count < _MIN_SHARED_WORD_COUNT or not _may_be_headline(
            line, locale, is_confirmed=is_near_byline
        ):
            continue
        score = min(shared_count, _MAX_SCORED_WORD_COUNT)
        score += _NEAR_BYLINE_SCORE * is_near_byline + _REPETITION_SCORE * (
            count_by_line_text[line.text] > 1
        )
        if score > best_score:
            best_index, best_score = line_index, score
    if best_index is None:
        return None
    return find_line_above_lead(lines, locale, best_index, text_words)


def choose_headline_below_section(
    lines: Sequence[PageLine],
    candidate_indexes: Sequence[int],
    paragraph_index: int,
) -> int:
    """Choose the first candidate, or the second below the name of a section.

    A section has no words of the text.
    """
    first_index, *other_indexes = candidate_indexes
    first_text = lines[first_index].text
    if not other_indexes or len(first_text.split()) > _MAX_SECTION_WORD_COUNT:
        return first_index
    text_words = _read_text_words(lines[paragraph_index:])
    first_text_words = _WORD_PATTERN.findall(fold_text(first_text))
    second_text = lines[other_indexes[0]].text
    if sum(word in text_words for word in first_text_words) <= 1 and (
        _count_shared_words(second_text, text_words) >= _MIN_SHARED_WORD_COUNT
    ):
        return other_indexes[0]
    return first_index


def is_short_headline(lines: Sequence[PageLine], locale: Locale) -> bool:
    """Whether the first line is a headline of two or three words.

    The text has all of them several times, as it seldom has those of a section.
    """
    if len(lines) < 2 or not locale.uses_spaces:
        return False
    headline_words = _WORD_PATTERN.findall(fold_text(lines[0].text))
    text = fold_text(" ".join(line.text for line in lines[1:] if is_paragraph(line)))
    word_counts = Counter(_WORD_PATTERN.findall(text))
    return (
        2 <= len(headline_words) <= _MAX_SHORT_WORD_COUNT
        and has_headline_shape(lines[0].text, locale, is_confirmed=True)
        and all(word_counts[word] >= _MIN_REPETITION_COUNT for word in headline_words)
    )


def find_line_above_lead(
    lines: Sequence[PageLine],
    locale: Locale,
    line_index: int,
    text_words: frozenset[str],
) -> int:
    """Find the headline above a line that may be its lead; the line itself if none.

    Only the names of sections may stand between the two.
    """
    for index_above in range(line_index - 1, -1, -1):
        line = lines[index_above]
        if (
            _may_be_headline(line, locale)
            and _count_shared_words(line.text, text_words) >= _MIN_SHARED_WORD_COUNT
        ):
            return index_above
        if line_index - index_above > 1 or not is_section_name(line.text, locale):
            break
    return line_index


def is_next_to_byline(line_index: int, byline_index: int | None) -> bool:
    """Whether a line stands shortly above the byline, or right below it."""
    return (
        byline_index is not None
        and -1 <= byline_index - line_index <= _MAX_BYLINE_DISTANCE
    )


def is_captioned(line: PageLine) -> bool:
    """Whether a line is a caption, by its label or its photo credit."""
    return line.is_caption or (
        load_page_labels().photo_credit_pattern.search(line.text) is not None
    )


def _may_be_headline(
    line: PageLine, locale: Locale, *, is_confirmed: bool = False
) -> bool:
    """Whether a line has the shape of a headline, and is no caption or date."""
    text = strip_emphasis(line.text)
    return (
        not is_captioned(line)
        and has_headline_shape(text, locale, is_confirmed=is_confirmed)
        and read_byline(text, locale) is None
    )


def _read_text_words(lines: Sequence[PageLine]) -> frozenset[str]:
    """Read the words of the paragraphs of a page, without diacritics."""
    return frozenset(
        word
        for line in lines
        if is_paragraph(line)
        for word in _WORD_PATTERN.findall(fold_text(line.text))
    )


def _count_shared_words(text: str, text_words: frozenset[str]) -> int:
    """Count the words that a line shares with the text; 0 for less than half."""
    words = _WORD_PATTERN.findall(fold_text(text))
    shared_count = sum(word in text_words for word in words)
    return shared_count if 2 * shared_count >= len(words) else 0
