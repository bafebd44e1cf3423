"""The names that filters offer while somebody types: sites, publishers, people."""

from padanan.values.units import FilterNames
from web.api.request_types import Request
from web.api.units import list_filter_names
from web.pages.page_route import N_, PageGroup
from web.request_context import RequestContext

FILTER_NAME_PAGES = PageGroup()


@FILTER_NAME_PAGES.add(
    *("GET", "/search/names", "filter_names_page.html"),
    title=N_("Names for filters"),
    fragment="filter_names.html",
)
def show_names(context: RequestContext, request: Request) -> FilterNames:
    """Show the names, which a page loads once somebody uses its filters."""
    return list_filter_names(context)
