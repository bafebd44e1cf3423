"""Reading the head of a page: headline, lead, byline, author and dateline."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tm.articles.archive.article import Certainty, DroppedLine
from tm.articles.page.article_head import (
    ArticleHead,
    drop_links_above_text,
    read_dateline_without_dash,
    take_datelines,
)
from tm.articles.page.page_headline import (
    ArticleHeadLayout,
    find_layout,
    is_name,
    is_same_headline,
)
from tm.articles.page.site_profiles import SiteProfile
from tm.articles.page_text.byline_and_date import (
    read_byline,
    read_name_line,
    read_names,
)
from tm.articles.page_text.captions import has_picture_credit
from tm.articles.page_text.credits import read_credit_names, remove_publisher
from tm.articles.page_text.dateline import read_dateline
from tm.articles.page_text.headline_shape import (
    has_bracketed_credit,
    has_headline_shape,
    is_picture_credit,
    is_section_name,
)
from tm.articles.page_text.page_labels import PageLabels
from tm.articles.page_text.page_line import PageLine, is_text, strip_emphasis
from tm.articles.page_text.publishers import (
    find_publisher,
    is_person_name,
)
from tm.text.locale import Locale

_CREDIT_SEPARATOR_PATTERN = re.compile(r"\s*[|•·;]\s*")
_ELLIPSES = ("...", "…")
_MAX_LINE_COUNT_NEAR_TOP = 5
_MAX_CREDIT_WORD_COUNT = 12
_MIN_MENU_LINE_COUNT = 20
"""Lines above the headline of a page that was copied with its menus."""
_MAX_BYLINE_DISTANCE = 4
"""Lines between a byline and the names of its authors, blank ones included."""


class ArticleHeadReader:
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
    ) -> ArticleHead:
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
        head = ArticleHead()
        used_indexes = self._take_byline(head, lines, layout)
        headline_index, byline_index = layout.headline_index, layout.byline_index
        if headline_index is not None:
            head.headline_line = lines[headline_index]
            used_indexes.add(headline_index)
        elif labelled_titles and has_headline_shape(
            labelled_titles[0].text, self.locale
        ):
            head.headline_line = labelled_titles[0]
        lines_above, lines_between, lines_below = layout.split_lines(
            lines, used_indexes
        )
        head.body_lines = [
            *self._drop_lines_above(lines_above, is_confirmed=layout.is_confirmed),
            *lines_between,
            *lines_below,
        ]
        self._take_metadata_lines(head)
        is_byline_below = byline_index is not None and (
            headline_index is not None and byline_index > headline_index
        )
        self._take_lead(
            head,
            is_above_byline=any(line in lines_between for line in head.body_lines[:1]),
            # Vietnamese papers mark a lead, and put it above the byline.
            is_expected=not is_byline_below or self.locale.language != "vi",
        )
        take_datelines(head, self.locale, self.dropped_lines, self._is_caption)
        return head

    def _take_byline(
        self, head: ArticleHead, lines: Sequence[PageLine], layout: ArticleHeadLayout
    ) -> set[int]:
        """Take the byline and a name above it; return the indexes of their lines."""
        byline_index = layout.byline_index
        if byline_index is None:
            return set()
        byline = read_byline(lines[byline_index].text, self.locale)
        assert byline is not None
        head.byline = byline
        head.byline_line_number = lines[byline_index].line_number
        if byline.author:
            head.take_author(byline.author)
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
            self._take_publisher_or_author(head, lines[name_index].text)
        return used_indexes

    def _take_publisher_or_author(self, head: ArticleHead, name: str) -> None:
        """Take the name on the line above the date: a publisher or an author."""
        publisher, author = read_name_line(name)
        if author:
            head.authors.append(author)
        elif publisher:
            head.set_publisher(publisher)

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
            if not self.site.banner_pattern.fullmatch(line.text) or is_text(line):
                break
            is_site_known = self.site.page_pattern is not None
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
        are_menus = is_confirmed and len(lines) > _MIN_MENU_LINE_COUNT
        for line in lines:
            if not line.is_caption and is_section_name(line.text, self.locale):
                self._drop_line(line, "section", Certainty.LIKELY)
            elif are_menus or (
                is_confirmed and not line.is_caption and not is_text(line)
            ):
                self._drop_line(line, "menu", Certainty.LIKELY)
            elif self.labels.is_related_title(line.text):
                self._drop_line(line, "menu", Certainty.LIKELY)
            else:
                kept_lines.append(line)
                if not line.is_caption and not is_text(line):
                    self._drop_line(line, "above headline", Certainty.UNCERTAIN)
        return kept_lines

    def _take_metadata_lines(self, head: ArticleHead) -> None:
        """Take authors, agencies and datelines that are lines of their own."""
        drop_links_above_text(head, self.labels, self.locale, self.dropped_lines)
        first_text_index = next(
            (
                line_index
                for line_index, line in enumerate(head.body_lines)
                if is_text(line) and not line.text.endswith(_ELLIPSES)
            ),
            0,
        )
        kept_lines: list[PageLine] = []
        for line_index, line in enumerate(head.body_lines):
            if line_index < first_text_index and (
                has_bracketed_credit(line.text) or is_picture_credit(line.text)
            ):
                line = replace(line, is_caption=True)
            is_near_top = line_index < max(first_text_index, _MAX_LINE_COUNT_NEAR_TOP)
            is_above_text = line_index < first_text_index
            if not (is_near_top and self._take_metadata_line(head, line)) and not (
                is_above_text and self._drop_repeated_headline_or_section(head, line)
            ):
                kept_lines.append(line)
        head.body_lines = kept_lines

    def _drop_repeated_headline_or_section(
        self, head: ArticleHead, line: PageLine
    ) -> bool:
        """Drop a label between headline and text; return whether it is one."""
        if line.is_caption or head.headline_line is None:
            return False
        is_cut_headline = line.text.endswith(_ELLIPSES) and (
            head.headline_line.text.startswith(line.text.rstrip(" .…"))
        )
        if is_cut_headline or (
            is_same_headline(head.headline_line.text, line.text)
            and is_same_headline(line.text, head.headline_line.text)
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

    def _take_metadata_line(self, head: ArticleHead, line: PageLine) -> bool:
        """Take a line that is no text, such as a credit; return whether it is one."""
        if self._is_caption(line):
            return False
        text = strip_emphasis(line.text)
        if not is_text(line) and (authors := self._read_labelled_names(text)):
            head.authors += authors
            self._drop_line(line, "author")
            return True
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
        dateline = read_dateline(text, is_body=True)
        if dateline is None and not is_text(line):
            dateline = read_dateline_without_dash(text)
        if dateline is not None and dateline.text in (text, f"{text} –"):
            head.take_dateline(dateline, self.locale)
            self._drop_line(line, "dateline")
            return True
        if not is_text(line) and read_byline(text, self.locale) is not None:
            self._drop_line(line, "date")
            return True
        if not is_text(line) and self._take_author_names(head, line.line_number, text):
            self._drop_line(line, "author")
            return True
        if publisher := find_publisher(
            text.strip("()[] –—-"), is_abbreviation_enough=text.startswith(("(", "["))
        ):
            head.set_publisher(publisher)
            self._drop_line(line, "agency")
            return True
        return False

    def _read_labelled_names(self, text: str) -> list[str]:
        """Read the authors of `Oleh Dewi Ayu` or `Penulis: Dewi Ayu Editor: Budi`."""
        name_match = self.labels.author_line_without_colon_pattern.fullmatch(text)
        if name_match and len(text.split()) <= _MAX_CREDIT_WORD_COUNT:
            return [remove_publisher(name_match["name"])]
        if self.labels.final_credits_pattern.fullmatch(text):
            return [*read_credit_names(text, self.labels)]
        return []

    def _take_author_names(
        self, head: ArticleHead, line_number: int, text: str
    ) -> bool:
        """Take the names of authors: with a known publisher, or next to the byline."""
        publisher, authors = read_names(text)
        byline_distance = abs(line_number - (head.byline_line_number or 0))
        is_near_byline = (
            head.byline_line_number is not None
            and byline_distance <= _MAX_BYLINE_DISTANCE
        )
        if not authors or not (publisher or is_near_byline):
            return False
        head.authors += authors
        if publisher:
            head.set_publisher(publisher)
        return True

    def _take_credit(self, head: ArticleHead, credit_text: str) -> None:
        """Take the author or the publisher that a credit names; no editor."""
        credit_match = self.labels.credit_pattern.fullmatch(credit_text)
        assert credit_match is not None
        if credit_match["author"]:
            head.authors.append(credit_match["name"])
        elif credit_match["source"]:
            head.set_publisher(credit_match["name"])

    def _take_lead(
        self, head: ArticleHead, *, is_above_byline: bool, is_expected: bool
    ) -> None:
        """Take the lead: a paragraph between headline and byline, or the first one.

        `is_expected`: whether the first paragraph after the head is the lead, however
        long, as it is if no byline stands before it, and in Indonesian and English
        pages.
        """
        if not head.body_lines or (
            head.headline_line is None and not head.body_lines[1:]
        ):
            return  # a paragraph alone leads to nothing
        headline_line_number = (
            head.headline_line.line_number if head.headline_line else 0
        )

        def is_subheadline(line: PageLine) -> bool:
            return (
                line is head.body_lines[0]
                and line.line_number > headline_line_number
                and has_headline_shape(strip_emphasis(line.text), self.locale)
                and any(map(is_text, head.body_lines[1:3]))
            )

        lead_line = next(
            (
                line
                for line in head.body_lines[:_MAX_LINE_COUNT_NEAR_TOP]
                if not self._is_caption(line)
                and (is_text(line) or is_above_byline or is_subheadline(line))
            ),
            head.body_lines[0],
        )
        text = strip_emphasis(lead_line.text)
        if self._is_caption(lead_line):
            return
        dateline = read_dateline(text, is_body=True)
        has_agency = dateline is not None and (
            dateline.text.startswith("(") or self.locale.language == "vi"
        )
        is_emphasised = text != lead_line.text
        is_lead = is_above_byline or is_emphasised or has_agency or is_expected
        if is_lead and (
            is_text(lead_line) or is_above_byline or is_subheadline(lead_line)
        ):
            head.lead_line = lead_line
            head.body_lines.remove(lead_line)

    def _is_caption(self, line: PageLine) -> bool:
        return line.is_caption or has_picture_credit(line.text, self.labels)
