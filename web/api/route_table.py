"""The table of the API's routes; those asked most often come first."""

from collections.abc import Sequence

from web.api.articles import ARTICLES
from web.api.assistants import ASSISTANTS
from web.api.checks import CHECKS
from web.api.dismissals import DISMISSALS
from web.api.drafts.exports import DRAFT_EXPORTS
from web.api.drafts.findings import DRAFT_FINDINGS
from web.api.drafts.new_draft import DRAFT_BEGINNINGS
from web.api.drafts.own_drafts import DRAFTS
from web.api.drafts.segments import DRAFT_SEGMENTS
from web.api.history import HISTORY
from web.api.jobs.job_progress import JOBS
from web.api.jobs.job_start import JOB_BEGINNINGS
from web.api.jobs.streams import JOB_STREAMS
from web.api.lookup import LOOKUPS
from web.api.memories import MEMORIES
from web.api.missed_errors import MISSED_ERRORS
from web.api.people.administration import ADMINISTRATION
from web.api.people.outside_login import OUTSIDE_LOGINS
from web.api.people.own_account import OWN_ACCOUNT
from web.api.people.roles import ROLES
from web.api.people.session import SESSIONS
from web.api.reviews import REVIEWS
from web.api.suggestions import SUGGESTIONS
from web.api.termbase.changes import CONCEPT_CHANGES
from web.api.termbase.concepts import CONCEPTS
from web.api.termbase.facts import CONCEPT_FACTS
from web.api.terms import TERMS
from web.api.units import UNITS
from web.route import Route

_ROUTE_GROUPS = (
    *(
        LOOKUPS,
        TERMS,
        CONCEPT_FACTS,
        CONCEPT_CHANGES,
        CONCEPTS,
        CHECKS,
        DISMISSALS,
        MISSED_ERRORS,
        ASSISTANTS,
    ),
    *(UNITS, ARTICLES),
    *(DRAFT_BEGINNINGS, DRAFTS, DRAFT_SEGMENTS, DRAFT_FINDINGS, DRAFT_EXPORTS),
    *(REVIEWS, HISTORY, SUGGESTIONS, JOB_BEGINNINGS, JOBS, JOB_STREAMS, MEMORIES),
    *(SESSIONS, OUTSIDE_LOGINS, OWN_ACCOUNT, ADMINISTRATION, ROLES),
)
ROUTES: Sequence[Route] = [route for group in _ROUTE_GROUPS for route in group.routes]
