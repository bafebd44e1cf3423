"""Reading pages and their originals from files or addresses, as HTML or text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from tm.articles.headline.slug import compute_headline_agreement, read_slug
from tm.articles.page.copied_page import Page, read_page
from tm.articles.page.html import read_html
from tm.articles.web.cache import FetchedPage
from tm.articles.web.content import decode_page, read_media_type
from tm.errors import FetchError, InputError, UnknownLanguage
from tm.text.input.encoding import ReadPageBytes, read_text_page
from tm.text.input.legacy_encoding import repair_encoding
from tm.text.locale import Locale

FetchPage = Callable[[str], FetchedPage]

_ADDRESS_PATTERN = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)
_HTML_START_PATTERN = re.compile(
    rb"\s*(?:<!doctype html|<html|<\?xml|<!--|<head)", re.I
)
_MIN_HEADLINE_AGREEMENT = 0.4
_MIN_TEXT_AGREEMENT = 0.8
"""The least share of the words of an address that the whole text has."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page with notes for the user on how it was read."""

    page: Page
    notes: tuple[str, ...] = ()


def is_address(location: str) -> bool:
    """Whether a location is a web address rather than the name of a file.

    >>> is_address("https://a.example/x"), is_address("page.id.txt")
    (True, False)
    """
    return _ADDRESS_PATTERN.match(location) is not None


def load_page(
    location: str,
    fetch: FetchPage,
    *,
    content: bytes | None = None,
    locale: Locale | None = None,
    default_locale: Locale | None = None,
    site_name: str | None = None,
    read_page_bytes: ReadPageBytes = read_text_page,
) -> ReadPage:
    """Read the page of a file or an address.

    `content`: the file, if it was read already; `read_page_bytes` reads it otherwise.
    `default_locale`: its language, where none is given in `locale` or recognised.
    Raises InputError, and FetchError for a page that cannot be fetched.
    """
    content_type, url = "", None
    if is_address(location):
        fetched_page = fetch(location)
        content, content_type = (
            fetched_page.content,
            fetched_page.get_header("content-type"),
        )
        url = fetched_page.final_url
    elif content is None:
        content = read_page_bytes(location)
    # A file's own `meta` names its encoding, if it is HTML.
    decoded_text = decode_page(
        content,
        content_type,
        path=location,
        is_html=bool(_HTML_START_PATTERN.match(content)),
    )
    notes: list[str] = []
    if decoded_text.is_guess:
        notes.append(decoded_text.make_guess_notice(location))
    is_html = looks_like_html(decoded_text.text) or read_media_type(content_type) in (
        "text/html",
        "application/xhtml+xml",
    )
    read_content = read_html if is_html else _read_text_page
    try:
        page = read_content(
            decoded_text.text,
            path=location,
            url=url,
            locale=locale,
            site_name=site_name,
        )
    except UnknownLanguage:
        if default_locale is None:
            raise
        page = read_content(
            decoded_text.text,
            path=location,
            url=url,
            locale=default_locale,
            site_name=site_name,
        )
        notes.append(
            f"{location}: the language is not recognised; read as {default_locale}"
        )
    if page.encoding_fault:
        notes.append(f"{location}: is {page.encoding_fault}; that was repaired")
    return ReadPage(page, tuple(notes))


def _read_text_page(
    text: str,
    *,
    path: str,
    url: str | None,
    locale: Locale | None,
    site_name: str | None,
) -> Page:
    """Read a page copied as text, and repair its encoding."""
    repair = repair_encoding(text)
    page = read_page(
        repair.text if repair else text,
        path=path,
        locale=locale,
        site_name=site_name,
        url=url,
    )
    return replace(page, encoding_fault=repair.fault if repair else None)


def read_original(
    page: Page, fetch: FetchPage, *, default_locale: Locale | None = None
) -> ReadPage:
    """Read the page that a page names as its source.

    Raises FetchError if it cannot be fetched or read, if its headline differs from the
    one in its address, and if it is in the language of the translation.
    """
    url = page.source_url
    assert url is not None
    try:
        original_read_page = load_page(url, fetch, default_locale=default_locale)
    except FetchError:
        raise
    except InputError as error:
        reason = str(error).removeprefix(f"{url}: ")
        raise FetchError(url, f"this cannot be read as a page ({reason})") from error
    original_page = original_read_page.page
    if original_page.locale.language == page.locale.language:
        raise FetchError(
            url,
            f"this page is also in {original_page.locale}, so it is not the original",
            "give the original",
            parameters=["original"],
        )
    if not agrees_with_address(original_page, url):
        title = original_page.headline or original_page.blocks[0].text
        raise FetchError(
            url,
            f"the page now contains another story: {title!r}",
            "give the original",
            parameters=["original"],
        )
    return original_read_page


def agrees_with_address(page: Page, url: str) -> bool:
    """Whether the headline in an address is that of a page, or its text has the words.

    Headlines are often changed after publication, so the text counts, too.
    """
    slug_headline = read_slug(url).headline
    if slug_headline is None:
        return True
    text = " ".join(block.text for block in page.blocks)
    return (
        compute_headline_agreement(page.headline, slug_headline)
        >= _MIN_HEADLINE_AGREEMENT
        or compute_headline_agreement(text, slug_headline) >= _MIN_TEXT_AGREEMENT
    )


def looks_like_html(text: str) -> bool:
    """Whether a text is HTML rather than a page copied as text.

    >>> looks_like_html("\\n<!DOCTYPE html><p>x"), looks_like_html("Judul <b>")
    (True, False)
    """
    beginning = text[:2000].lstrip().lower()
    return beginning.startswith(("<!doctype html", "<html", "<head", "<body")) or bool(
        re.match(
            r"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+)?html\b", beginning, re.S
        )
    )
