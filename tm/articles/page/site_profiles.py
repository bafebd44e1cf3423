"""Site profiles: rules for reading the pages of one news site.

A profile says which lines identify the site's pages, and which lines at the top of a
page are not part of the article. Labels common to all sites are in `page_labels.toml`.
Other packages add profiles by the entry-point group `padanan.sites`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tm.name_registry import Registry


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """Rules for reading the pages of one site."""

    name: str
    page_pattern: re.Pattern[str] | None
    """Pattern in the first lines of the site's pages; None: chosen by name only."""
    banner_pattern: re.Pattern[str]
    """Pattern of a line above every article."""
    hosts: tuple[str, ...] = ()
    """Hosts of the site; subdomains are included: `a.vn` covers `id.a.vn`."""
    body_classes: tuple[str, ...] = ()
    """Classes of the HTML element that holds the text."""


SITES: Registry[SiteProfile] = Registry(
    "site profile", entry_point_group="padanan.sites"
)

_HOST_AND_MOTTO_PATTERN = re.compile(
    r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}\s+[-–—|:]\s+\S.*", re.I
)

GENERIC_SITE = SiteProfile("generic", None, _HOST_AND_MOTTO_PATTERN)
"""Any page: a banner is a host name, a dash and a motto."""

SITES.add(
    "vietnam.vn",
    SiteProfile(
        "vietnam.vn",
        re.compile(r"^vietnam\.vn\b", re.I),
        # The motto of the state stands below the name of the site.
        re.compile(r"vietnam\.vn\b.*|độc lập [-–] tự do [-–] hạnh phúc", re.I),
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
        body_classes=("contents",),
    ),
)
SITES.add(
    "vietnamplus.vn",
    SiteProfile(
        "vietnamplus.vn",
        re.compile(r"^vietnamplus\b", re.I),
        re.compile(r"vietnam\+.*|vietnamplus\b.*", re.I),
        hosts=("vietnamplus.vn",),
        body_classes=("article__body", "cms-body"),
    ),
)
SITES.add("generic", GENERIC_SITE)


def recognise_site(lines: Sequence[str]) -> SiteProfile:
    """Recognise the site of a page by its first lines."""
    for site_profile in SITES.values():
        if site_profile.page_pattern is None:
            continue
        if any(site_profile.page_pattern.search(line) for line in lines[:3]):
            return site_profile
    return GENERIC_SITE


def find_site_of_url(url: str | None) -> SiteProfile | None:
    """Find the profile of the site that an address is on; None if there is none."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:  # such as a half-open IPv6 address
        return None
    for site_profile in SITES.values():
        if any(
            host == site_host or host.endswith(f".{site_host}")
            for site_host in site_profile.hosts
        ):
            return site_profile
    return None
