"""The table of pages, and their addresses in the application."""

from collections.abc import Container, Iterable, Iterator, Sequence

from starlette.routing import Route as AddressRoute
from starlette.routing import compile_path

from web.api_endpoint import make_addresses
from web.pages.articles.article_page import ARTICLE_PAGES
from web.pages.articles.findings import FINDING_PAGES
from web.pages.articles.list import ARTICLE_LIST_PAGES
from web.pages.checks.critical_marks import CRITICAL_MARK_PAGES
from web.pages.checks.decisions import DECISION_PAGES
from web.pages.checks.missed_error_form import MISSED_ERROR_FORM_PAGES
from web.pages.checks.missed_errors import MISSED_ERROR_PAGES
from web.pages.checks.precision import PRECISION_PAGES
from web.pages.checks.report import REPORT_PAGES
from web.pages.checks.scorecard import SCORECARD_PAGES
from web.pages.checks.start import START_PAGES
from web.pages.checks.view import RUN_PAGES
from web.pages.exchange.export_jobs import EXPORT_JOB_PAGES
from web.pages.exchange.exports import EXPORT_PAGES
from web.pages.exchange.file_forms import FILE_FORM_PAGES
from web.pages.exchange.first_steps import FIRST_STEP_PAGES
from web.pages.exchange.imports import IMPORT_PAGES
from web.pages.history import HISTORY_PAGES
from web.pages.link_page import LINK_PAGES
from web.pages.login_page import LOGIN_PAGES
from web.pages.overview import OVERVIEW_PAGES
from web.pages.page_endpoint import make_page_endpoint
from web.pages.page_route import PageRoute
from web.pages.people.directory import PEOPLE_PAGES
from web.pages.people.own_account import ACCOUNT_PAGES
from web.pages.review.decisions import PAIR_DECISION_PAGES
from web.pages.review.queue import REVIEW_PAGES
from web.pages.search.attestation_plot import ATTESTATION_PAGES
from web.pages.search.filter_names import FILTER_NAME_PAGES
from web.pages.search.pages import SEARCH_PAGES
from web.pages.search.unit_page import UNIT_PAGES
from web.pages.search.unit_states import UNIT_STATE_PAGES
from web.pages.shell import NAVIGATION
from web.pages.terms.candidates import CANDIDATE_PAGES
from web.pages.terms.concept import CONCEPT_PAGES
from web.pages.terms.duplicates import DUPLICATE_PAGES
from web.pages.terms.editing import CONCEPT_EDITING_PAGES
from web.pages.terms.listing import CONCEPT_LIST_PAGES
from web.pages.terms.suggestions import SUGGESTION_PAGES
from web.pages.translate.draft_actions import DRAFT_ACTION_PAGES
from web.pages.translate.editor import EDITOR_PAGES
from web.pages.translate.start import TRANSLATE_PAGES
from web.server import Server

PAGES: Sequence[PageRoute] = [
    page
    for group in (
        *(CONCEPT_LIST_PAGES, SUGGESTION_PAGES, DUPLICATE_PAGES, CANDIDATE_PAGES),
        *(CONCEPT_EDITING_PAGES, CONCEPT_PAGES),
        *(
            SEARCH_PAGES,
            ATTESTATION_PAGES,
            UNIT_PAGES,
            UNIT_STATE_PAGES,
            FILTER_NAME_PAGES,
            START_PAGES,
            DECISION_PAGES,
            CRITICAL_MARK_PAGES,
            MISSED_ERROR_PAGES,
            MISSED_ERROR_FORM_PAGES,
            PRECISION_PAGES,
            RUN_PAGES,
            REPORT_PAGES,
            SCORECARD_PAGES,
            HISTORY_PAGES,
            IMPORT_PAGES,
            FILE_FORM_PAGES,
            EXPORT_PAGES,
            EXPORT_JOB_PAGES,
            FIRST_STEP_PAGES,
        ),
        *(ARTICLE_LIST_PAGES, ARTICLE_PAGES, FINDING_PAGES),
        *(TRANSLATE_PAGES, EDITOR_PAGES, DRAFT_ACTION_PAGES, OVERVIEW_PAGES),
        *(REVIEW_PAGES, PAIR_DECISION_PAGES),
        *(LOGIN_PAGES, LINK_PAGES, ACCOUNT_PAGES, PEOPLE_PAGES),
    )
    for page in group.pages
]


def make_page_addresses(server: Server) -> Iterator[AddressRoute]:
    """Make one address of all pages with the same path."""
    paths = {page.route.path for page in PAGES}
    navigation = {path: name for path, name in NAVIGATION.items() if path in paths}
    return make_addresses(
        (page.route, make_page_endpoint(page, server, navigation)) for page in PAGES
    )


class PagePaths(Container[str]):
    """The paths of pages, and some more: a link in a message may lead there."""

    def __init__(self, additional_path_patterns: Iterable[str] = ()) -> None:
        path_patterns = {
            page.route.path_pattern for page in PAGES if page.route.verb == "GET"
        }
        path_patterns.update(additional_path_patterns)
        self._patterns = [compile_path(path)[0] for path in sorted(path_patterns)]

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and any(
            pattern.match(path) for pattern in self._patterns
        )
