"""Pairs of concepts that may be the same: compared, merged with a preview, or kept."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from padanan.values.concepts import ConceptTerm, StoredConcept
from padanan.values.term_impact import DuplicateConcepts, MergedConcept
from web.api.history import ChangeNameText
from web.api.request_types import Request
from web.api.termbase.changes import (
    list_duplicate_concepts,
    merge_concepts,
    preview_concept_merge,
)
from web.api.termbase.concepts import (
    ConceptEditRequest,
    ConceptId,
    NewRelation,
    edit_concept,
    read_concept,
)
from web.pages.page_route import N_, PageGroup, Redirect
from web.pages.terms.concept import redirect_to_concept
from web.request_context import RequestContext
from web.route import Role

DUPLICATE_PAGES = PageGroup()
_MAX_PAIRS = 25
_FIELD_NAMES = ("subject_field", "definition", "confidence", "valid_from", "valid_to")


class DuplicatesRequest(Request, frozen=True):
    """Nothing to choose."""

    done: ChangeNameText | None = None
    """The change set that the person has just made."""


@dataclass(frozen=True, slots=True)
class DuplicatesView:
    """Some pairs, the surest first."""

    pairs: Sequence[DuplicateConcepts]
    total: int
    """How many pairs there are; only some are shown."""
    may_edit: bool
    may_merge: bool


@DUPLICATE_PAGES.add(
    *("GET", "/terms/duplicates", "duplicates.html"), title=N_("Duplicates"), example={}
)
def show_duplicates(
    context: RequestContext, request: DuplicatesRequest
) -> DuplicatesView:
    """Show pairs of concepts that may be the same."""
    pairs = list_duplicate_concepts(context, 500)
    return DuplicatesView(
        pairs[:_MAX_PAIRS],
        len(pairs),
        context.role.includes(Role.TRANSLATOR),
        context.role.includes(Role.REVIEWER),
    )


class MergeRequest(Request, frozen=True):
    """The concept that stays, and the one whose terms it takes over."""

    concept: ConceptId
    other: ConceptId


@dataclass(frozen=True, slots=True)
class MergedTerm:
    """A term of the merged concept, and where it comes from."""

    term: ConceptTerm
    is_from_kept: bool
    """Whether the concept that stays has it."""
    is_from_other: bool
    """Whether the concept that is merged into it has it."""
    other_status: str | None
    """Its status in the other concept, where that gives way."""


@dataclass(frozen=True, slots=True)
class MergeView:
    """Two concepts, and what they would be together."""

    kept_concept: StoredConcept
    other_concept: StoredConcept
    merged_concept: MergedConcept
    merged_terms: Sequence[MergedTerm]
    dropped_fields: Sequence[tuple[str, str]]
    """Fields of the other concept that give way to those of the kept one."""
    may_merge: bool


@DUPLICATE_PAGES.add(
    *("GET", "/terms/{concept}/merge", "concept_merge.html"),
    title=N_("Merge two concepts"),
    example={"concept": "office-001", "other": "office-002"},
)
def show_merge(context: RequestContext, request: MergeRequest) -> MergeView:
    """Show what two concepts would be together, before they are merged."""
    kept_concept = read_concept(context, request.concept)
    other_concept = read_concept(context, request.other)
    merged_concept = preview_concept_merge(context, request.concept, request.other)
    return MergeView(
        kept_concept,
        other_concept,
        merged_concept,
        _make_merged_terms(kept_concept, other_concept, merged_concept),
        [
            (name, getattr(other_concept, name))
            for name in _FIELD_NAMES
            if getattr(other_concept, name)
            not in (None, getattr(merged_concept.concept, name))
        ],
        context.role.includes(Role.REVIEWER),
    )


def _make_merged_terms(
    kept_concept: StoredConcept,
    other_concept: StoredConcept,
    merged_concept: MergedConcept,
) -> Sequence[MergedTerm]:
    kept_locales_and_texts = {(term.locale, term.text) for term in kept_concept.terms}
    other_status_by_locale_and_text = {
        (term.locale, term.text): term.status for term in other_concept.terms
    }
    merged_terms = []
    for term in merged_concept.concept.terms:
        locale_and_text = (term.locale, term.text)
        other_status = other_status_by_locale_and_text.get(locale_and_text)
        merged_terms.append(
            MergedTerm(
                term,
                locale_and_text in kept_locales_and_texts,
                other_status is not None,
                None if other_status == term.status else other_status,
            )
        )
    return merged_terms


class MergeForm(MergeRequest, frozen=True, kw_only=True):
    """Two concepts to merge, as the first one was read."""

    version: str | None = None


@DUPLICATE_PAGES.add(
    *("POST", "/terms/{concept}/merge", "concept_merge.html"),
    title=N_("Merge two concepts"),
    role=Role.REVIEWER,
)
def merge_concepts_from_form(context: RequestContext, form: MergeForm) -> Redirect:
    """Merge two concepts, and show the one that stays."""
    merged_concept = merge_concepts(
        replace(context, version=form.version), form.concept, form.other
    )
    return redirect_to_concept(context, form.concept, done=merged_concept.change_set)


@DUPLICATE_PAGES.add(
    *("POST", "/terms/{concept}/distinguish", "duplicates.html"),
    title=N_("Duplicates"),
    role=Role.TRANSLATOR,
)
def distinguish_concepts_from_form(
    context: RequestContext, form: MergeForm
) -> Redirect:
    """Store that two concepts are different, so that the pair is listed no more."""
    stored_concept = read_concept(context, form.concept)
    relations = [
        NewRelation(**asdict(relation)) for relation in stored_concept.relations
    ]
    relations.append(NewRelation(kind="distinct from", concept=form.other))
    request = ConceptEditRequest(concept=form.concept, relations=tuple(relations))
    edited_concept = edit_concept(replace(context, version=form.version), request)
    return redirect_to_concept(context, "duplicates", done=edited_concept.change_set)
