"""Reading the head of a page: headline, lead, byline, author and dateline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tm.articles.archive.article import Certainty, DroppedLine
from tm.articles.headline.slug import compute_headline_agreement
from tm.articles.page.byline import (
    Byline,
    read_byline,
    read_partial_date,
    remove_doubling,
)
from tm.articles.page.sites import SiteProfile
from tm.articles.page_text.dateline import Dateline, read_dateline
from tm.articles.page_text.headline_shape import has_headline_shape, is_section_name
from tm.articles.page_text.page_labels import PageLabels
from tm.articles.page_text.page_line import PageLine
from tm.articles.page_text.publishers import find_publisher, is_person_name
from tm.text.locale import Locale
from tm.text.normal import fold_text

_EMPHASIS_PATTERN = re.compile(r"^(\*\*|__)(.+)\1$")
_SENTENCE_END_PATTERN = re.compile(r"[.!?…。！？][\"”’»')\]]*$")
_CREDIT_SEPARATOR_PATTERN = re.compile(r"\s*[|•·;]\s*")
_QUOTATION_MARKS = ('"', "“", "”", "„", "«")
_MAX_LINE_COUNT_ABOVE_BYLINE = 8
_MAX_LINE_COUNT_ABOVE_HEADLINE = 5
_MAX_LEAD_LENGTH = 700
_MAX_NAME_WORD_COUNT = 6
_MIN_AGREEMENT = 0.8
_MAX_DATELINE_LINE_COUNT = 2
"""Lines after the headline that may begin with a dateline: lead and first paragraph."""


@dataclass(slots=True)
class PageHead:
    """What stands above the body of a page, and the lines of the body."""

    headline_line: PageLine | None = None
    lead_line: PageLine | None = None
    byline: Byline | None = None
    authors: list[str] = field(default_factory=list)
    place: str | None = None
    body_lines: list[PageLine] = field(default_factory=list)

    @property
    def has_head(self) -> bool:
        """Whether the page has a headline or a byline."""
        return self.headline_line is not None or self.byline is not None


class HeadReader:
    """Reads the first lines of a page, and collects the lines that it drops."""

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

    def read(
        self,
        lines: Sequence[PageLine],
        *,
        labelled_titles: Sequence[PageLine] = (),
        has_headline: bool = False,
    ) -> PageHead:
        """Read the head of a page.

        `labelled_titles`: texts that the labels of images repeat from the headline.
        `has_headline`: whether the first line is known to be the headline.
        """
        lines, has_banner = self._drop_banner(lines, has_headline=has_headline)
        head = PageHead()
        byline_index = self._find_byline(lines, head)
        lines_above = list(lines[: byline_index or 0])
        lines_below = list(lines[0 if byline_index is None else byline_index + 1 :])
        if head.byline is not None and head.byline.publisher is None:
            self._take_publisher_above_byline(head, lines_above)
        is_byline_above = byline_index is not None and not lines_above
        if has_headline and lines:
            self._take_known_headline(head, lines_above, lines_below)
        elif lines_above and (
            self._are_sections(lines_above, lines_below)
            or not self._take_headline(
                head, lines_above, is_confirmed=True, titles=labelled_titles
            )
        ):
            lines_below = [*self._drop_sections(lines_above), *lines_below]
            lines_above = []
            is_byline_above = True
        if head.headline_line is None:
            is_confirmed = byline_index is not None or has_banner
            self._take_headline(
                head, lines_below, is_confirmed=is_confirmed, titles=labelled_titles
            )
        if head.headline_line is None and labelled_titles:
            self._take_labelled_title(head, labelled_titles)
        head.body_lines = [*lines_above, *lines_below]
        self._take_bare_lines(head)
        self._take_lead(
            head,
            is_above_byline=bool(lines_above),
            is_expected=byline_index is None or is_byline_above,
        )
        self._take_datelines(head)
        return head

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

    def _drop_banner(
        self, lines: Sequence[PageLine], *, has_headline: bool
    ) -> tuple[list[PageLine], bool]:
        """Drop the banner above a headline; return whether there was one."""
        line_index = 0
        while not has_headline and line_index < min(3, len(lines) - 1):
            line = lines[line_index]
            if not self.site.banner.fullmatch(line.text) or self._is_text(line):
                break
            is_site_known = self.site.recognises is not None
            certainty = Certainty.CERTAIN if is_site_known else Certainty.LIKELY
            self._drop_line(line, "banner", certainty)
            line_index += 1
        return list(lines[line_index:]), line_index > 0

    def _find_byline(self, lines: Sequence[PageLine], head: PageHead) -> int | None:
        """Find the byline among the first lines, and return its index."""
        for line_index, line in enumerate(lines[:_MAX_LINE_COUNT_ABOVE_BYLINE]):
            byline = read_byline(line.text, self.locale)
            if byline is not None:
                head.byline = byline
                if byline.author:
                    head.authors.append(byline.author)
                return line_index
        return None

    def _take_publisher_above_byline(
        self, head: PageHead, lines_above: list[PageLine]
    ) -> None:
        """Take the name on the line above the date: a publisher or an author."""
        if len(lines_above) < 2 or not _is_name(lines_above[-1].text):
            return
        person_or_publisher_name = lines_above.pop().text
        if lines_above[-1].text == person_or_publisher_name and len(lines_above) > 1:
            lines_above.pop()
        assert head.byline is not None
        if is_person_name(person_or_publisher_name):
            head.authors.append(person_or_publisher_name)
        else:
            head.byline = replace(
                head.byline, publisher=remove_doubling(person_or_publisher_name)
            )

    def _take_known_headline(
        self,
        head: PageHead,
        lines_above: list[PageLine],
        lines_below: list[PageLine],
    ) -> None:
        head.headline_line = (lines_above or lines_below).pop(0)

    def _take_headline(
        self,
        head: PageHead,
        lines: list[PageLine],
        *,
        is_confirmed: bool,
        titles: Sequence[PageLine],
    ) -> bool:
        """Take the first line with the shape of a headline out of the lines."""
        headline_index = self._find_labelled_line(lines, titles)
        if headline_index is None:
            headline_index = self._find_headline(lines, is_confirmed=is_confirmed)
        if headline_index is None:
            return False
        head.headline_line = lines[headline_index]
        lines[: headline_index + 1] = self._drop_sections(lines[:headline_index])
        return True

    @staticmethod
    def _find_labelled_line(
        lines: Sequence[PageLine], titles: Sequence[PageLine]
    ) -> int | None:
        """Find the line that the label of an image repeats."""
        for line_index, line in enumerate(lines[:_MAX_LINE_COUNT_ABOVE_HEADLINE]):
            if any(_are_same_headline(line.text, title.text) for title in titles):
                return line_index
        return None

    def _find_headline(
        self, lines: Sequence[PageLine], *, is_confirmed: bool
    ) -> int | None:
        """Find the first line above the text that has the shape of a headline."""
        for line_index, line in enumerate(lines[:_MAX_LINE_COUNT_ABOVE_HEADLINE]):
            is_last_line = line_index + 1 == len(lines) and not is_confirmed
            if (
                not line.is_caption
                and not is_last_line
                and has_headline_shape(
                    strip_emphasis(line.text), self.locale, is_confirmed=is_confirmed
                )
                and not self._is_section_above_headline(lines, line_index)
            ):
                return line_index
            if self._is_text(line):
                break
        return None

    def _are_sections(
        self, lines_above: Sequence[PageLine], lines_below: Sequence[PageLine]
    ) -> bool:
        """Whether section names and a date stand above the headline."""
        return (
            all(is_section_name(line.text, self.locale) for line in lines_above)
            and bool(lines_below)
            and has_headline_shape(strip_emphasis(lines_below[0].text), self.locale)
        )

    def _is_section_above_headline(
        self, lines: Sequence[PageLine], line_index: int
    ) -> bool:
        """Whether a short line stands above one that is rather the headline."""
        if not is_section_name(lines[line_index].text, self.locale):
            return False
        return any(
            has_headline_shape(strip_emphasis(line.text), self.locale)
            for line in lines[line_index + 1 : line_index + 2]
        )

    def _drop_sections(self, lines: Sequence[PageLine]) -> list[PageLine]:
        """Drop the names of sections above a headline; return the other lines."""
        kept_lines = []
        for line in lines:
            if is_section_name(line.text, self.locale) and not line.is_caption:
                self._drop_line(line, "section", Certainty.LIKELY)
            else:
                kept_lines.append(line)
        return kept_lines

    def _take_labelled_title(
        self, head: PageHead, labelled_titles: Sequence[PageLine]
    ) -> None:
        """Take the headline that the label of an image repeats."""
        title_line = labelled_titles[0]
        if has_headline_shape(title_line.text, self.locale):
            head.headline_line = title_line

    def _take_bare_lines(self, head: PageHead) -> None:
        """Take authors, agencies and datelines that are lines of their own."""
        kept_lines = []
        for line_index, line in enumerate(head.body_lines):
            is_near_top = line_index < _MAX_LINE_COUNT_ABOVE_HEADLINE
            if not is_near_top or not self._take_bare_line(head, line):
                kept_lines.append(line)
        if any(map(self._is_text, kept_lines)):
            head.body_lines = kept_lines

    def _take_bare_line(self, head: PageHead, line: PageLine) -> bool:
        """Take a line that is no text, such as a credit; return whether it is one."""
        text = strip_emphasis(line.text)
        credit_parts = _CREDIT_SEPARATOR_PATTERN.split(text)
        if len(credit_parts) > 1 and all(
            self.labels.credit_pattern.fullmatch(credit_part)
            for credit_part in credit_parts
        ):
            for credit_part in credit_parts:
                self._take_credit(head, credit_part)
            self._drop_line(line, "author")
            return True
        if is_person_name(text) and head.has_head:
            head.authors.append(text)
            self._drop_line(line, "author", Certainty.LIKELY)
            return True
        dateline = read_dateline(text, is_body=True)
        if dateline is not None and dateline.text == text:
            self._take_dateline(head, dateline)
            self._drop_line(line, "dateline")
            return True
        if publisher := find_publisher(text.strip("()[] –—-")):
            self._set_publisher(head, publisher)
            self._drop_line(line, "agency")
            return True
        return False

    def _take_credit(self, head: PageHead, credit_text: str) -> None:
        """Take the author or the publisher that a credit names."""
        credit_match = self.labels.credit_pattern.fullmatch(credit_text)
        assert credit_match is not None
        if credit_match["author"]:
            head.authors.append(credit_match["name"])
        else:
            self._set_publisher(head, credit_match["name"])

    def _take_lead(
        self, head: PageHead, *, is_above_byline: bool, is_expected: bool
    ) -> None:
        """Take the lead: a paragraph between headline and byline, or the first one.

        `is_expected`: whether the first paragraph after the head is the lead, as it is
        if no byline stands before it.
        """
        if head.headline_line is None or len(head.body_lines) < 2:
            return
        lead_line = head.body_lines[0]
        text = strip_emphasis(lead_line.text)
        if text.startswith(_QUOTATION_MARKS) and not is_above_byline:
            return
        if lead_line.is_caption or self.labels.photo_credit_pattern.search(text):
            return
        dateline = read_dateline(text, is_body=True)
        has_agency = dateline is not None and dateline.text.startswith("(")
        is_marked = text != lead_line.text
        is_lead = (
            is_above_byline
            or is_marked
            or has_agency
            or (is_expected and len(text) <= _MAX_LEAD_LENGTH)
        )
        if is_lead and (self._is_text(lead_line) or is_above_byline):
            head.lead_line = lead_line
            head.body_lines = head.body_lines[1:]

    def _take_datelines(self, head: PageHead) -> None:
        """Take the dateline from the lead or the first paragraph."""
        candidate_lines = [head.lead_line, *head.body_lines][
            : _MAX_DATELINE_LINE_COUNT + 1
        ]
        for line_index, line in enumerate(candidate_lines):
            if line is None or line.is_caption:
                continue
            text = strip_emphasis(line.raw_text)
            dateline = read_dateline(text, is_body=True)
            if dateline is None or dateline.text == text:
                continue
            self._take_dateline(head, dateline)
            dateline_line = replace(line, text=dateline.text)
            self._drop_line(dateline_line, "dateline")
            remaining_text = text[len(dateline.text) :].strip()
            shortened_line = PageLine.of(line.line_number, remaining_text)
            if line_index == 0:
                head.lead_line = shortened_line
            else:
                head.body_lines[line_index - 1] = shortened_line
            return

    def _take_dateline(self, head: PageHead, dateline: Dateline) -> None:
        """Take place and publisher from a dateline."""
        head.place = head.place or dateline.place
        if dateline.date_text and head.byline is None:
            partial_date = read_partial_date(dateline.date_text, self.locale)
            head.byline = read_byline(dateline.date_text, self.locale) or Byline(
                None, None, None, partial_date=partial_date
            )
        if dateline.publisher:
            self._set_publisher(head, dateline.publisher)

    def _set_publisher(self, head: PageHead, publisher: str) -> None:
        """Set the publisher, unless the byline has named one."""
        byline = head.byline or Byline(None, None, None)
        head.byline = replace(byline, publisher=byline.publisher or publisher)

    def _is_text(self, line: PageLine) -> bool:
        """Whether a line is a paragraph: it ends like a sentence, or is long."""
        text = strip_emphasis(line.text)
        return (
            _SENTENCE_END_PATTERN.search(text) is not None and len(text.split()) > 3
        ) or len(text) > 200


def strip_emphasis(text: str) -> str:
    """Remove the marks of emphasis around a whole line: `**…**`."""
    emphasis_match = _EMPHASIS_PATTERN.match(text)
    return emphasis_match[2].strip() if emphasis_match else text


def read_author(text: str, labels: PageLabels) -> str:
    """Read the name on an author line, without its label."""
    credit_match = labels.credit_pattern.match(text)
    return credit_match["name"].strip() if credit_match else text


def _are_same_headline(text: str, title: str) -> bool:
    """Whether two texts are the same headline."""
    return compute_headline_agreement(text, fold_text(title)) >= _MIN_AGREEMENT


def _is_name(text: str) -> bool:
    """Whether a line is only the name of a person or a newspaper."""
    words = text.split()
    if len(words) > _MAX_NAME_WORD_COUNT or _SENTENCE_END_PATTERN.search(text):
        return False
    capitalised_count = sum(word[:1].isupper() for word in words)
    return capitalised_count >= len(words) - 1 and words[0][:1].isupper()
