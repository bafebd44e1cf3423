"""Selecting the lines of an HTML page that belong to the article.

These are headline, lead, byline, body and the line that links to the original.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from tm.articles.archive.article import BlockKind, DroppedLine
from tm.articles.page.element import collapse_spaces
from tm.articles.page.html_lines import HtmlLine, Zone
from tm.articles.page.metadata import Metadata, is_same_site
from tm.articles.page_text.byline_and_date import read_byline
from tm.articles.page_text.page_labels import load_page_labels
from tm.text.locale import Locale

_MAX_NEAR_LINE_COUNT = 6
"""Lines before the headline that may hold the byline, or after it the lead."""
_MAX_CREDIT_LENGTH = 120
_ADDRESS_PATTERN = re.compile(r"https?://[^\s<>\"]+")
_VIETNAMESE_LOCALE = Locale("vi")


@dataclass(frozen=True, slots=True)
class HtmlOutline:
    """The lines of an article in HTML, to be read as a copied page."""

    lines: tuple[HtmlLine, ...]
    has_headline: bool
    """Whether the first line is the headline."""
    has_lead: bool
    source_url: str | None

    def restore_line_number(self, dropped_line: DroppedLine) -> DroppedLine:
        """Return a dropped line with its line number in the HTML."""
        html_line = self.lines[dropped_line.line_number - 1]
        return replace(dropped_line, line_number=html_line.line_number)


def make_outline(
    html_lines: Sequence[HtmlLine],
    expected_headline: str | None,
    metadata: Metadata,
    dropped_lines: list[DroppedLine],
) -> HtmlOutline:
    """Select the lines of an article; record the other lines as dropped."""
    headline_lines = [
        html_line for html_line in html_lines if html_line.zone is Zone.HEADLINE
    ]
    body_lines = [html_line for html_line in html_lines if html_line.zone is Zone.BODY]
    lines_near_headline = [
        html_line
        for html_line in html_lines
        if html_line.zone in (Zone.ABOVE, Zone.BETWEEN)
    ]
    lead_line = _find_lead(html_lines, metadata, expected_headline)
    headline = (
        " ".join(html_line.text for html_line in headline_lines)
        or expected_headline
        or ""
    )
    first_headline_line = headline_lines[0] if headline_lines else None
    first_line_number = first_headline_line.line_number if first_headline_line else 1
    article_lines = (
        [_make_headline_line(headline, first_line_number)] if headline else []
    )
    if lead_line is not None:
        article_lines.append(lead_line)
    article_lines += _find_byline_lines(lines_near_headline, body_lines)
    credit_lines = _find_credit_lines(html_lines)
    article_lines += [line for line in credit_lines if line.zone is Zone.BETWEEN]
    article_lines += [
        html_line for html_line in body_lines if html_line is not lead_line
    ]
    article_lines += [line for line in credit_lines if line.zone is not Zone.BETWEEN]
    source_line, source_url = _find_source_line(html_lines, metadata.url)
    article_lines = [
        html_line
        for html_line in article_lines
        if html_line is not source_line or _is_labelled(html_line)
    ]
    dropped_lines += _list_dropped_lines(html_lines, (*article_lines, *headline_lines))
    article_lines = [
        replace(html_line, text=_add_source_address(html_line, source_url))
        if source_url and html_line is source_line
        else html_line
        for html_line in article_lines
    ]
    return HtmlOutline(
        tuple(article_lines),
        has_headline=bool(headline),
        has_lead=lead_line is not None,
        source_url=source_url,
    )


def _list_dropped_lines(
    html_lines: Sequence[HtmlLine], used_lines: Sequence[HtmlLine]
) -> list[DroppedLine]:
    """List the lines of a page that its article does not use."""
    used_line_object_ids = {id(html_line) for html_line in used_lines}
    return [
        DroppedLine(html_line.line_number, html_line.text, "outside article")
        for html_line in html_lines
        if id(html_line) not in used_line_object_ids
    ]


def _find_source_line(
    html_lines: Sequence[HtmlLine], page_url: str | None
) -> tuple[HtmlLine | None, str | None]:
    """Find the first line below the headline linking to the original, and the URL."""
    for html_line in html_lines:
        if html_line.zone not in (Zone.ABOVE, Zone.HEADLINE):
            source_url = _find_source_link(html_line, page_url)
            if source_url:
                return html_line, source_url
    return None, None


def _make_headline_line(text: str, line_number: int) -> HtmlLine:
    """Make the line of a headline that may come from the metadata."""
    return HtmlLine(
        collapse_spaces(text), line_number, Zone.HEADLINE, None, False, False, ()
    )


def _find_lead(
    html_lines: Sequence[HtmlLine], metadata: Metadata, headline: str | None
) -> HtmlLine | None:
    """Find the lead: by its class, or by the description in the metadata."""
    headline_index = next(
        (
            line_index
            for line_index, line in enumerate(html_lines)
            if line.zone is Zone.HEADLINE
        ),
        0,
    )
    lines_after_headline = [
        html_line
        for html_line in html_lines[headline_index:]
        if html_line.zone is not Zone.HEADLINE
    ]
    marked_lead_lines = [
        html_line
        for html_line in lines_after_headline
        if html_line.is_lead_line and len(html_line.text) > 20
    ]
    if marked_lead_lines:
        return marked_lead_lines[0]
    description = (metadata.description or "").rstrip(" ….")[:300]
    if len(description) < 40 or description == headline:
        return None
    # Only at the top: a description may repeat any paragraph.
    return next(
        (
            line
            for line in lines_after_headline[:_MAX_NEAR_LINE_COUNT]
            if line.text.startswith(description)
        ),
        None,
    )


def _find_byline_lines(
    lines_near_headline: Sequence[HtmlLine], body_lines: Sequence[HtmlLine]
) -> list[HtmlLine]:
    """Find the byline near the headline, outside of the body.

    If it names no publisher and the line above it does, that line is returned, too. A
    date above the headline may be that of another article, so one in the body counts
    more.
    """
    has_body_byline = any(
        read_byline(body_line.text, _VIETNAMESE_LOCALE) is not None
        for body_line in body_lines[:_MAX_NEAR_LINE_COUNT]
    )
    lines_above = [
        html_line for html_line in lines_near_headline if html_line.zone is Zone.ABOVE
    ][-_MAX_NEAR_LINE_COUNT:]
    lines_between = [
        html_line for html_line in lines_near_headline if html_line.zone is Zone.BETWEEN
    ]
    candidate_lines = (
        lines_between if has_body_byline else [*lines_between, *reversed(lines_above)]
    )
    for html_line in candidate_lines:
        byline = read_byline(html_line.text, _VIETNAMESE_LOCALE)
        if byline is None:
            continue
        line_index = lines_between.index(html_line) if html_line in lines_between else 0
        previous_line = lines_between[line_index - 1] if line_index else None
        if byline.publisher is None and previous_line and _is_name(previous_line.text):
            return [previous_line, html_line]
        return [html_line]
    return []


def _find_credit_lines(html_lines: Sequence[HtmlLine]) -> list[HtmlLine]:
    """Find the credits of authors near the headline or right below the body."""
    labels = load_page_labels()
    lines_below = [line for line in html_lines if line.zone is Zone.BELOW]
    return [
        line
        for line in html_lines
        if (line.zone is Zone.BETWEEN or line in lines_below[:_MAX_NEAR_LINE_COUNT])
        and len(line.text) <= _MAX_CREDIT_LENGTH
        and (
            labels.author_line_pattern.match(line.text)
            or labels.final_credits_pattern.fullmatch(line.text)
            or labels.author_line_without_colon_pattern.fullmatch(line.text)
        )
        and read_byline(line.text, _VIETNAMESE_LOCALE) is None
    ]


def _is_name(text: str) -> bool:
    """Whether a text may be the name of a publisher."""
    text_words = text.split()
    is_capitalised = all(word[:1].isupper() for word in text_words)
    return (
        len(text_words) <= 6 and is_capitalised and not load_page_labels().is_menu(text)
    )


def _find_source_link(html_line: HtmlLine, page_url: str | None) -> str | None:
    """Find the link of a source line to an article on another site."""
    label_match = load_page_labels().source_line_pattern.match(html_line.text + " ")
    # The source in a caption is that of the picture.
    if html_line.kind is BlockKind.CAPTION or (
        label_match is None and not html_line.is_source_line
    ):
        return None
    link_urls = [
        _make_absolute_url(link_url, page_url) for link_url in html_line.link_urls
    ]
    link_urls += (
        address.rstrip(".,;)]") for address in _ADDRESS_PATTERN.findall(html_line.text)
    )
    external_urls = [
        link_url
        for link_url in link_urls
        if link_url.startswith(("http://", "https://"))
        and _has_path(link_url)
        and not (page_url and is_same_site(link_url, page_url))
    ]
    return max(external_urls, key=len, default=None)


def _is_labelled(html_line: HtmlLine) -> bool:
    """Whether a source line says so, rather than only its class does."""
    label_match = load_page_labels().source_line_pattern.match(html_line.text + " ")
    return label_match is not None or "://" in html_line.text


def _has_path(url: str) -> bool:
    """Whether an address names a page, not only a site."""
    try:
        return len(urlsplit(url).path) > 1
    except ValueError:
        return False


def _make_absolute_url(link_url: str, page_url: str | None) -> str:
    """Make a link absolute; empty if it is invalid."""
    try:
        return urljoin(page_url or "", link_url)
    except ValueError:  # such as a half-open IPv6 address
        return ""


def _add_source_address(html_line: HtmlLine, source_url: str) -> str:
    """Write the address into a source line that has it only in its link."""
    label_match = load_page_labels().source_line_pattern.match(html_line.text + " ")
    if label_match is None or "://" in html_line.text or not html_line.link_urls:
        return html_line.text
    return f"{html_line.text[: label_match.start('rest')].rstrip()} {source_url}"
