"""The concepts of the termbase: listing, reading, adding, editing and removing them."""

from typing import Annotated, Any, Literal

import msgspec
import msgspec.structs

from padanan.values.concepts import (
    ConceptChange,
    ConceptPage,
    ConceptRelation,
    ConceptTerm,
    StoredConcept,
)
from web.access import require_role
from web.api.request_types import (
    ChangeSetName,
    Cursor,
    HitLimit,
    LanguageTag,
    PartialDate,
    QueryText,
    Request,
    ServerRequest,
    list_given_values,
)
from web.api.route_group import RouteGroup
from web.request_context import RequestContext
from web.route import Role

CONCEPT_ROUTES = RouteGroup()
ConceptId = Annotated[
    str, msgspec.Meta(min_length=1, max_length=200, examples=["state-015"])
]
Field = Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]
Confidence = Literal["high", "medium", "low"]
TermStatusName = Literal[
    "preferred", "admitted", "deprecated", "superseded", "forbidden"
]
_EXAMPLE_CONCEPT_ID = "house-nguoi-phat-ngon"
_TERMS_EXAMPLE = (
    {"locale": "vi", "text": "Người phát ngôn"},
    {"locale": "id", "text": "Juru Bicara"},
    {"locale": "id", "text": "Jubir", "status": "admitted"},
)


class NewTerm(ServerRequest, frozen=True):
    """One way to name a concept in one language."""

    locale: LanguageTag
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    status: TermStatusName = "preferred"
    shared: bool = False
    """Whether the form is also, or even mainly, the name of another concept."""
    part_of_speech: Field | None = None
    case_sensitive: bool | None = None
    """Whether capitals matter; null: the spelling decides."""
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    note: Field | None = None
    source: Field | None = None
    """Where the fact comes from: `page`, `standard` or a reference."""


class NewRelation(ServerRequest, frozen=True):
    """A relation of a concept to another one."""

    kind: Literal["broader", "part of", "office held", "formerly", "distinct from"]
    concept: ConceptId
    """The id of the other concept."""
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None


NewTerms = Annotated[tuple[NewTerm, ...], msgspec.Meta(min_length=1, max_length=1000)]
Relations = Annotated[tuple[NewRelation, ...], msgspec.Meta(max_length=1000)]


class ConceptSelection(Request, frozen=True):
    """Which concepts to list or count; without a value, all."""

    query: QueryText | None = None
    """A part of a term, ignoring case and diacritics."""
    subject_field: QueryText | None = None
    termbase: QueryText | None = None
    """The name of a termbase; `own` is the house's own."""
    source: LanguageTag | None = None
    """Concepts with a term in this language, and in that of `target`."""
    target: LanguageTag | None = None
    status: TermStatusName | None = None
    """Concepts with a term of this status, in these languages."""
    date: PartialDate | None = None
    """Concepts and terms that are valid on this day, or in this month or year."""
    has_holders: bool = False
    """Only offices of which it is known who holds or held them."""


class ConceptsRequest(ConceptSelection, frozen=True):
    """Some of the selected concepts, and after which one."""

    limit: HitLimit = 100
    cursor: Cursor | None = None


@CONCEPT_ROUTES.add(
    "GET", "/terms", Role.READER, example={"query": "bo truong", "limit": 10}
)
def list_concepts(context: RequestContext, request: ConceptsRequest) -> ConceptPage:
    """List concepts in the order of their ids, page by page.

    `next` is the cursor of the next page.
    """
    return context.memory.terms.list(**list_given_values(request))


class NewConcept(Request, frozen=True):
    """A concept with terms in any number of languages."""

    terms: NewTerms
    concept: ConceptId | None = None
    """Its id; by default it is made of the subject field and the first term."""
    homonym: bool = False
    """Whether it is another concept than one of the subject field with a same term."""
    subject_field: Field | None = None
    definition: Field | None = None
    note: Field | None = None
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    confidence: Confidence | None = None
    termbase: Field | None = None
    """The name of its termbase; by default the house's own."""
    relations: Relations = ()


@CONCEPT_ROUTES.add(
    *("POST", "/terms", Role.TRANSLATOR),
    example={
        "terms": _TERMS_EXAMPLE,
        "concept": _EXAMPLE_CONCEPT_ID,
        "subject_field": "house",
    },
    status=201,
)
def add_concept(context: RequestContext, request: NewConcept) -> ConceptChange:
    """Add a concept to the termbase."""
    return context.memory.terms.add(**list_fields(request))


@CONCEPT_ROUTES.add(
    "GET", "/terms/{concept}", Role.READER, example={"concept": _EXAMPLE_CONCEPT_ID}
)
def read_concept(context: RequestContext, concept: ConceptId) -> StoredConcept:
    """Read a concept."""
    return context.memory.terms.get(concept)


class ConceptEditRequest(Request, frozen=True):
    """What changes of a concept; what is not given stays, and null removes it."""

    concept: ConceptId
    terms: NewTerms | msgspec.UnsetType = msgspec.UNSET
    """All terms, those that stay as well."""
    subject_field: Field | msgspec.UnsetType | None = msgspec.UNSET
    definition: Field | msgspec.UnsetType | None = msgspec.UNSET
    note: Field | msgspec.UnsetType | None = msgspec.UNSET
    valid_from: PartialDate | msgspec.UnsetType | None = msgspec.UNSET
    valid_to: PartialDate | msgspec.UnsetType | None = msgspec.UNSET
    confidence: Confidence | msgspec.UnsetType | None = msgspec.UNSET
    termbase: Field | msgspec.UnsetType | None = msgspec.UNSET
    relations: Relations | msgspec.UnsetType = msgspec.UNSET
    """All relations, those that stay as well."""


@CONCEPT_ROUTES.add(
    *("PATCH", "/terms/{concept}", Role.TRANSLATOR),
    example={
        "concept": _EXAMPLE_CONCEPT_ID,
        "note": "Deplu, 2025",
        "terms": _TERMS_EXAMPLE[:2],
    },
    takes_version=True,
)
def edit_concept(context: RequestContext, request: ConceptEditRequest) -> ConceptChange:
    """Edit the fields of a concept.

    The terms and the relations that are given replace all that the concept has.
    """
    version = verify_concept_role(context, request.concept, Role.TRANSLATOR)
    return context.memory.terms.edit(version=version, **list_fields(request))


class ConceptRemoval(Request, frozen=True):
    """The concept to remove."""

    concept: ConceptId
    termbase: Field | None = None
    """Its termbase, if you may change only that."""


@CONCEPT_ROUTES.add(
    *("DELETE", "/terms/{concept}", Role.REVIEWER),
    key="change_set",
    example={"concept": _EXAMPLE_CONCEPT_ID},
    takes_version=True,
)
def remove_concept(context: RequestContext, request: ConceptRemoval) -> ChangeSetName:
    """Remove a concept; undoing the change set restores it."""
    version = verify_concept_role(context, request.concept, Role.REVIEWER)
    return context.memory.terms.remove(request.concept, version=version)


def verify_concept_role(context: RequestContext, concept_id: str, role: Role) -> str:
    """Return the version of a concept that somebody may change.

    The context has verified the role in the termbase that the request names, which need
    not be that of the concept. Raises Forbidden.
    """
    stored_concept = context.memory.terms.get(concept_id)
    own_role = context.person.rights.find_role(
        context.memory_name, stored_concept.termbase
    )
    require_role(own_role, role, stored_concept.termbase or context.memory_name)
    return context.version or stored_concept.version


def list_fields(request: msgspec.Struct) -> dict[str, Any]:  # of any types
    """List the fields that a request gives, with terms and relations as values."""
    value_by_field = list_given_values(request)
    for field_name, value_type in (
        ("terms", ConceptTerm),
        ("relations", ConceptRelation),
    ):
        if field_name in value_by_field:
            value_by_field[field_name] = [
                value_type(**msgspec.structs.asdict(field_value))
                for field_value in value_by_field[field_name]
            ]
    return value_by_field
