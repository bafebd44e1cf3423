"""Reading an HTML page: converted to lines, which are read like a copied page.

So a page copied as text and its HTML give the same article. What HTML says besides,
headings, captions, quotations, links and metadata, is kept.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from tm.articles.archive.article import ArticleBlock, BlockKind, Dropped
from tm.articles.page.body import find_body, find_headline
from tm.articles.page.byline import Byline, read_byline
from tm.articles.page.element import (
    Element,
    asks_for_password,
    collapse_spaces,
    drop_element,
    elements,
    is_hidden,
    is_within,
    line_of,
    markup,
    parse_html,
    text_of,
)
from tm.articles.page.lines import HtmlLine, Zone, html_lines_of
from tm.articles.page.metadata import Metadata, read_metadata, same_site
from tm.articles.page.page import Page, read_page
from tm.articles.page.sites import SITES, site_at
from tm.articles.page.vocabulary import page_labels
from tm.errors import FormatError
from tm.text.input.legacy_encoding import repair_encoding
from tm.text.language_id import identify_language
from tm.text.locale import Locale

_SILENT = ("script", "style", "noscript", "template", "link", "meta", "title", "base")
_TAGS = {
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
_ROLES = {
    "navigation": "menu",
    "complementary": "aside",
    "contentinfo": "footer",
    "banner": "banner",
    "search": "form",
    "dialog": "notice",
    "alert": "notice",
}
_LONGEST_DROPPED = 200
_NEAR = 6
"""Lines around the headline among which a byline may stand."""
_SITE_IN_TITLE = re.compile(r"\s+[|–—-]\s+[^|–—-]{2,30}$")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_VIETNAMESE = Locale("vi")


@dataclass(frozen=True, slots=True)
class _Outline:
    """The lines of an article, for the reader of pages."""

    lines: tuple[HtmlLine, ...]
    has_lead: bool
    source_url: str | None


def read_html(
    text: str,
    *,
    path: str,
    url: str | None = None,
    locale: Locale | None = None,
    site: str | None = None,
) -> Page:
    """Read a page of HTML. `url`: where it was fetched from.

    Raises FormatError for a page without headline or body, or a form to log in;
    InputError where the language cannot be told.
    """
    if not text.strip():
        raise FormatError("is empty", path=path)
    root = parse_html(text, path=path)
    if asks_for_password(root):
        reason = "is a form to log in, with no article; save the page as text instead"
        raise FormatError(reason, path=path)
    facts = read_metadata(root, url)
    dropped: list[Dropped] = []
    hint = facts.headline or _title(root)
    _remove_unread(root, dropped)
    headline = find_headline(root, hint)
    profile = SITES[site] if site else site_at(facts.url)
    body = _remove_junk(root, headline, dropped, profile.body if profile else ())
    moments = {text_of(each) for each in elements(root, "time") if each.get("datetime")}
    lines_found = []
    for piece in html_lines_of(root, headline, body):
        # Alone on a line: `two hours ago`; a date is read as the byline it is.
        if piece.text in moments and read_byline(piece.text, _VIETNAMESE) is None:
            dropped.append(Dropped(piece.line, piece.text, "date"))
        else:
            lines_found.append(piece)
    outline = _outline(lines_found, hint, facts, dropped)
    outline, encoding_fault = _repair_encoding(outline)
    if locale is None:
        locale = _locale(outline.lines, facts)
    lines = "\n".join(piece.text for piece in outline.lines)
    name = profile.name if profile else site
    page = read_page(lines, path=path, locale=locale, site=name)
    return replace(
        _complete_page(page, outline, facts, dropped), repaired=encoding_fault
    )


def _repair_encoding(outline: _Outline) -> tuple[_Outline, str | None]:
    """The lines without the marks of a wrong encoding, and what that was."""
    repair = repair_encoding("\n".join(piece.text for piece in outline.lines))
    if repair is None:
        return outline, None
    pairs = zip(outline.lines, repair.text.split("\n"), strict=True)
    lines = tuple(replace(piece, text=text) for piece, text in pairs)
    return replace(outline, lines=lines), repair.fault


def _title(root: Element) -> str | None:
    title = next((text_of(each) for each in elements(root, "title")), "")
    return _SITE_IN_TITLE.sub("", title) or None


def _remove_unread(root: Element, dropped: list[Dropped]) -> None:
    """Remove elements that are no text, or are not shown to readers."""
    silent = 0
    first = 0
    for element in list(elements(root)):
        if not is_within(root, element):
            continue
        tag = str(element.tag)
        why = None
        if tag in _SILENT:
            drop_element(element)
            if tag in ("script", "style"):
                silent += 1
                first = first or line_of(element)
            continue
        if tag == "body" or tag == "html":
            continue
        if is_hidden(element):
            why = "hidden"
        elif tag.startswith("amp-") and tag != "amp-img":
            why = "media"
        else:
            why = _TAGS.get(tag) or _ROLES.get(element.get("role") or "")
        if why is not None and (why == "hidden" or not _is_needed(element)):
            _drop(element, why, dropped)
    if silent:
        counted = f"<{silent} scripts and styles>"
        dropped.append(Dropped(first, counted, "script"))


def _is_needed(element: Element) -> bool:
    """Whether an element outside the article contains it, or its source line.

    Some sites wrap a whole page in a `form`.
    """
    if any(text_of(each) for each in elements(element, "h1")):
        return True
    long = [p for p in elements(element, "p") if len(text_of(p)) > 120]
    if len(long) >= 3 and element.tag in ("form", "header"):
        return True
    source = page_labels().source.match(text_of(element) + " ")
    return source is not None and any(
        (link.get("href") or "").startswith("http") for link in elements(element, "a")
    )


def _drop(element: Element, why: str, dropped: list[Dropped]) -> None:
    # With spaces between the parts: this is for reading, not for keeping.
    text = collapse_spaces(" ".join(str(part) for part in element.itertext()))
    if text:
        short = text[: _LONGEST_DROPPED - 2] + " …"
        text = text if len(text) <= _LONGEST_DROPPED else short
        dropped.append(Dropped(line_of(element), text, why))
    drop_element(element)


def _remove_junk(
    root: Element,
    headline: Element | None,
    dropped: list[Dropped],
    named: Sequence[str],
) -> Element:
    """Remove the elements whose class says that they are no text; return the body."""
    junk = {
        element: why
        for element in elements(root)
        if element.tag not in ("html", "body", "h1", "main", "article")
        for why, signs in markup().drop.items()
        if signs.matches(element) and not _is_needed(element)
    }
    body = find_body(root, lambda element: element in junk, named)
    kept_elements = {body, *body.iterancestors()}
    if headline is not None:
        kept_elements |= {headline, *headline.iterancestors()}
    for element, why in junk.items():
        if element not in kept_elements and is_within(root, element):
            _drop(element, why, dropped)
    return body


def _outline(
    html_lines: Sequence[HtmlLine],
    hint: str | None,
    facts: Metadata,
    dropped: list[Dropped],
) -> _Outline:
    head = [piece for piece in html_lines if piece.zone is Zone.HEADLINE]
    body = [piece for piece in html_lines if piece.zone is Zone.BODY]
    around = [piece for piece in html_lines if piece.zone in (Zone.ABOVE, Zone.BETWEEN)]
    lead = _lead(html_lines, facts, hint)
    headline = " ".join(piece.text for piece in head) or hint or ""
    first = head[0] if head else None
    lines = [_piece(headline, first.line if first else 1)] if headline else []
    if lead is not None:
        lines.append(lead)
    lines += _byline_pieces(around)
    lines += [piece for piece in body if piece is not lead]
    source, named_in = None, None
    for piece in html_lines:
        if source is None and piece.zone not in (Zone.ABOVE, Zone.HEADLINE):
            source, named_in = _source(piece, facts.url), piece
    used = {id(piece) for piece in (*lines, *head)}
    for piece in html_lines:
        if id(piece) not in used:
            dropped.append(Dropped(piece.line, piece.text, "outside article"))
    lines = [
        replace(piece, text=_with_address(piece, source))
        if source and piece is named_in
        else piece
        for piece in lines
    ]
    return _Outline(tuple(lines), lead is not None, source)


def _piece(text: str, line: int) -> HtmlLine:
    return HtmlLine(collapse_spaces(text), line, Zone.HEADLINE, None, False, False, ())


def _lead(
    html_lines: Sequence[HtmlLine], facts: Metadata, headline: str | None
) -> HtmlLine | None:
    """Find the lead: by its class, or by the description in the metadata."""
    place = next((n for n, p in enumerate(html_lines) if p.zone is Zone.HEADLINE), 0)
    lines_after = [
        piece for piece in html_lines[place:] if piece.zone is not Zone.HEADLINE
    ]
    marked = [piece for piece in lines_after if piece.is_lead and len(piece.text) > 20]
    if marked:
        return marked[0]
    description = (facts.description or "").rstrip(" ….")[:300]
    if len(description) < 40 or description == headline:
        return None
    # Only at the top: a description may repeat any paragraph.
    return next(
        (p for p in lines_after[:_NEAR] if p.text.startswith(description)), None
    )


def _byline_pieces(around: Sequence[HtmlLine]) -> list[HtmlLine]:
    """The line with publisher or date near the headline, outside of the body; and
    the line above it, where that is the name of the publisher."""
    above = [piece for piece in around if piece.zone is Zone.ABOVE][-_NEAR:]
    between = [piece for piece in around if piece.zone is Zone.BETWEEN]
    for piece in (*between, *reversed(above)):
        byline = read_byline(piece.text, _VIETNAMESE)
        if byline is None:
            continue
        place = between.index(piece) if piece in between else 0
        line_before = between[place - 1] if place else None
        if byline.publisher is None and line_before and _is_name(line_before.text):
            return [line_before, piece]
        return [piece]
    return []


def _is_name(text: str) -> bool:
    words = text.split()
    capitals = all(word[:1].isupper() for word in words)
    return len(words) <= 6 and capitals and not page_labels().is_menu(text)


def _source(piece: HtmlLine, own_url: str | None) -> str | None:
    """The link of a source line to another site's article, not its front page."""
    label = page_labels().source.match(piece.text + " ")
    # A caption's source is whose picture it is.
    if piece.kind is BlockKind.CAPTION or (label is None and not piece.is_source):
        return None
    links = [_absolute_link(link, own_url) for link in piece.links]
    links += (address.rstrip(".,;)]") for address in _ADDRESS.findall(piece.text))
    onward = [
        link
        for link in links
        if link.startswith(("http://", "https://"))
        and _has_path(link)
        and not (own_url and same_site(link, own_url))
    ]
    return max(onward, key=len, default=None)


def _has_path(url: str) -> bool:
    try:
        return len(urlsplit(url).path) > 1
    except ValueError:
        return False


def _absolute_link(link: str, own_url: str | None) -> str:
    try:
        return urljoin(own_url or "", link)
    except ValueError:  # such as a half-open IPv6 address
        return ""


def _with_address(piece: HtmlLine, source: str) -> str:
    """Write the address of a source line that has it only in its link."""
    label = page_labels().source.match(piece.text + " ")
    if label is None or "://" in piece.text or not piece.links:
        return piece.text
    return f"{piece.text[: label.start('rest')].rstrip()} {source}"


def _locale(lines: Sequence[HtmlLine], facts: Metadata) -> Locale | None:
    """The language of the text, with the variant that the page declares, if it fits."""
    declared = facts.locale
    identified = identify_language("\n".join(piece.text for piece in lines))
    if declared is None or (
        identified and identified.tag != declared.tag.partition("-")[0]
    ):
        return identified or declared
    return declared.minimised()


def _complete_page(
    page: Page, outline: _Outline, facts: Metadata, dropped: list[Dropped]
) -> Page:
    """Complete a page with what its HTML says, and with the lines of the HTML."""
    lead_is_known = page.byline is not None or outline.has_lead
    blocks = []
    for block in page.blocks:
        piece = outline.lines[(block.line or 1) - 1]
        block = replace(block, line=piece.line)
        if block.kind is BlockKind.LEAD and not lead_is_known:
            block = replace(block, kind=BlockKind.PARAGRAPH)
        if block.kind not in (BlockKind.HEADLINE, BlockKind.LEAD) and piece.kind:
            block = ArticleBlock(piece.kind, piece.text, piece.line)
        blocks.append(block)
    for item in page.dropped:
        dropped.append(replace(item, line=outline.lines[item.line - 1].line))
    source = page.source_url or outline.source_url or facts.source_url
    if source is None and page.locale.tag != "vi":
        editions = (to for tag, to in facts.alternates if tag.lower()[:2] == "vi")
        source = next(editions, None)
    return replace(
        page,
        lead=page.lead if lead_is_known else None,
        byline=_byline(page.byline, facts.byline),
        url=facts.url,
        source_url=source if source != facts.url else None,
        alternates=facts.alternates,
        blocks=tuple(blocks),
        dropped=tuple(sorted(dropped, key=lambda item: item.line)),
    )


def _byline(shown: Byline | None, stated: Byline | None) -> Byline | None:
    """Merge the byline shown with that of the metadata, which fills gaps."""
    if shown is None or stated is None:
        return shown or stated
    return Byline(
        publisher=shown.publisher or stated.publisher,
        published=shown.published or stated.published,
        time=shown.time if shown.published else stated.time,
        alternative=shown.alternative,
    )
