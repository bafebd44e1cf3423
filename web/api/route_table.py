"""The table of the API's routes; those asked most often come first."""

from collections.abc import Sequence

from web.api.articles import ARTICLE_ROUTES
from web.api.assistants import ASSISTANT_ROUTES
from web.api.checks import CHECK_ROUTES
from web.api.dismissals import DISMISSAL_ROUTES
from web.api.drafts.exports import DRAFT_EXPORT_ROUTES
from web.api.drafts.findings import DRAFT_FINDING_ROUTES
from web.api.drafts.new_draft import NEW_DRAFT_ROUTES
from web.api.drafts.own_drafts import DRAFT_ROUTES
from web.api.drafts.segments import DRAFT_SEGMENT_ROUTES
from web.api.history import HISTORY_ROUTES
from web.api.jobs.job_progress import JOB_ROUTES
from web.api.jobs.job_start import JOB_START_ROUTES
from web.api.jobs.streams import JOB_STREAM_ROUTES
from web.api.lookup import LOOKUP_ROUTES
from web.api.memories import MEMORY_ROUTES
from web.api.missed_errors import MISSED_ERROR_ROUTES
from web.api.people.administration import ADMINISTRATION_ROUTES
from web.api.people.outside_login import OUTSIDE_LOGIN_ROUTES
from web.api.people.own_account import OWN_ACCOUNT_ROUTES
from web.api.people.roles import ROLE_ROUTES
from web.api.people.session import SESSION_ROUTES
from web.api.reviews import REVIEW_ROUTES
from web.api.suggestions import SUGGESTION_ROUTES
from web.api.termbase.changes import CONCEPT_CHANGE_ROUTES
from web.api.termbase.concepts import CONCEPT_ROUTES
from web.api.termbase.facts import CONCEPT_FACT_ROUTES
from web.api.terms import TERM_ROUTES
from web.api.units import UNIT_ROUTES
from web.route import Route

_ROUTE_GROUPS = (
    *(
        LOOKUP_ROUTES,
        TERM_ROUTES,
        CONCEPT_FACT_ROUTES,
        CONCEPT_CHANGE_ROUTES,
        CONCEPT_ROUTES,
        CHECK_ROUTES,
        DISMISSAL_ROUTES,
        MISSED_ERROR_ROUTES,
        ASSISTANT_ROUTES,
    ),
    *(UNIT_ROUTES, ARTICLE_ROUTES),
    *(
        NEW_DRAFT_ROUTES,
        DRAFT_ROUTES,
        DRAFT_SEGMENT_ROUTES,
        DRAFT_FINDING_ROUTES,
        DRAFT_EXPORT_ROUTES,
    ),
    *(
        REVIEW_ROUTES,
        HISTORY_ROUTES,
        SUGGESTION_ROUTES,
        JOB_START_ROUTES,
        JOB_ROUTES,
        JOB_STREAM_ROUTES,
        MEMORY_ROUTES,
    ),
    *(
        SESSION_ROUTES,
        OUTSIDE_LOGIN_ROUTES,
        OWN_ACCOUNT_ROUTES,
        ADMINISTRATION_ROUTES,
        ROLE_ROUTES,
    ),
)
ROUTES: Sequence[Route] = [route for group in _ROUTE_GROUPS for route in group.routes]
