"""Metadata of an HTML page: JSON-LD, Open Graph, links.

Metadata is often stale or made by a template, so the text shown to readers takes
precedence.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from tm.articles.page.byline import Byline
from tm.articles.page.element import Element, collapse_spaces, elements
from tm.errors import InputError
from tm.text.locale import Locale

_ARTICLES = re.compile(r"(?:News|Reportage|Analysis|Opinion|Blog)?(?:Article|Posting)$")
_SECOND_LEVEL = frozenset("com net org gov edu co ac go or info web mil".split())
_SOURCE_NAMES = ("original-source", "syndication-source", "source_url", "sourceurl")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of a page; everything may be missing."""

    headline: str | None
    description: str | None
    byline: Byline | None
    url: str | None
    """The page's own address."""
    source_url: str | None
    """Of the original that the page is based on."""
    languages: tuple[str, ...]
    """Tags as given, the likeliest first."""
    alternates: tuple[tuple[str, str], ...]
    """Language and address of the other editions of the story."""

    @property
    def locale(self) -> Locale | None:
        """The first language that is one."""
        for tag in self.languages:
            try:
                return Locale.parse(tag)
            except InputError:
                continue
        return None


def read_metadata(root: Element, url: str | None) -> Metadata:
    """Read the metadata of a page. `url`: its address, if it was fetched."""
    article = _linked_data(root)
    meta = _meta(root)
    if not _is_address(meta.get("og:url", "")):
        del meta["og:url"]
    links = list(_links(root, url))
    own_url = url or meta.get("og:url") or _first(links, "canonical")
    based_on = next(_addresses(article.get("isBasedOn")), None) or next(
        (
            meta[name]
            for name in _SOURCE_NAMES
            if name in meta and _is_address(meta[name])
        ),
        None,
    )
    for other in (_first(links, "canonical"), meta.get("og:url")):
        if other and own_url and not same_site(other, own_url):
            # An edition that names another site's page as the true one.
            based_on = based_on or other
        elif other:
            own_url = other
    return Metadata(
        headline=_text(article.get("headline")) or meta.get("og:title"),
        description=_text(article.get("description"))
        or meta.get("og:description")
        or meta.get("description"),
        byline=_byline(article, meta, root),
        url=own_url,
        source_url=based_on,
        languages=tuple(
            tag
            for tag in (
                root.get("lang"),
                root.get("{http://www.w3.org/XML/1998/namespace}lang"),
                root.get("xml:lang"),
                _text(article.get("inLanguage")),
                meta.get("og:locale"),
                meta.get("content-language"),
            )
            if tag
        ),
        alternates=tuple((tag, to) for rel, tag, to in links if rel == "alternate"),
    )


def same_site(first: str, second: str) -> bool:
    """Whether two addresses are of one site, its editions and its mobile pages too.

    >>> same_site("https://id.a.vn/x", "https://www.a.vn/y")
    True
    >>> same_site("https://a.com.vn/", "https://b.com.vn/")
    False
    """
    return _site(first) == _site(second)


def _is_address(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:  # such as a half-open IPv6 address
        return False
    return True


def _site(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    labels = host.split(".")
    if labels[-1].isdecimal():  # an IP address
        return host
    short = len(labels) > 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if short else -2 :])


# Any: JSON-LD is whatever the page's makers wrote.
def _linked_data(root: Element) -> dict[str, Any]:
    """The JSON-LD of the article, or nothing."""
    for script in elements(root, "script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() != (
            "application/ld+json"
        ):
            continue
        try:
            # `strict=False`: line ends in strings are common.
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            kinds = item.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(_ARTICLES.match(str(name)) for name in names):
                return item
    return {}


def _items(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for each in data:
            yield from _items(each)
    elif isinstance(data, dict):
        yield data
        yield from _items(data.get("@graph"))
        yield from _items(data.get("mainEntity"))


def _meta(root: Element) -> dict[str, str]:
    """The first `meta` of each property or name, in lower case."""
    contents: dict[str, str] = {}
    for element in elements(root, "meta"):
        content = collapse_spaces(element.get("content") or "")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content:
                contents.setdefault(name, content)
    return contents


def _links(root: Element, url: str | None) -> Iterator[tuple[str, str, str]]:
    """Relation, language and whole address of each `link` that matters here."""
    for element in elements(root, "link"):
        to = (element.get("href") or "").strip()
        relations = (element.get("rel") or "").lower().split()
        try:
            to = urljoin(url or "", to)
            urlsplit(to)  # without a page's address, nothing was looked at yet
        except ValueError:
            continue
        if not to.startswith(("http://", "https://")):
            continue
        tag = (element.get("hreflang") or "").strip()
        if "canonical" in relations:
            yield "canonical", "", to
        elif "alternate" in relations and tag and tag.lower() != "x-default":
            yield "alternate", tag, to


def _first(links: list[tuple[str, str, str]], relation: str) -> str | None:
    return next((to for rel, _, to in links if rel == relation), None)


def _addresses(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _addresses(each)
    elif isinstance(value, dict):
        yield from _addresses(value.get("url") or value.get("@id"))
    elif isinstance(value, str) and value.startswith(("http://", "https://")):
        yield _writable(value)


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return collapse_spaces(_writable(value)) or None if isinstance(value, str) else None


def _writable(text: str) -> str:
    """Text without halves of characters, which JSON can hold (`\\ud800`)."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _byline(
    article: dict[str, Any], meta: dict[str, str], root: Element
) -> Byline | None:
    publisher = _text(article.get("publisher")) or meta.get("og:site_name")
    times = (element.get("datetime") for element in elements(root, "time"))
    moment = None
    for date_text in (
        _text(article.get("datePublished")),
        meta.get("article:published_time"),
        meta.get("datepublished"),
        meta.get("pubdate"),
        *times,
    ):
        try:
            moment = datetime.fromisoformat(date_text.strip()) if date_text else None
        except ValueError:
            continue
        if moment is not None:
            break
    if moment is None:
        return Byline(publisher, None, None) if publisher else None
    moment = moment.replace(second=0, microsecond=0)
    has_time = (moment.hour, moment.minute) != (0, 0)
    time = moment.isoformat()[11:16] + (
        moment.isoformat()[19:] if moment.tzinfo else ""
    )
    return Byline(publisher, moment.date(), time if has_time else None)
