"""Fetching pages by a fetcher that is imported when the first page is fetched."""

from collections.abc import Callable

from tm.articles.web.cache import Fetched, PageCache
from tm.settings import Fetch


def make_fetch(
    settings: Fetch, *, offline: bool = False, refresh: bool = False
) -> Callable[[str], Fetched]:
    """Make the function that fetches the page of an address.

    `offline`: only from the cache of pages. `refresh`: not from that cache.
    """
    if offline:
        return PageCache(settings.folder).demand
    fetchers: list[Callable[[str], Fetched]] = []

    def fetch(url: str) -> Fetched:
        if not fetchers:
            # httpx takes a tenth of a second to import, and few calls need it.
            from tm.articles.page.element import is_login_page
            from tm.articles.web.fetch import Fetcher

            fetcher = Fetcher(settings, refresh=refresh, is_login_page=is_login_page)
            fetchers.append(fetcher.fetch)
        return fetchers[0](url)

    return fetch
