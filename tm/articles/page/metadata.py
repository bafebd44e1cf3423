"""Reading the metadata of an HTML page: JSON-LD, Open Graph and links.

Metadata is often stale or made by a template, so visible text takes precedence.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from tm.articles.page.element import HtmlElement, collapse_spaces, iterate_elements
from tm.articles.page_text.byline_and_date import Byline
from tm.articles.page_text.publishers import find_publisher, load_publisher_words
from tm.errors import InputError
from tm.text.locale import Locale

_ARTICLE_TYPE_PATTERN = re.compile(
    r"(?:News|Reportage|Analysis|Opinion|Blog)?(?:Article|Posting)$"
)
_SECOND_LEVEL_LABELS = frozenset("com net org gov edu co ac go or info web mil".split())
_AUTHOR_META_NAMES = ("author", "article:author", "parsely-author", "dc.creator")
_NAME_SEPARATOR_PATTERN = re.compile(r"\s*(?:[,;&]|\band\b|\bdan\b)\s*")
_AUTHOR_LABEL_PATTERN = re.compile(r"^(?:by|oleh)\s+", re.I)
_MAX_AUTHOR_WORD_COUNT = 5
_SOURCE_META_NAMES = (
    "original-source",
    "syndication-source",
    "source_url",
    "sourceurl",
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of a page; everything may be missing."""

    headline: str | None
    description: str | None
    byline: Byline | None
    url: str | None
    """The page's own address."""
    source_url: str | None
    """The address of the original that the page is based on."""
    language_tags: tuple[str, ...]
    """Tags as given, the likeliest first."""
    alternate_editions: tuple[tuple[str, str], ...]
    """Language and address of the other editions of the story."""

    @property
    def locale(self) -> Locale | None:
        """The first language tag that is valid, as a locale."""
        for language_tag in self.language_tags:
            try:
                return Locale.parse(language_tag)
            except InputError:
                continue
        return None


def read_metadata(root: HtmlElement, url: str | None) -> Metadata:
    """Read the metadata of a page. `url`: its address, if it was fetched."""
    article_json = _read_linked_data(root)
    meta_content_by_name = _read_meta_contents(root)
    stated_url = _resolve_address(meta_content_by_name.get("og:url"), url)
    links = list(_read_links(root, url))
    own_url = url or stated_url or _find_address(links, "canonical")
    source_url = next(_read_addresses(article_json.get("isBasedOn")), None) or next(
        (
            meta_content_by_name[meta_name]
            for meta_name in _SOURCE_META_NAMES
            if meta_name in meta_content_by_name
            and _resolve_address(meta_content_by_name[meta_name], None)
        ),
        None,
    )
    for declared_url in (_find_address(links, "canonical"), stated_url):
        if declared_url and own_url and not is_same_site(declared_url, own_url):
            # The canonical address is on another site: that is the original.
            source_url = source_url or declared_url
        elif declared_url:
            own_url = declared_url
    return Metadata(
        headline=_read_text(article_json.get("headline"))
        or meta_content_by_name.get("og:title"),
        description=_read_text(article_json.get("description"))
        or meta_content_by_name.get("og:description")
        or meta_content_by_name.get("description"),
        byline=_make_byline(article_json, meta_content_by_name, root),
        url=own_url,
        source_url=source_url,
        language_tags=tuple(
            language_tag
            for language_tag in (
                root.get("lang"),
                root.get("{http://www.w3.org/XML/1998/namespace}lang"),
                root.get("xml:lang"),
                _read_text(article_json.get("inLanguage")),
                meta_content_by_name.get("og:locale"),
                meta_content_by_name.get("content-language"),
            )
            if language_tag
        ),
        alternate_editions=tuple(
            (language_tag, address)
            for relation, language_tag, address in links
            if relation == "alternate"
        ),
    )


def is_same_site(first_url: str, second_url: str) -> bool:
    """Whether two addresses belong to one site, including its editions.

    >>> is_same_site("https://id.a.vn/x", "https://www.a.vn/y")
    True
    >>> is_same_site("https://a.com.vn/", "https://b.com.vn/")
    False
    """
    return _find_registered_domain(first_url) == _find_registered_domain(second_url)


def _resolve_address(address: str | None, page_url: str | None) -> str | None:
    """Complete an address by that of the page; None for what is no address.

    >>> _resolve_address("/berita/1", "https://a.vn/x"), _resolve_address("/x", None)
    ('https://a.vn/berita/1', None)
    """
    try:
        full_address = urljoin(page_url or "", address or "")
        urlsplit(full_address)  # `urljoin` validates nothing if `page_url` is empty
    except ValueError:  # such as a half-open IPv6 address
        return None
    return full_address if full_address.startswith(("http://", "https://")) else None


def _find_registered_domain(url: str) -> str:
    """Find the domain under which a site is registered: `a.com.vn`."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    host_labels = host.split(".")
    if host_labels[-1].isdecimal():  # an IP address
        return host
    has_second_level = len(host_labels) > 2 and host_labels[-2] in _SECOND_LEVEL_LABELS
    return ".".join(host_labels[-3 if has_second_level else -2 :])


# Any: JSON-LD is whatever the page's makers wrote.
def _read_linked_data(root: HtmlElement) -> dict[str, Any]:
    """Read the JSON-LD of the article; empty if there is none."""
    for script in iterate_elements(root, "script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() != (
            "application/ld+json"
        ):
            continue
        try:
            # `strict=False`: line ends in strings are common.
            linked_data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for json_object in _iterate_objects(linked_data):
            declared_types = json_object.get("@type")
            type_names = (
                declared_types if isinstance(declared_types, list) else [declared_types]
            )
            if any(
                _ARTICLE_TYPE_PATTERN.match(str(type_name)) for type_name in type_names
            ):
                return json_object
    return {}


def _iterate_objects(linked_data: Any) -> Iterator[dict[str, Any]]:
    """Iterate over the objects of JSON-LD, also those in lists and graphs."""
    if isinstance(linked_data, list):
        for list_item in linked_data:
            yield from _iterate_objects(list_item)
    elif isinstance(linked_data, dict):
        yield linked_data
        yield from _iterate_objects(linked_data.get("@graph"))
        yield from _iterate_objects(linked_data.get("mainEntity"))


def _read_meta_contents(root: HtmlElement) -> dict[str, str]:
    """Read the first `meta` of each property or name, names in lower case."""
    content_by_name: dict[str, str] = {}
    for element in iterate_elements(root, "meta"):
        meta_content = collapse_spaces(element.get("content") or "")
        for attribute_name in ("property", "name", "itemprop", "http-equiv"):
            meta_name = (element.get(attribute_name) or "").strip().lower()
            if meta_name and meta_content:
                content_by_name.setdefault(meta_name, meta_content)
    return content_by_name


def _read_links(
    root: HtmlElement, page_url: str | None
) -> Iterator[tuple[str, str, str]]:
    """Yield relation, language and address of canonical and alternate links."""
    for element in iterate_elements(root, "link"):
        address = _resolve_address((element.get("href") or "").strip(), page_url)
        if address is None:
            continue
        relations = (element.get("rel") or "").lower().split()
        language_tag = (element.get("hreflang") or "").strip()
        if "canonical" in relations:
            yield "canonical", "", address
        elif (
            "alternate" in relations
            and language_tag
            and language_tag.lower() != "x-default"
        ):
            yield "alternate", language_tag, address


def _find_address(links: list[tuple[str, str, str]], link_relation: str) -> str | None:
    """Find the first address that a page links to by a relation."""
    return next(
        (
            address
            for link_relation, _, address in links
            if link_relation == link_relation
        ),
        None,
    )


def _read_addresses(json_value: Any) -> Iterator[str]:
    """Read the addresses in a value of JSON-LD: texts, objects or lists of them."""
    if isinstance(json_value, list):
        for item in json_value:
            yield from _read_addresses(item)
    elif isinstance(json_value, dict):
        yield from _read_addresses(json_value.get("url") or json_value.get("@id"))
    elif isinstance(json_value, str) and json_value.startswith(("http://", "https://")):
        yield _replace_surrogates(json_value)


def _read_text(json_value: Any) -> str | None:
    """Read the text in a value of JSON-LD: of a list, that of its first item."""
    if isinstance(json_value, list):
        json_value = json_value[0] if json_value else None
    if isinstance(json_value, dict):
        json_value = json_value.get("name") or json_value.get("@value")
    return (
        collapse_spaces(_replace_surrogates(json_value)) or None
        if isinstance(json_value, str)
        else None
    )


def _replace_surrogates(text: str) -> str:
    """Replace lone surrogates, which JSON can hold (`\\ud800`)."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _make_byline(
    article_json: dict[str, Any],
    meta_content_by_name: dict[str, str],
    root: HtmlElement,
) -> Byline | None:
    """Make the byline that the metadata give; None without any part of it."""
    publisher = _read_text(article_json.get("publisher")) or meta_content_by_name.get(
        "og:site_name"
    )
    time_attributes = (
        element.get("datetime") for element in iterate_elements(root, "time")
    )
    published_time = None
    for date_text in (
        _read_text(article_json.get("datePublished")),
        meta_content_by_name.get("article:published_time"),
        meta_content_by_name.get("datepublished"),
        meta_content_by_name.get("pubdate"),
        *time_attributes,
    ):
        try:
            published_time = (
                datetime.fromisoformat(date_text.strip()) if date_text else None
            )
        except ValueError:
            continue
        if published_time is not None:
            break
    author = ", ".join(_read_authors(article_json, meta_content_by_name, root)) or None
    if published_time is None:
        if publisher is None and author is None:
            return None
        return Byline(publisher, None, None, author=author)
    published_time = published_time.replace(second=0, microsecond=0)
    has_time = (published_time.hour, published_time.minute) != (0, 0)
    time_text = published_time.isoformat()[11:16] + (
        published_time.isoformat()[19:] if published_time.tzinfo else ""
    )
    return Byline(
        publisher,
        published_time.date(),
        time_text if has_time else None,
        author=author,
    )


def _read_authors(
    article_json: dict[str, Any],
    meta_content_by_name: dict[str, str],
    root: HtmlElement,
) -> list[str]:
    """Read the names of the persons that wrote the article.

    Sites also name themselves, or give an address instead of a name.
    """
    json_authors = article_json.get("author") or article_json.get("creator")
    author_texts = [
        _read_text(json_author)
        for json_author in (
            json_authors if isinstance(json_authors, list) else [json_authors]
        )
        if not (
            isinstance(json_author, dict)
            and "Organization" in str(json_author.get("@type"))
        )
    ]
    if not any(author_texts):
        author_texts = [
            *filter(None, map(meta_content_by_name.get, _AUTHOR_META_NAMES)),
            *_read_microdata_authors(root),
            None,
        ]
        author_texts = [next(filter(_is_author_list, author_texts), None)]
    site_name = meta_content_by_name.get("og:site_name")
    return list(
        dict.fromkeys(
            name
            for author_text in author_texts
            for name in _NAME_SEPARATOR_PATTERN.split(
                _AUTHOR_LABEL_PATTERN.sub("", author_text or "")
            )
            if _is_author_name(name) and name != site_name
        )
    )


def _read_microdata_authors(root: HtmlElement) -> Iterator[str]:
    """Yield the texts of elements that microdata mark as an author."""
    for element in iterate_elements(root):
        if element.get("itemprop") == "author" and element.tag not in ("meta", "link"):
            yield collapse_spaces("".join(map(str, element.itertext())))


def _is_author_list(author_text: str | None) -> bool:
    """Whether a text in the metadata has the name of a person."""
    return any(
        _is_author_name(name)
        for name in _NAME_SEPARATOR_PATTERN.split(
            _AUTHOR_LABEL_PATTERN.sub("", author_text or "")
        )
    )


def _is_author_name(name: str) -> bool:
    """Whether a name in the metadata may be that of a person."""
    words = name.split()
    return (
        0 < len(words) <= _MAX_AUTHOR_WORD_COUNT
        and name[:1].isupper()
        and not re.search(r"[\d@/:_|()]", name)
        and find_publisher(name) is None
        and not {word.lower() for word in words} & load_publisher_words()
    )
