"""Finding headline and byline among the lines above the text of a page.

Copied pages may have menus, section names, dates and captions above the headline, so
no line is the headline by its position alone.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tm.articles.archive.article import BlockKind
from tm.articles.headline.slug import compute_headline_agreement
from tm.articles.page_text.byline_and_date import read_byline, read_names
from tm.articles.page_text.dateline import read_dateline
from tm.articles.page_text.headline_choice import (
    choose_headline,
    choose_headline_below_section,
    is_captioned,
    is_short_headline,
)
from tm.articles.page_text.headline_shape import has_headline_shape, is_section_name
from tm.articles.page_text.page_labels import load_page_labels
from tm.articles.page_text.page_line import (
    SENTENCE_END_PATTERN,
    PageLine,
    is_paragraph,
    is_text,
    strip_emphasis,
)
from tm.text.locale import Locale
from tm.text.normal import fold_text

_MAX_LINE_COUNT_BELOW_TEXT = 3
"""Lines from the first paragraph on that may hold the byline, below a lead."""
_MAX_LINE_COUNT_ABOVE_TEXT = 1000
"""Lines above the first paragraph that may hold the byline: menus are no longer."""
_MIN_HEAD_LINE_COUNT = 6
_MAX_LINE_COUNT_ABOVE_HEADLINE = 5
"""Lines above the headline of a page without menus."""
_MAX_LINE_COUNT_ABOVE_BYLINE = 6
"""Lines between headline and byline."""
_MAX_NAME_WORD_COUNT = 6
_MIN_LABELLED_HEADLINE_WORD_COUNT = 3
_MAX_LINE_COUNT_OF_THREE_PARAGRAPHS = 8
"""Lines between two paragraphs of an article, at most."""
_MAX_LINE_COUNT_BELOW_COOKIES = 12
_MIN_MENU_LINE_COUNT = 20
"""Lines above the text of a page that was copied with its menus."""
_MIN_HEADLINE_AGREEMENT = 0.8
"""The least share of the words of one line that the other has."""
_MIN_LEAD_LENGTH = 100
_MIN_LEAD_LENGTH_RATIO = 1.3


@dataclass(frozen=True, slots=True)
class ArticleHeadLayout:
    """The indexes of headline and byline among the lines of a page."""

    headline_index: int | None
    byline_index: int | None
    is_confirmed: bool = False
    """Whether a byline, markup, a label or a repetition confirms the headline."""

    def split_lines(
        self, lines: Sequence[PageLine], used_indexes: Collection[int]
    ) -> tuple[list[PageLine], list[PageLine], list[PageLine]]:
        """Split the unused lines: above, between and below headline and byline."""
        head_indexes = [
            index
            for index in (self.headline_index, self.byline_index)
            if index is not None
        ]
        first_index = head_indexes[0] if head_indexes else 0
        last_index = max(head_indexes, default=-1)
        unused_lines = [
            (line_index, line)
            for line_index, line in enumerate(lines)
            if line_index not in used_indexes
        ]
        return (
            [line for index, line in unused_lines if index < first_index],
            [
                line
                for index, line in unused_lines
                if first_index <= index <= last_index
            ],
            [line for index, line in unused_lines if index > last_index],
        )


def find_layout(
    lines: Sequence[PageLine],
    locale: Locale,
    *,
    labelled_titles: Sequence[PageLine] = (),
    has_banner: bool = False,
    has_headline: bool = False,
) -> ArticleHeadLayout:
    """Find headline and byline; either may be missing.

    `labelled_titles`: texts that the labels of images repeat from the headline.
    `has_headline`: whether the first line is known to be the headline.
    """
    paragraph_index = _find_first_paragraph(lines)
    byline_index = _find_byline(lines, locale, paragraph_index)
    if has_headline:
        return ArticleHeadLayout(0 if lines else None, byline_index, is_confirmed=True)
    titles = [line for line in lines if line.kind is BlockKind.HEADLINE]
    if len(titles) == 1:
        return ArticleHeadLayout(
            lines.index(titles[0]), byline_index, is_confirmed=True
        )
    paragraph_index = _skip_question(lines, locale, paragraph_index)
    if paragraph_index > _MIN_MENU_LINE_COUNT and locale.uses_spaces:
        headline_index = choose_headline(lines, locale, paragraph_index, byline_index)
        return ArticleHeadLayout(
            headline_index, byline_index, is_confirmed=headline_index is not None
        )
    top_lines = lines[: max(paragraph_index, _MIN_HEAD_LINE_COUNT)]
    for headline_index in (
        _find_labelled_line(top_lines, labelled_titles),
        _find_repeated_line(lines[: paragraph_index + 1], locale),
    ):
        if headline_index is not None:
            return ArticleHeadLayout(headline_index, byline_index, is_confirmed=True)
    headline_index = None
    if paragraph_index > _MAX_LINE_COUNT_ABOVE_HEADLINE and locale.uses_spaces:
        headline_index = choose_headline(lines, locale, paragraph_index, byline_index)
    is_chosen_by_byline = headline_index is not None and byline_index is not None
    if headline_index is None and byline_index is not None:
        headline_index = _find_headline_by_byline(lines, locale, byline_index)
        is_chosen_by_byline = headline_index is not None
    if is_chosen_by_byline:
        return ArticleHeadLayout(headline_index, byline_index, is_confirmed=True)
    if headline_index is None:
        headline_index = _find_headline_above_text(
            lines, locale, paragraph_index, is_confirmed=has_banner
        )
    if headline_index is None and is_short_headline(lines, locale):
        headline_index = 0
    is_confirmed = has_banner and headline_index is not None
    return ArticleHeadLayout(headline_index, byline_index, is_confirmed=is_confirmed)


def is_same_headline(text: str, title: str) -> bool:
    """Whether two texts have mostly the words of one headline."""
    return compute_headline_agreement(text, fold_text(title)) >= _MIN_HEADLINE_AGREEMENT


def is_name(text: str) -> bool:
    """Whether a line may be only the name of a person or a newspaper."""
    words = text.split()
    if len(words) > _MAX_NAME_WORD_COUNT or SENTENCE_END_PATTERN.search(text):
        return False
    capitalised_count = sum(word[:1].isupper() for word in words)
    return capitalised_count >= len(words) - 1 and words[0][:1].isupper()


def _find_first_paragraph(lines: Sequence[PageLine]) -> int:
    """Find the first paragraph; below menus, the first that others follow soon.

    Menus may have sentences, too: of cookies, newsletters and advertisements.
    """
    paragraph_indexes = [
        line_index for line_index, line in enumerate(lines) if is_paragraph(line)
    ]
    first_index, second_index, *_ = *paragraph_indexes, len(lines), len(lines)
    is_alone = second_index - first_index > _MAX_LINE_COUNT_BELOW_COOKIES
    if first_index <= _MAX_LINE_COUNT_ABOVE_HEADLINE and not (
        is_alone and len(paragraph_indexes) > 2
    ):
        return first_index
    successive_indexes = zip(paragraph_indexes, paragraph_indexes[2:], strict=False)
    return next(
        (
            index
            for index, later_index in successive_indexes
            if later_index - index <= _MAX_LINE_COUNT_OF_THREE_PARAGRAPHS
        ),
        first_index,
    )


def _skip_question(
    lines: Sequence[PageLine], locale: Locale, paragraph_index: int
) -> int:
    """Return the next paragraph if the first one is a headline that asks, below menus.

    Its question mark makes it look like text.
    """
    if (
        paragraph_index > _MIN_MENU_LINE_COUNT
        and paragraph_index < len(lines)
        and lines[paragraph_index].text.endswith(("?", "!"))
        and has_headline_shape(lines[paragraph_index].text, locale, is_confirmed=True)
    ):
        return next(
            (
                line_index
                for line_index in range(paragraph_index + 1, len(lines))
                if is_paragraph(lines[line_index])
            ),
            paragraph_index,
        )
    return paragraph_index


def _find_byline(
    lines: Sequence[PageLine], locale: Locale, paragraph_index: int
) -> int | None:
    """Find the last byline above the text, else the first just below its beginning.

    Sites have the date of the day above their menus.
    """

    def is_byline(line_index: int) -> bool:
        text = lines[line_index].text
        return read_byline(text, locale) is not None and not _is_dateline(text)

    end_index = max(paragraph_index + _MAX_LINE_COUNT_BELOW_TEXT, _MIN_HEAD_LINE_COUNT)
    paragraph_index = min(paragraph_index, len(lines))
    first_index = max(0, paragraph_index - _MAX_LINE_COUNT_ABOVE_TEXT)
    byline_index = next(
        filter(is_byline, range(paragraph_index - 1, first_index - 1, -1)), None
    )
    if byline_index is None:
        indexes_below = range(paragraph_index, min(end_index, len(lines)))
        return next(filter(is_byline, indexes_below), None)
    while byline_index > first_index and is_byline(byline_index - 1):
        byline_index -= 1  # it names the author, the next the first date
    return byline_index


def _is_dateline(text: str) -> bool:
    """Whether a line with a date is the dateline of the text below it."""
    dateline = read_dateline(text, is_body=True)
    return (
        dateline is not None
        and dateline.text == text
        and dateline.place is not None
        and dateline.publisher is not None
    )


def _find_labelled_line(
    lines: Sequence[PageLine], titles: Sequence[PageLine]
) -> int | None:
    """Find the line that the label of an image repeats, in three words or more."""
    for line_index, line in enumerate(lines):
        if any(
            is_same_headline(line.text, title.text)
            for title in titles
            if len(title.text.split()) >= _MIN_LABELLED_HEADLINE_WORD_COUNT
        ):
            return line_index
    return None


def _find_repeated_line(lines: Sequence[PageLine], locale: Locale) -> int | None:
    """Find a line that stands twice above the text, as the text of a picture does.

    Next to the credit of a picture, it is the caption.
    """
    count_by_line_text = Counter(line.text for line in lines)
    labels = load_page_labels()
    credit_indexes = {
        neighbour_index
        for line_index, line in enumerate(lines)
        if labels.photo_credit_pattern.match(line.text)
        for neighbour_index in (line_index - 1, line_index + 1)
    }
    captions = {
        line.text for index, line in enumerate(lines) if index in credit_indexes
    }
    return next(
        (
            line_index
            for line_index, line in enumerate(lines)
            if count_by_line_text[line.text] > 1
            and not line.is_caption
            and line.text not in captions
            and has_headline_shape(line.text, locale)
        ),
        None,
    )


def _find_headline_by_byline(
    lines: Sequence[PageLine], locale: Locale, byline_index: int
) -> int | None:
    """Find the headline nearest above the byline, else right below it."""
    first_index = max(0, byline_index - _MAX_LINE_COUNT_ABOVE_BYLINE)
    possible_indexes = [
        line_index
        for line_index in range(byline_index - 1, first_index - 1, -1)
        if not is_captioned(lines[line_index])
        and has_headline_shape(
            strip_emphasis(lines[line_index].text), locale, is_confirmed=True
        )
        and not read_names(lines[line_index].text)[1]
        and not _is_sentence_of_text(lines, line_index, byline_index)
    ]
    likely_indexes = [
        line_index
        for line_index in possible_indexes
        if not is_section_name(lines[line_index].text, locale)
    ]
    below_index = byline_index + 1
    is_headline_below = below_index < len(lines) and has_headline_shape(
        strip_emphasis(lines[below_index].text), locale
    )
    sure_indexes = [
        line_index
        for line_index in likely_indexes
        if has_headline_shape(strip_emphasis(lines[line_index].text), locale)
    ]
    if len(sure_indexes) > 1 and is_name(lines[sure_indexes[0]].text):
        sure_indexes.pop(0)  # a publisher or an author above the date
    if sure_indexes:
        nearest_index = sure_indexes[0]
        above_index = nearest_index - 1
        if above_index in sure_indexes and _is_lead_below(lines, above_index):
            return above_index
        return nearest_index
    if likely_indexes:
        # A machine-made one with a full stop, above a lead.
        return likely_indexes[-1]
    if is_headline_below:
        return below_index
    second_index = byline_index + 2  # below the name of a section
    if (
        second_index < len(lines)
        and is_section_name(lines[below_index].text, locale)
        and has_headline_shape(strip_emphasis(lines[second_index].text), locale)
    ):
        return second_index
    return possible_indexes[0] if possible_indexes else None


def _is_sentence_of_text(
    lines: Sequence[PageLine], line_index: int, byline_index: int
) -> bool:
    """Whether a line with a full stop is a sentence of the text, and no headline.

    No paragraph stands above a headline, and only a lead between it and the byline.
    """
    long_line_count = sum(
        is_paragraph(line) or len(line.text) >= _MIN_LEAD_LENGTH
        for line in lines[line_index + 1 : byline_index]
    )
    return lines[line_index].text.endswith((".", "。")) and (
        long_line_count > 1 or any(map(is_paragraph, lines[:line_index]))
    )


def _is_lead_below(lines: Sequence[PageLine], headline_index: int) -> bool:
    """Whether the line below a headline is its lead, rather than the headline."""
    lead_length = len(lines[headline_index + 1].text)
    headline_length = len(lines[headline_index].text)
    return lead_length >= max(
        _MIN_LEAD_LENGTH, _MIN_LEAD_LENGTH_RATIO * headline_length
    )


def _find_headline_above_text(
    lines: Sequence[PageLine],
    locale: Locale,
    paragraph_index: int,
    *,
    is_confirmed: bool,
) -> int | None:
    """Find the line above the text that has the shape of a headline.

    Below menus it is the longest of such lines, else the first.
    """
    candidate_indexes = []
    for line_index, line in enumerate(lines[: paragraph_index + 1]):
        is_last_line = line_index + 1 == len(lines) and not is_confirmed
        if (
            not is_captioned(line)
            and not is_last_line
            and has_headline_shape(
                strip_emphasis(line.text), locale, is_confirmed=is_confirmed
            )
        ):
            candidate_indexes.append(line_index)
        elif is_text(line):
            break
    likely_indexes = [
        line_index
        for line_index in candidate_indexes
        if not is_section_name(lines[line_index].text, locale)
    ]
    candidate_indexes = likely_indexes or candidate_indexes
    if not candidate_indexes:
        return None
    if paragraph_index <= _MAX_LINE_COUNT_ABOVE_HEADLINE:
        return choose_headline_below_section(lines, candidate_indexes, paragraph_index)
    return max(candidate_indexes, key=lambda index: len(lines[index].text))
