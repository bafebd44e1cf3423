"""The host in the address of a page, by which sites are told apart."""

from urllib.parse import urlsplit


def find_host(url: str | None) -> str:
    """Find the host of an address in small letters, without `www.`; empty without one.

    >>> find_host("https://www.Vietnam.vn:443/id/a"), find_host("page.txt")
    ('vietnam.vn', '')
    """
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def parse_site(text: str) -> str:
    """Parse what people give as a site, an address or a host; empty for neither.

    >>> [*map(parse_site, ("vietnam.vn", "https://www.vietnam.vn/id", "/"))]
    ['vietnam.vn', 'vietnam.vn', '']
    """
    stripped_text = text.strip()
    return find_host(
        stripped_text if "://" in stripped_text else f"https://{stripped_text}"
    )
