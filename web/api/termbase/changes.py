"""Changes of concepts: their impact before they are made, duplicates, candidates."""

from typing import Annotated

import msgspec

from padanan.values.term_impact import (
    ConceptImpact,
    DuplicateConcepts,
    MergedConcept,
    ProposedTerms,
)
from web.api.request_types import PartialDate, QueryText, TextRequest, list_given_values
from web.api.route_group import RouteGroup
from web.api.termbase.concepts import (
    ConceptEditRequest,
    ConceptId,
    list_fields,
    verify_concept_role,
)
from web.problems import make_time_limit
from web.request_context import RequestContext
from web.route import Role

CONCEPT_CHANGE_ROUTES = RouteGroup()
_CONCEPT_EXAMPLE = {"concept": "house-nguoi-phat-ngon"}
_MERGE_EXAMPLE = {**_CONCEPT_EXAMPLE, "other": "press-nguoi-phat-ngon"}
_TERMS_EXAMPLE = (
    {"locale": "vi", "text": "Người phát ngôn"},
    {"locale": "id", "text": "Jubir"},
)


@CONCEPT_CHANGE_ROUTES.add(
    *("POST", "/terms/{concept}/impact", Role.READER),
    example={**_CONCEPT_EXAMPLE, "terms": _TERMS_EXAMPLE},
)
def preview_concept_edit(
    context: RequestContext, request: ConceptEditRequest
) -> ConceptImpact:
    """Show what an edit of a concept would do, without making it.

    How many units contain each term that changes, and which findings about terms would
    appear in them or vanish.
    """
    return context.memory.termbase.preview_edit(**list_fields(request))


@CONCEPT_CHANGE_ROUTES.add(
    *("GET", "/terms/{concept}/removal", Role.READER), example=_CONCEPT_EXAMPLE
)
def preview_concept_removal(
    context: RequestContext, concept: ConceptId
) -> ConceptImpact:
    """Show what removing a concept would do, without doing it."""
    return context.memory.termbase.preview_removal(concept)


@CONCEPT_CHANGE_ROUTES.add(
    *("GET", "/terms/duplicates", Role.READER), key="duplicates", example={}
)
def list_duplicate_concepts(
    context: RequestContext, limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100
) -> tuple[DuplicateConcepts, ...]:
    """List pairs of concepts that may be the same, the surest first.

    They have the same or nearly the same terms, and nothing tells them apart: neither
    subject field, nor dates, nor a relation `distinct from`.
    """
    return context.memory.termbase.list_duplicates()[:limit]


@CONCEPT_CHANGE_ROUTES.add(
    *("GET", "/terms/{concept}/merge", Role.READER), example=_MERGE_EXAMPLE
)
def preview_concept_merge(
    context: RequestContext, concept: ConceptId, other: ConceptId
) -> MergedConcept:
    """Show what a concept would be after taking over the terms of another one."""
    return context.memory.termbase.preview_merge(concept, other)


@CONCEPT_CHANGE_ROUTES.add(
    *("POST", "/terms/{concept}/merge", Role.REVIEWER),
    example=_MERGE_EXAMPLE,
    takes_version=True,
)
def merge_concepts(
    context: RequestContext, concept: ConceptId, other: ConceptId
) -> MergedConcept:
    """Merge two concepts: the first takes over the terms of the other.

    Where they contradict each other, the first one wins. Relations to the other lead to
    the first from then on, and the other is removed; undoing restores it.
    """
    version = verify_concept_role(context, concept, Role.REVIEWER)
    verify_concept_role(context, other, Role.REVIEWER)
    for redirected_id in context.memory.termbase.preview_merge(
        concept, other
    ).redirected:
        verify_concept_role(context, redirected_id, Role.REVIEWER)
    return context.memory.termbase.merge(concept, other, version=version)


class CandidatesRequest(TextRequest, frozen=True):
    """Where to look for candidates: in an article, or in units."""

    article: QueryText | None = None
    """The key of an article; by default the units of the memory are read."""
    since: PartialDate | None = None
    """Units of texts that were published on this day or later."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 50


@CONCEPT_CHANGE_ROUTES.add(
    *("GET", "/terms/candidates", Role.READER),
    example={"source": "vi", "target": "id", "limit": 20},
)
def list_term_candidates(
    context: RequestContext, request: CandidatesRequest
) -> ProposedTerms:
    """Find repeated phrases that may be terms, with their likely translations.

    What the termbase has is left out, and nothing is stored. Of a very large memory,
    ask for an article, or for units since a day.
    """
    time_limit = make_time_limit(context.server.settings.request_seconds)
    return context.memory.termbase.find_candidates(
        **list_given_values(request), report_progress=time_limit
    )
