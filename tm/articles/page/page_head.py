"""Reading the head of a page: headline, lead, byline, author and dateline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tm.articles.archive.article import Certainty, DroppedLine
from tm.articles.page.byline import (
    Byline,
    read_byline,
    read_name_line,
    read_names,
    read_partial_date,
)
from tm.articles.page.page_headline import (
    HeadLayout,
    find_layout,
    is_name,
    is_same_headline,
    is_text,
    strip_emphasis,
)
from tm.articles.page.sites import SiteProfile
from tm.articles.page_text.dateline import Dateline, read_dateline
from tm.articles.page_text.headline_shape import (
    has_bracketed_credit,
    has_headline_shape,
    is_section_name,
)
from tm.articles.page_text.page_labels import PageLabels
from tm.articles.page_text.page_line import PageLine
from tm.articles.page_text.publishers import find_publisher, is_person_name
from tm.text.locale import Locale

_CREDIT_SEPARATOR_PATTERN = re.compile(r"\s*[|•·;]\s*")
_QUOTATION_MARKS = ('"', "“", "”", "„", "«")
_MAX_LINE_COUNT_NEAR_TOP = 5
_MAX_LEAD_LENGTH = 700
_MAX_CREDIT_WORD_COUNT = 12
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
        layout = find_layout(
            lines,
            self.locale,
            labelled_titles=labelled_titles,
            has_banner=has_banner,
            has_headline=has_headline,
        )
        head = PageHead()
        used_indexes = self._take_byline(head, lines, layout)
        headline_index, byline_index = layout.headline_index, layout.byline_index
        if headline_index is not None:
            head.headline_line = lines[headline_index]
            used_indexes.add(headline_index)
        elif labelled_titles and has_headline_shape(
            labelled_titles[0].text, self.locale
        ):
            head.headline_line = labelled_titles[0]
        head_indexes = [
            index for index in (headline_index, byline_index) if index is not None
        ]
        first_index = head_indexes[0] if head_indexes else 0
        last_index = max(head_indexes, default=-1)
        unused_lines = [
            (line_index, line)
            for line_index, line in enumerate(lines)
            if line_index not in used_indexes
        ]
        lines_above = [line for index, line in unused_lines if index < first_index]
        lines_between = [
            line for index, line in unused_lines if first_index <= index <= last_index
        ]
        lines_below = [line for index, line in unused_lines if index > last_index]
        head.body_lines = [
            *self._drop_lines_above(lines_above, is_confirmed=layout.is_confirmed),
            *lines_between,
            *lines_below,
        ]
        self._take_bare_lines(head)
        is_byline_below = byline_index is not None and (
            headline_index is not None and byline_index > headline_index
        )
        self._take_lead(
            head,
            is_above_byline=any(line in lines_between for line in head.body_lines[:1]),
            is_expected=not is_byline_below,
        )
        self._take_datelines(head)
        return head

    def _take_byline(
        self, head: PageHead, lines: Sequence[PageLine], layout: HeadLayout
    ) -> set[int]:
        """Take the byline and a name above it; return the indexes of their lines."""
        byline_index = layout.byline_index
        if byline_index is None:
            return set()
        byline = read_byline(lines[byline_index].text, self.locale)
        assert byline is not None
        head.byline = byline
        if byline.author:
            head.authors.append(byline.author)
        used_indexes = {byline_index}
        name_index = byline_index - 1
        if (
            byline.publisher is None
            and name_index > (layout.headline_index or 0)
            and is_name(lines[name_index].text)
        ):
            used_indexes.add(name_index)
            if lines[name_index - 1].text == lines[name_index].text:
                used_indexes.add(name_index - 1)
            self._take_name(head, lines[name_index].text)
        return used_indexes

    def _take_name(self, head: PageHead, name: str) -> None:
        """Take the name on the line above the date: a publisher or an author."""
        publisher, author = read_name_line(name)
        if author:
            head.authors.append(author)
        elif publisher:
            self._set_publisher(head, publisher)

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
            if not self.site.banner.fullmatch(line.text) or is_text(line):
                break
            is_site_known = self.site.recognises is not None
            certainty = Certainty.CERTAIN if is_site_known else Certainty.LIKELY
            self._drop_line(line, "banner", certainty)
            line_index += 1
        return list(lines[line_index:]), line_index > 0

    def _drop_lines_above(
        self, lines: Sequence[PageLine], *, is_confirmed: bool
    ) -> list[PageLine]:
        """Drop sections and menus above the headline or the text; return the others.

        `is_confirmed`: whether the headline is certain, so that nothing above it but
        captions and sentences is text.
        """
        kept_lines = []
        for line in lines:
            if not line.is_caption and is_section_name(line.text, self.locale):
                self._drop_line(line, "section", Certainty.LIKELY)
            elif is_confirmed and not line.is_caption and not is_text(line):
                self._drop_line(line, "menu", Certainty.LIKELY)
            else:
                kept_lines.append(line)
                if not line.is_caption and not is_text(line):
                    self._drop_line(line, "above headline", Certainty.UNCERTAIN)
        return kept_lines

    def _take_bare_lines(self, head: PageHead) -> None:
        """Take authors, agencies and datelines that are lines of their own."""
        text_index = next(
            (index for index, line in enumerate(head.body_lines) if is_text(line)), 0
        )
        kept_lines: list[PageLine] = []
        for line_index, line in enumerate(head.body_lines):
            if line_index < text_index and has_bracketed_credit(line.text):
                line = replace(line, is_caption=True)
            is_near_top = line_index < max(text_index, _MAX_LINE_COUNT_NEAR_TOP)
            is_above_text = line_index < text_index
            if not (is_near_top and self._take_bare_line(head, line)) and not (
                is_above_text and self._drop_label(head, line)
            ):
                kept_lines.append(line)
        head.body_lines = kept_lines

    def _drop_label(self, head: PageHead, line: PageLine) -> bool:
        """Drop a label between headline and text; return whether it is one."""
        if line.is_caption or head.headline_line is None:
            return False
        if is_same_headline(head.headline_line.text, line.text) and is_same_headline(
            line.text, head.headline_line.text
        ):
            self._drop_line(line, "headline again")
            return True
        if is_section_name(line.text, self.locale) and not (
            self.labels.photo_credit_pattern.search(line.text)
            or self.labels.credit_pattern.match(line.text)
        ):
            self._drop_line(line, "menu", Certainty.LIKELY)
            return True
        return False

    def _take_bare_line(self, head: PageHead, line: PageLine) -> bool:
        """Take a line that is no text, such as a credit; return whether it is one."""
        if self._is_caption(line):
            return False
        text = strip_emphasis(line.text)
        credit_parts = _CREDIT_SEPARATOR_PATTERN.split(text)
        credit_matches = [
            self.labels.credit_pattern.fullmatch(credit_part)
            for credit_part in credit_parts
        ]
        is_author = credit_matches[0] is not None and not credit_matches[0]["source"]
        if all(credit_matches) and (
            len(credit_parts) > 1
            or (is_author and len(text.split()) <= _MAX_CREDIT_WORD_COUNT)
        ):
            for credit_part in credit_parts:
                self._take_credit(head, credit_part)
            self._drop_line(line, "author")
            return True
        if is_person_name(text) and head.has_head:
            head.authors.append(text)
            self._drop_line(line, "author", Certainty.LIKELY)
            return True
        if not is_text(line) and read_byline(text, self.locale) is not None:
            self._drop_line(line, "date")
            return True
        if not is_text(line) and self._take_names(head, text):
            self._drop_line(line, "author")
            return True
        dateline = read_dateline(text, is_body=True)
        if dateline is None and not is_text(line):
            dateline = read_dateline(f"{text} –", is_body=True)
        if dateline is not None and dateline.text in (text, f"{text} –"):
            self._take_dateline(head, dateline)
            self._drop_line(line, "dateline")
            return True
        if publisher := find_publisher(
            text.strip("()[] –—-"), is_abbreviation_enough=text.startswith(("(", "["))
        ):
            self._set_publisher(head, publisher)
            self._drop_line(line, "agency")
            return True
        return False

    def _take_names(self, head: PageHead, text: str) -> bool:
        """Take the names of authors, with or without a known publisher."""
        publisher, authors = read_names(text)
        if not authors or not (publisher or head.byline):
            return False
        head.authors += authors
        if publisher:
            self._set_publisher(head, publisher)
        return True

    def _take_credit(self, head: PageHead, credit_text: str) -> None:
        """Take the author or the publisher that a credit names; no editor."""
        credit_match = self.labels.credit_pattern.fullmatch(credit_text)
        assert credit_match is not None
        if credit_match["author"]:
            head.authors.append(credit_match["name"])
        elif credit_match["source"]:
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
        lead_line = next(
            (
                line
                for line in head.body_lines[:_MAX_LINE_COUNT_NEAR_TOP]
                if not self._is_caption(line)
            ),
            head.body_lines[0],
        )
        text = strip_emphasis(lead_line.text)
        if text.startswith(_QUOTATION_MARKS) and not is_above_byline:
            return
        if self._is_caption(lead_line):
            return
        dateline = read_dateline(text, is_body=True)
        has_agency = dateline is not None and (
            dateline.text.startswith("(") or self.locale.language == "vi"
        )
        is_marked = text != lead_line.text
        is_lead = (
            is_above_byline
            or is_marked
            or has_agency
            or (is_expected and len(text) <= _MAX_LEAD_LENGTH)
        )
        is_subheadline = (
            lead_line is head.body_lines[0]
            and lead_line.line_number > head.headline_line.line_number
            and has_headline_shape(text, self.locale)
            and any(map(is_text, head.body_lines[1:3]))
        )
        if is_lead and (is_text(lead_line) or is_above_byline or is_subheadline):
            head.lead_line = lead_line
            head.body_lines.remove(lead_line)

    def _is_caption(self, line: PageLine) -> bool:
        return line.is_caption or (
            self.labels.photo_credit_pattern.search(line.text) is not None
        )

    def _take_datelines(self, head: PageHead) -> None:
        """Take the dateline from the lead or the first paragraph."""
        text_lines = [
            line
            for line in (head.lead_line, *head.body_lines)
            if line is not None and not self._is_caption(line) and is_text(line)
        ]
        for line in text_lines[:_MAX_DATELINE_LINE_COUNT]:
            text = strip_emphasis(line.raw_text)
            dateline = read_dateline(text, is_body=True)
            if dateline is None or dateline.text == text:
                continue
            self._take_dateline(head, dateline)
            dateline_line = replace(line, text=dateline.text)
            self._drop_line(dateline_line, "dateline")
            remaining_text = text[len(dateline.text) :].strip()
            shortened_line = PageLine.of(line.line_number, remaining_text)
            if line is head.lead_line:
                head.lead_line = shortened_line
            else:
                line_index = head.body_lines.index(line)
                head.body_lines[line_index] = shortened_line

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
