"""What is known of concepts: counts, holders, relations, uses and changes."""

from typing import Annotated

import msgspec

from padanan.contents.termbase.concept_filter import ConceptFilter
from padanan.values.concepts import OfficeHolding
from padanan.values.termbase import (
    ConceptCount,
    DatedConceptChange,
    RelatedConcept,
    TermAttestation,
    TermbaseOverview,
)
from web.api.request_types import LanguageTag, list_given_values
from web.api.route_group import RouteGroup
from web.api.termbase.concepts import ConceptId, ConceptSelection
from web.request_context import RequestContext
from web.route import Role

CONCEPT_FACT_ROUTES = RouteGroup()
_CONCEPT_EXAMPLE = {"concept": "house-nguoi-phat-ngon"}


@CONCEPT_FACT_ROUTES.add("GET", "/terms/overview", Role.READER, example={})
def summarise_termbase(context: RequestContext) -> TermbaseOverview:
    """Count the concepts by subject field, and list the languages of the terms."""
    return context.memory.termbase.summarise()


@CONCEPT_FACT_ROUTES.add(
    "GET",
    "/terms/count",
    Role.READER,
    example={"query": "bo truong", "status": "preferred"},
)
def count_concepts(context: RequestContext, request: ConceptSelection) -> ConceptCount:
    """Count the concepts that a list with these conditions has on all its pages."""
    conditions = ConceptFilter(**list_given_values(request))
    return ConceptCount(context.memory.terms.count(conditions))


@CONCEPT_FACT_ROUTES.add(
    *("GET", "/terms/{concept}/holders", Role.READER),
    key="holders",
    example=_CONCEPT_EXAMPLE,
)
def list_holders(
    context: RequestContext, concept: ConceptId
) -> tuple[OfficeHolding, ...]:
    """List who holds or held an office, the last first."""
    context.memory.terms.get(concept)
    return context.memory.terms.list_holders(concept)


@CONCEPT_FACT_ROUTES.add(
    *("GET", "/terms/{concept}/relations", Role.READER),
    key="relations",
    example=_CONCEPT_EXAMPLE,
)
def list_related_concepts(
    context: RequestContext, concept: ConceptId
) -> tuple[RelatedConcept, ...]:
    """List the relations of a concept and those of others to it, with their names."""
    return context.memory.termbase.list_related(concept)


@CONCEPT_FACT_ROUTES.add(
    *("GET", "/terms/{concept}/offices", Role.READER),
    key="offices",
    example={"concept": "ministry-012"},
)
def list_body_offices(
    context: RequestContext, concept: ConceptId
) -> tuple[RelatedConcept, ...]:
    """List the offices of a body, or the body of an office, as their names tell.

    `is_incoming`: it is an office of the concept.
    """
    context.memory.terms.get(concept)
    return context.memory.termbase.list_body_offices(concept)


@CONCEPT_FACT_ROUTES.add(
    *("GET", "/terms/{concept}/uses", Role.READER),
    key="uses",
    example={**_CONCEPT_EXAMPLE, "target": "id"},
)
def list_term_uses(
    context: RequestContext,
    concept: ConceptId,
    target: LanguageTag | None = None,
    examples: Annotated[int, msgspec.Meta(ge=0, le=20)] = 3,
) -> tuple[TermAttestation, ...]:
    """List how the memory uses each term: units, first and last day, sentences.

    Of a term in very many units only the oldest and the newest are read. `target`: the
    language that the other side of the sentences should have, if it can be.
    """
    return context.memory.termbase.list_uses(concept, target=target, examples=examples)


@CONCEPT_FACT_ROUTES.add(
    *("GET", "/terms/{concept}/history", Role.READER),
    key="changes",
    example=_CONCEPT_EXAMPLE,
)
def list_concept_changes(
    context: RequestContext, concept: ConceptId
) -> tuple[DatedConceptChange, ...]:
    """List the changes of a concept field by field, the latest first.

    Also those of a concept that was removed.
    """
    return context.memory.termbase.list_changes(concept)
