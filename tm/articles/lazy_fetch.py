"""Fetching pages with a fetcher that is imported only when a page is fetched."""

from collections.abc import Callable

from tm.articles.web.cache import FetchedPage, PageCache
from tm.settings import FetchSettings


def make_fetch(
    settings: FetchSettings, *, offline: bool = False, refresh: bool = False
) -> Callable[[str], FetchedPage]:
    """Make the function that fetches the page of an address.

    `offline`: read pages from the cache only. `refresh`: fetch cached pages again.
    """
    if offline:
        return PageCache(settings.cache_folder).require
    imported_fetch_functions: list[Callable[[str], FetchedPage]] = []

    def fetch(url: str) -> FetchedPage:
        if not imported_fetch_functions:
            # httpx takes a tenth of a second to import, and few calls need it.
            from tm.articles.page.element import is_login_page
            from tm.articles.web.fetch import Fetcher

            fetcher = Fetcher(settings, refresh=refresh, is_login_page=is_login_page)
            imported_fetch_functions.append(fetcher.fetch)
        return imported_fetch_functions[0](url)

    return fetch
