"""The head of an article, and the datelines at the beginning of its text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tm.articles.archive.article import Certainty, DroppedLine
from tm.articles.page_text.byline_and_date import Byline, read_byline, read_partial_date
from tm.articles.page_text.dateline import Dateline, read_dateline
from tm.articles.page_text.headline_shape import has_headline_shape
from tm.articles.page_text.page_labels import PageLabels
from tm.articles.page_text.page_line import (
    PageLine,
    is_paragraph,
    is_text,
    strip_emphasis,
)
from tm.articles.page_text.publishers import find_publisher, is_dateline_place
from tm.text.locale import Locale

_AUTHOR_SEPARATOR_PATTERN = re.compile(r"\s*[|•·/]\s*|,\s+")
_MAX_DATELINE_LINE_COUNT = 2
"""Lines after the headline that may begin with a dateline: lead and first paragraph."""
_MAX_AGENCY_LINE_COUNT = 8
"""Lines below links and captions that may begin with the dateline of a publisher."""


@dataclass(slots=True)
class ArticleHead:
    """What stands above the body of a page, and the lines of the body."""

    headline_line: PageLine | None = None
    lead_line: PageLine | None = None
    byline: Byline | None = None
    byline_line_number: int | None = None
    authors: list[str] = field(default_factory=list)
    place: str | None = None
    body_lines: list[PageLine] = field(default_factory=list)

    @property
    def has_head(self) -> bool:
        """Whether the page has a headline or a byline."""
        return self.headline_line is not None or self.byline is not None

    def set_publisher(self, publisher: str) -> None:
        """Set the publisher, unless the byline has named one."""
        byline = self.byline or Byline(None, None, None)
        self.byline = replace(byline, publisher=byline.publisher or publisher)

    def take_author(self, author_text: str) -> None:
        """Take the author of a byline, and the place after it: `Dewi Ayu | Hanoi`."""
        *names, place = _AUTHOR_SEPARATOR_PATTERN.split(author_text)
        if names and is_dateline_place(place):
            self.place = self.place or place
            author_text = ", ".join(names)
        self.authors.append(author_text)

    def take_dateline(self, dateline: Dateline, locale: Locale) -> None:
        """Take place, date and publisher from a dateline."""
        self.place = self.place or dateline.place
        if dateline.date_text and (
            self.byline is None
            or (self.byline.published is None and self.byline.partial_date is None)
        ):
            publisher = self.byline.publisher if self.byline else None
            partial_date = read_partial_date(dateline.date_text, locale)
            self.byline = read_byline(dateline.date_text, locale) or Byline(
                None, None, None, partial_date=partial_date
            )
            if publisher:
                self.set_publisher(publisher)
        if dateline.publisher:
            self.set_publisher(dateline.publisher)


def drop_links_above_text(
    head: ArticleHead,
    labels: PageLabels,
    locale: Locale,
    dropped_lines: list[DroppedLine],
) -> None:
    """Drop titles of other articles between headline and text, with their label."""
    headline_line_number = (
        head.headline_line.line_number if head.headline_line else None
    )
    first_paragraph_index = next(
        (index for index, line in enumerate(head.body_lines) if is_paragraph(line)), 0
    )
    kept_lines: list[PageLine] = []
    are_links = False
    for line_index, line in enumerate(head.body_lines):
        is_below_headline = (
            headline_line_number is not None and line.line_number > headline_line_number
        )
        is_label = labels.is_related_title(line.text)
        are_links = line_index < first_paragraph_index and (
            is_label
            or (
                are_links
                and not line.is_caption
                and has_headline_shape(line.text, locale)
                and read_byline(line.text, locale) is None
            )
        )
        if are_links and (is_below_headline or is_label):
            certainty = Certainty.CERTAIN if is_label else Certainty.LIKELY
            dropped_lines.append(
                DroppedLine(line.line_number, line.text, "related", certainty)
            )
        else:
            kept_lines.append(line)
    head.body_lines = kept_lines


def read_dateline_without_dash(text: str) -> Dateline | None:
    """Read a line that is a dateline without its dash; a place must be known.

    >>> read_dateline_without_dash("Jakarta, KABARMU.ID").publisher
    'KABARMU.ID'
    """
    dateline = read_dateline(f"{text} –", is_body=True)
    is_known_publisher_or_place = dateline is not None and (
        find_publisher(dateline.publisher or "") is not None
        or is_dateline_place(dateline.place or "")
    )
    return dateline if is_known_publisher_or_place else None


def take_datelines(
    head: ArticleHead,
    locale: Locale,
    dropped_lines: list[DroppedLine],
    is_caption: Callable[[PageLine], bool],
) -> None:
    """Take the dateline from the lead or one of the first paragraphs."""
    text_lines = [
        line
        for line in (head.lead_line, *head.body_lines)
        if line is not None and not is_caption(line) and is_text(line)
    ]
    has_dateline = False
    for line_index, line in enumerate(text_lines[:_MAX_AGENCY_LINE_COUNT]):
        text, dateline = _read_dateline(line)
        if dateline is None or dateline.text == text:
            continue
        if line_index >= _MAX_DATELINE_LINE_COUNT and (
            has_dateline or not _names_site(dateline)
        ):
            continue
        has_dateline = True
        head.take_dateline(dateline, locale)
        dropped_lines.append(DroppedLine(line.line_number, dateline.text, "dateline"))
        remaining_text = text[len(dateline.text) :].strip()
        shortened_line = PageLine.of(line.line_number, remaining_text)
        if line is head.lead_line:
            head.lead_line = shortened_line
        else:
            head.body_lines[head.body_lines.index(line)] = shortened_line


def _read_dateline(line: PageLine) -> tuple[str, Dateline | None]:
    """Read the dateline of a paragraph; return it with the text that it begins.

    Local papers have invisible characters between its parts.
    """
    for text in (line.raw_text, line.text):
        plain_text = strip_emphasis(text)
        dateline = read_dateline(plain_text, is_body=True)
        if dateline is not None:
            return plain_text, dateline
    return line.raw_text, None


def _names_site(dateline: Dateline) -> bool:
    """Whether a dateline names a known publisher or a site, which no heading does."""
    return dateline.publisher is not None and (
        find_publisher(dateline.publisher, is_abbreviation_enough=False) is not None
    )
