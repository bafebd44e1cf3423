"""Dropping links to other articles between the paragraphs of a page."""

import re
from collections.abc import Iterator, Sequence

from tm.align.sentences import split_into_sentences
from tm.articles.archive.article import Certainty, DroppedLine
from tm.articles.page_text.page_labels import PageLabels
from tm.articles.page_text.page_line import (
    SPACED_SENTENCE_END_PATTERN,
    PageLine,
    strip_emphasis,
)
from tm.text.locale import Locale

_MAX_TITLE_LENGTH = 160
_MAX_TITLE_COUNT = 6
_MIN_TITLE_WORD_COUNT = 5


def drop_related_links(
    lines: Sequence[PageLine],
    labels: PageLabels,
    locale: Locale,
    dropped_lines: list[DroppedLine],
) -> Iterator[PageLine]:
    """Drop `Read more:` with titles after it or on lines below; yield other lines.

    If sentences follow the label, the line is yielded, and also recorded as perhaps a
    link.
    """
    title_count: int | None = None  # below a label
    for line in lines:
        label_match = _match_related_label(line.text, labels)
        is_label = label_match is not None and not label_match["title"]
        if is_label or labels.is_related_title(line.text):
            dropped_lines.append(DroppedLine(line.line_number, line.text, "related"))
            title_count = 0
        elif title_count is not None and _may_be_title(line, title_count):
            dropped_lines.append(
                DroppedLine(line.line_number, line.text, "related", Certainty.LIKELY)
            )
            title_count += 1
        else:
            title_count = None
            text = strip_emphasis(line.text)
            label_match = _match_related_label(text, labels)
            if label_match is not None:
                is_link = _is_title(label_match["title"], locale)
                certainty = Certainty.CERTAIN if is_link else Certainty.UNCERTAIN
                dropped_lines.append(
                    DroppedLine(line.line_number, line.text, "related", certainty)
                )
                if is_link:
                    continue
            yield line


def _match_related_label(text: str, labels: PageLabels) -> re.Match[str] | None:
    """Match `Read more:` at the beginning of a line, with the title after it."""
    return labels.related_link_pattern.match(text.replace("_", " "))


def _is_title(text: str | None, locale: Locale) -> bool:
    """Whether what follows `Read more:` is a title, rather than sentences."""
    return (
        text is None
        or len(text) < _MAX_TITLE_LENGTH
        or len(split_into_sentences(text, locale)) == 1
    )


def _may_be_title(line: PageLine, title_count: int) -> bool:
    """Whether a line below `Read more:` is the title of another article.

    Below the first title, a short line may be a heading of the article.
    """
    return (
        not SPACED_SENTENCE_END_PATTERN.search(line.text.rstrip("!?"))
        and len(line.text) < _MAX_TITLE_LENGTH
        and not line.is_caption
        and title_count < _MAX_TITLE_COUNT
        and (title_count == 0 or len(line.text.split()) >= _MIN_TITLE_WORD_COUNT)
    )
