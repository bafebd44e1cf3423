"""Site profiles: how the pages of one news site are read.

A profile says by which lines it knows its pages, and which lines at their top are
not the article. The labels common to all sites are in `page_labels.toml`. Others add
profiles by the entry-point group `padanan.sites`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tm.registry import Registry


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """How to read the pages of one site."""

    name: str
    recognises: re.Pattern[str] | None
    """Found in one of the first lines of its pages; None: never chosen by itself."""
    banner: re.Pattern[str]
    """A line that stands above every article."""
    hosts: tuple[str, ...] = ()
    """Of its pages, those below them included: `a.vn` has `id.a.vn` too."""
    body: tuple[str, ...] = ()
    """Classes of the element that holds the text, in its HTML."""


SITES: Registry[SiteProfile] = Registry("site profile", group="padanan.sites")

_HOST_AND_MOTTO = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}\s+[-–—|:]\s+\S.*", re.I)

GENERIC = SiteProfile("generic", None, _HOST_AND_MOTTO)
"""Any page: a banner is a host name, a dash and a motto."""

SITES.add(
    "vietnam.vn",
    SiteProfile(
        "vietnam.vn",
        re.compile(r"^vietnam\.vn\b", re.I),
        re.compile(r"vietnam\.vn\b.*", re.I),
        hosts=("vietnam.vn",),
    ),
)
SITES.add(
    "baotintuc.vn",
    SiteProfile(
        "baotintuc.vn",
        re.compile(r"^baotintuc\.vn\b", re.I),
        re.compile(r"baotintuc\.vn\b.*", re.I),
        hosts=("baotintuc.vn",),
        body=("contents",),
    ),
)
SITES.add(
    "vietnamplus.vn",
    SiteProfile(
        "vietnamplus.vn",
        re.compile(r"^vietnamplus\b", re.I),
        re.compile(r"vietnam\+.*|vietnamplus\b.*", re.I),
        hosts=("vietnamplus.vn",),
        body=("article__body", "cms-body"),
    ),
)
SITES.add("generic", GENERIC)


def site_of(lines: Sequence[str]) -> SiteProfile:
    """The profile of the site that a page's first lines give away."""
    for site in SITES.values():
        if site.recognises is None:
            continue
        if any(site.recognises.search(line) for line in lines[:3]):
            return site
    return GENERIC


def site_at(url: str | None) -> SiteProfile | None:
    """The profile of the site that an address is on, or None."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:  # such as a half-open IPv6 address
        return None
    for site in SITES.values():
        if any(
            host == profiles or host.endswith(f".{profiles}") for profiles in site.hosts
        ):
            return site
    return None
