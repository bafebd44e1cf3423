"""Reading an HTML page: convert it to lines and read them like a copied page.

So a page copied as text and its HTML give the same article. Headings, captions,
quotations, links and metadata are taken from the HTML.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tm.articles.archive.article import BlockKind, DroppedLine
from tm.articles.page.copied_page import (
    Page,
    complete_page_year,
    complete_publisher,
    read_page,
)
from tm.articles.page.element import (
    HtmlElement,
    asks_for_password,
    collapse_spaces,
    drop_element,
    find_start_line,
    is_hidden,
    is_within,
    iterate_elements,
    load_markup,
    parse_html,
    read_text,
)
from tm.articles.page.html_article_elements import (
    find_body_element,
    find_headline_element,
)
from tm.articles.page.html_lines import HtmlLine, read_html_lines
from tm.articles.page.html_outline import HtmlOutline, make_outline
from tm.articles.page.metadata import Metadata, read_metadata
from tm.articles.page.site_profiles import SITES, find_site_of_url
from tm.articles.page_text.byline_and_date import Byline, read_byline
from tm.articles.page_text.page_labels import load_page_labels
from tm.articles.page_text.publishers import find_publisher, names_publisher
from tm.errors import FormatError
from tm.text.input.legacy_encoding import repair_encoding
from tm.text.language_id import identify_language
from tm.text.locale import Locale

_TAGS_WITHOUT_TEXT = (
    "script",
    "style",
    "noscript",
    "template",
    "link",
    "meta",
    "title",
    "base",
)
_REASON_BY_TAG = {
    "nav": "menu",
    "aside": "aside",
    "footer": "footer",
    "header": "banner",
    "form": "form",
    "button": "form",
    "select": "form",
    "textarea": "form",
    "dialog": "notice",
    **dict.fromkeys(("iframe", "object", "svg", "canvas", "video", "audio"), "media"),
}
_REASON_BY_ROLE = {
    "navigation": "menu",
    "complementary": "aside",
    "contentinfo": "footer",
    "banner": "banner",
    "search": "form",
    "dialog": "notice",
    "alert": "notice",
}
_REASONS_AROUND_ARTICLES = ("share", "notice", "advertisement", "menu")
_MAX_DROPPED_TEXT_LENGTH = 200
_SITE_IN_TITLE_PATTERN = re.compile(r"\s+[|–—-]\s+[^|–—-]{2,30}$")
_SITE_AND_SECTION_PATTERN = re.compile(
    r"\s+(?:[-–—]\s+[^|:–—-]{2,30}\s+::|[|–—-]|::)\s+(?P<name>[^|:–—-]{2,30})$"
)
_VIETNAMESE_LOCALE = Locale("vi")


def read_html(
    html_text: str,
    *,
    path: str,
    url: str | None = None,
    locale: Locale | None = None,
    site_name: str | None = None,
    keeps_residue: bool = False,
) -> Page:
    """Read a page of HTML. `url`: the address that it was fetched from.

    `keeps_residue`: whether the blocks keep residue that is inside a text. Raises
    FormatError for a page without headline or body, or a form to log in, and
    UnknownLanguage where no language is recognised.
    """
    if not html_text.strip():
        raise FormatError("the file is empty", path=path)
    root = parse_html(html_text, path=path)
    if asks_for_password(root):
        reason = "this is a form to log in, not an article; save the page as text"
        raise FormatError(reason, path=path)
    metadata = read_metadata(root, url)
    dropped_lines: list[DroppedLine] = []
    expected_headline = (
        _remove_site_name(metadata.headline, metadata)
        if metadata.headline
        else _read_title(root)
    )
    _remove_invisible_elements(root, dropped_lines)
    headline_element = find_headline_element(root, expected_headline)
    site_profile = SITES[site_name] if site_name else find_site_of_url(metadata.url)
    body_element = _remove_junk_elements(
        root,
        headline_element,
        dropped_lines,
        site_profile.body_classes if site_profile else (),
    )
    html_lines = _drop_times(
        root, read_html_lines(root, headline_element, body_element), dropped_lines
    )
    outline = make_outline(html_lines, expected_headline, metadata, dropped_lines)
    outline, encoding_fault = _repair_encoding(outline)
    if locale is None:
        locale = _choose_locale(outline.lines, metadata)
    page_text = "\n".join(html_line.text for html_line in outline.lines)
    site_name = site_profile.name if site_profile else site_name
    page = read_page(
        page_text,
        path=path,
        locale=locale,
        site_name=site_name,
        has_headline=outline.has_headline,
        keeps_residue=keeps_residue,
    )
    return replace(
        _complete_page(page, outline, metadata, dropped_lines),
        encoding_fault=encoding_fault,
    )


def _drop_times(
    root: HtmlElement, html_lines: Iterable[HtmlLine], dropped_lines: list[DroppedLine]
) -> list[HtmlLine]:
    """Drop a time alone on a line, `two hours ago`, unless it is a byline."""
    time_texts = {
        read_text(time_element)
        for time_element in iterate_elements(root, "time")
        if time_element.get("datetime")
    }
    remaining_lines = []
    for html_line in html_lines:
        if (
            html_line.text in time_texts
            and read_byline(html_line.text, _VIETNAMESE_LOCALE) is None
        ):
            dropped_lines.append(
                DroppedLine(html_line.line_number, html_line.text, "date")
            )
        else:
            remaining_lines.append(html_line)
    return remaining_lines


def _repair_encoding(outline: HtmlOutline) -> tuple[HtmlOutline, str | None]:
    """Repair lines decoded with a wrong encoding; return them and the fault."""
    repair = repair_encoding("\n".join(html_line.text for html_line in outline.lines))
    if repair is None:
        return outline, None
    lines_with_repaired_text = zip(outline.lines, repair.text.split("\n"), strict=True)
    repaired_lines = tuple(
        replace(html_line, text=repaired_text)
        for html_line, repaired_text in lines_with_repaired_text
    )
    return replace(outline, lines=repaired_lines), repair.fault


def _read_title(root: HtmlElement) -> str | None:
    """Read the title of a page without the name of the site."""
    title = next(
        (read_text(title_element) for title_element in iterate_elements(root, "title")),
        "",
    )
    return _SITE_IN_TITLE_PATTERN.sub("", title) or None


def _remove_site_name(headline: str, metadata: Metadata) -> str:
    """Remove the names of the site and its section from the end of a headline.

    Other words after a dash belong to it: `Harga naik - warga resah`.
    """
    while site_match := _SITE_AND_SECTION_PATTERN.search(headline):
        site_name = site_match["name"].strip()
        publisher = metadata.byline.publisher if metadata.byline else None
        if site_name != publisher and not any(
            find_publisher(name, is_abbreviation_enough=False)
            for name in (site_name, site_name.split(" ")[0])
        ):
            break
        headline = headline[: site_match.start()]
    return headline


def _remove_invisible_elements(
    root: HtmlElement, dropped_lines: list[DroppedLine]
) -> None:
    """Remove elements without text and those hidden from readers."""
    script_count = 0
    first_script_line_number = 0
    for element in list(iterate_elements(root)):
        if not is_within(root, element):
            continue
        tag_name = str(element.tag)
        reason = None
        if tag_name in _TAGS_WITHOUT_TEXT:
            drop_element(element)
            if tag_name in ("script", "style"):
                script_count += 1
                first_script_line_number = first_script_line_number or find_start_line(
                    element
                )
            continue
        if tag_name == "body" or tag_name == "html":
            continue
        if is_hidden(element):
            reason = "hidden"
        elif tag_name.startswith("amp-") and tag_name != "amp-img":
            reason = "media"
        else:
            reason = _REASON_BY_TAG.get(tag_name) or _REASON_BY_ROLE.get(
                element.get("role") or ""
            )
        if reason is not None and (
            reason == "hidden" or not _seems_to_hold_article(element, reason)
        ):
            _drop_element_with_reason(element, reason, dropped_lines)
    if script_count:
        summary = f"<{script_count} scripts and styles>"
        dropped_lines.append(DroppedLine(first_script_line_number, summary, "script"))


def _seems_to_hold_article(element: HtmlElement, reason: str) -> bool:
    """Whether an element seems to hold the article or its source line, so must stay.

    Some sites wrap a whole page in a `form`, or in an element with buttons to share.
    """
    if any(read_text(heading) for heading in iterate_elements(element, "h1")):
        return True
    long_paragraphs = [
        paragraph
        for paragraph in iterate_elements(element, "p")
        if len(read_text(paragraph)) > 120
    ]
    if len(long_paragraphs) >= 3 and (
        element.tag in ("form", "header") or reason in _REASONS_AROUND_ARTICLES
    ):
        return True
    source_label_match = load_page_labels().source_line_pattern.match(
        read_text(element) + " "
    )
    return source_label_match is not None and any(
        (link.get("href") or "").startswith("http")
        for link in iterate_elements(element, "a")
    )


def _drop_element_with_reason(
    element: HtmlElement, reason: str, dropped_lines: list[DroppedLine]
) -> None:
    """Remove an element, and record its text with the reason."""
    # Spaces between the parts make the list of dropped lines easier to read.
    element_text = collapse_spaces(
        " ".join(str(text_part) for text_part in element.itertext())
    )
    if element_text:
        shortened_text = element_text[: _MAX_DROPPED_TEXT_LENGTH - 2] + " …"
        element_text = (
            element_text
            if len(element_text) <= _MAX_DROPPED_TEXT_LENGTH
            else shortened_text
        )
        dropped_lines.append(
            DroppedLine(find_start_line(element), element_text, reason)
        )
    drop_element(element)


def _remove_junk_elements(
    root: HtmlElement,
    headline_element: HtmlElement | None,
    dropped_lines: list[DroppedLine],
    body_classes: Sequence[str],
) -> HtmlElement:
    """Remove elements that are junk by their class; return the body."""
    reason_by_element = {
        element: reason
        for element in iterate_elements(root)
        if element.tag not in ("html", "body", "h1", "main", "article")
        for reason, junk_classes in load_markup().junk_classes_by_reason.items()
        if junk_classes.matches(element) and not _seems_to_hold_article(element, reason)
    }
    body_element = find_body_element(
        root, lambda element: element in reason_by_element, body_classes
    )
    kept_elements = {body_element, *body_element.iterancestors()}
    if headline_element is not None:
        kept_elements |= {headline_element, *headline_element.iterancestors()}
    for element, reason in reason_by_element.items():
        if element not in kept_elements and is_within(root, element):
            _drop_element_with_reason(element, reason, dropped_lines)
    return body_element


def _choose_locale(lines: Sequence[HtmlLine], metadata: Metadata) -> Locale | None:
    """Choose the declared locale, or the identified one if the languages differ."""
    declared_locale = metadata.locale
    identified_locale = identify_language(
        "\n".join(html_line.text for html_line in lines)
    )
    if declared_locale is None or (
        identified_locale
        and identified_locale.tag != declared_locale.tag.partition("-")[0]
    ):
        return identified_locale or declared_locale
    return declared_locale.remove_likely_subtags()


def _complete_page(
    page: Page,
    outline: HtmlOutline,
    metadata: Metadata,
    dropped_lines: list[DroppedLine],
) -> Page:
    """Add the metadata and block kinds of the HTML to a page, and its line numbers."""
    is_lead_known = page.byline is not None or outline.has_lead
    blocks = []
    for block in page.blocks:
        html_line = outline.lines[(block.line_number or 1) - 1]
        block = replace(block, line_number=html_line.line_number)
        if block.kind is BlockKind.LEAD and not is_lead_known:
            block = replace(block, kind=BlockKind.PARAGRAPH)
        if block.kind not in (BlockKind.HEADLINE, BlockKind.LEAD) and html_line.kind:
            block = replace(block, kind=html_line.kind)
        blocks.append(block)
    dropped_lines += map(outline.restore_line_number, page.dropped_lines)
    source_url = page.source_url or outline.source_url or metadata.source_url
    if source_url is None and page.locale.tag != "vi":
        vietnamese_urls = (
            edition_url
            for language_tag, edition_url in metadata.alternate_editions
            if language_tag.lower()[:2] == "vi"
        )
        source_url = next(vietnamese_urls, None)
    byline = _merge_bylines(page.byline, metadata.byline)
    completed_page = replace(
        page,
        author=page.author or (byline.author if byline else None),
        lead=page.lead if is_lead_known else None,
        byline=byline,
        url=metadata.url,
        source_url=source_url if source_url != metadata.url else None,
        alternate_editions=metadata.alternate_editions,
        blocks=tuple(blocks),
        residue_lines=tuple(map(outline.restore_line_number, page.residue_lines)),
        dropped_lines=tuple(
            sorted(dropped_lines, key=lambda dropped_line: dropped_line.line_number)
        ),
    )
    return complete_publisher(complete_page_year(completed_page, ()))


def _merge_bylines(
    visible_byline: Byline | None, metadata_byline: Byline | None
) -> Byline | None:
    """Fill the gaps of the visible byline from that of the metadata."""
    if visible_byline is None or metadata_byline is None:
        return visible_byline or metadata_byline
    publisher = visible_byline.publisher
    if metadata_byline.publisher and not (publisher and names_publisher(publisher)):
        publisher = metadata_byline.publisher
    return Byline(
        publisher=publisher,
        published=visible_byline.published or metadata_byline.published,
        time_text=visible_byline.time_text
        if visible_byline.published
        else metadata_byline.time_text,
        alternative_date=visible_byline.alternative_date,
        partial_date=None if metadata_byline.published else visible_byline.partial_date,
        author=visible_byline.author or metadata_byline.author,
    )
