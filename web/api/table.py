"""The table of the API's routes; those asked most often come first."""

from collections.abc import Sequence

from web.api.articles import ARTICLE_ROUTES
from web.api.assistants import ASSISTANT_ROUTES
from web.api.checks import CHECK_ROUTES
from web.api.concepts import CONCEPT_ROUTES
from web.api.history import HISTORY_ROUTES
from web.api.jobs.routes import JOB_ROUTES
from web.api.lookup import LOOKUP_ROUTES
from web.api.memories import MEMORY_ROUTES
from web.api.people.table import PEOPLE_ROUTES
from web.api.reviews import REVIEW_ROUTES
from web.api.suggestions import SUGGESTION_ROUTES
from web.api.terms import TERM_ROUTES
from web.api.units import UNIT_ROUTES
from web.route import Route

ROUTES: Sequence[Route] = (
    *LOOKUP_ROUTES,
    *TERM_ROUTES,
    *CONCEPT_ROUTES,
    *CHECK_ROUTES,
    *ASSISTANT_ROUTES,
    *UNIT_ROUTES,
    *ARTICLE_ROUTES,
    *REVIEW_ROUTES,
    *HISTORY_ROUTES,
    *SUGGESTION_ROUTES,
    *JOB_ROUTES,
    *MEMORY_ROUTES,
    *PEOPLE_ROUTES,
)
