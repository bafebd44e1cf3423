"""Editing a concept: its impact is shown before it is stored; adding and removing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import msgspec

from glossary.entries.difference import FieldChange
from padanan.values.concepts import StoredConcept
from padanan.values.term_impact import ChangedFinding, ConceptImpact
from padanan.values.termbase import RelatedConcept, TermbaseOverview
from tm.errors import InputError, VersionConflict
from web.api.request_types import Request
from web.api.termbase.changes import preview_concept_edit, preview_concept_removal
from web.api.termbase.concepts import (
    ConceptId,
    ConceptRemoval,
    add_concept,
    edit_concept,
    read_concept,
    remove_concept,
)
from web.api.termbase.facts import list_related_concepts, summarise_termbase
from web.pages.page_route import (
    N_,
    PageGroup,
    Redirect,
    TemplateAnswer,
    make_memory_address,
)
from web.pages.search.excerpts import Excerpt, cut_excerpt
from web.pages.search.view import OriginView, make_origin_view
from web.pages.terms.concept import redirect_to_concept
from web.pages.terms.concept_form import ConceptForm
from web.pages.terms.listing import choose_columns
from web.request_context import RequestContext
from web.route import Role

CONCEPT_EDITING_PAGES = PageGroup()
_MAX_IMPACT_LINES = 12


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """A finding that appears or vanishes, with its texts."""

    finding: ChangedFinding
    source_excerpt: Excerpt
    target_excerpt: Excerpt
    origin: OriginView


@dataclass(frozen=True, slots=True)
class EditView:
    """The form of a concept, and what storing it would do."""

    form: ConceptForm
    concept: StoredConcept | None
    """As it is stored now; None for a new one."""
    overview: TermbaseOverview
    languages: Sequence[str]
    impact: ConceptImpact | None = None
    impact_lines: Sequence[ImpactLine] = ()
    problem: str | None = None
    """Why it cannot be stored."""
    conflicting_changes: Sequence[FieldChange] = ()
    """Where what is stored now differs from what was typed: before, after."""


class ConceptEditPageRequest(Request, frozen=True):
    """The concept to edit."""

    concept: ConceptId


class ConceptEditForm(ConceptForm, frozen=True, kw_only=True):
    """What a concept is to become."""

    concept: ConceptId


@CONCEPT_EDITING_PAGES.add(
    *("GET", "/terms/{concept}/edit", "concept_edit.html"),
    title=N_("Edit the concept"),
    role=Role.TRANSLATOR,
    example={"concept": "office-001"},
)
def show_edit_form(
    context: RequestContext, request: ConceptEditPageRequest
) -> EditView:
    """Show the form of a concept."""
    concept = read_concept(context, request.concept)
    return _make_view(context, ConceptForm.read(concept), concept)


@CONCEPT_EDITING_PAGES.add(
    *("POST", "/terms/{concept}/edit", "concept_edit.html"),
    title=N_("Edit the concept"),
    fragment="concept_impact.html",
    role=Role.TRANSLATOR,
)
def save_or_preview_edit(
    context: RequestContext, form: ConceptEditForm
) -> TemplateAnswer | Redirect:
    """Show what an edit would do, or store it."""
    concept = read_concept(context, form.concept)
    view = _make_view(context, form, concept)
    try:
        request = form.make_edit(form.concept, context.memory_name)
        if form.action == "save":
            version_context = replace(context, version=form.version)
            edited_concept = edit_concept(version_context, request)
            return redirect_to_concept(
                context,
                form.concept,
                done=edited_concept.change_set,
                warnings=[text[:500] for text in edited_concept.warnings[:20]],
            )
        impact = preview_concept_edit(context, request)
    except VersionConflict:
        return TemplateAnswer(_show_conflict(context, view), status=412)
    except InputError as error:
        return TemplateAnswer(replace(view, problem=str(error)), status=422)
    view = replace(view, impact=impact, impact_lines=make_impact_lines(impact))
    if form.version not in (None, concept.version):
        view = _show_conflict(context, view)
    return TemplateAnswer(view)


def _show_conflict(context: RequestContext, view: EditView) -> EditView:
    """Show both versions: what is stored now, and what was typed.

    Storing again then replaces what is stored now.
    """
    assert view.concept is not None
    try:
        request = view.form.make_edit(view.concept.concept, context.memory_name)
        typed_concept = preview_concept_edit(context, request)
    except InputError as error:
        return replace(view, problem=str(error))
    form = msgspec.structs.replace(view.form, version=view.concept.version)
    conflicting_changes = [
        FieldChange(field_change.field, field_change.before, field_change.after)
        for field_change in typed_concept.fields
    ]
    return replace(
        view,
        form=form,
        conflicting_changes=conflicting_changes,
        impact=None,
        impact_lines=(),
    )


class NewConceptRequest(Request, frozen=True):
    """What is known already of a new concept."""

    locale: Annotated[tuple[str, ...], msgspec.Meta(max_length=20)] = ()
    text: Annotated[tuple[str, ...], msgspec.Meta(max_length=20)] = ()
    subject_field: str | None = None


@CONCEPT_EDITING_PAGES.add(
    *("GET", "/terms/new", "concept_edit.html"),
    title=N_("New concept"),
    role=Role.TRANSLATOR,
    example={"locale": "vi", "text": "họp báo"},
)
def show_new_form(context: RequestContext, request: NewConceptRequest) -> EditView:
    """Show the form of a new concept."""
    overview = summarise_termbase(context)
    locales = request.locale or tuple(choose_columns(context, overview)[:2])
    form = ConceptForm(
        term_locale=locales,
        term_text=request.text,
        term_status=("preferred",) * len(locales),
        subject_field=request.subject_field,
    )
    return _make_view(context, form, None)


class NewConceptForm(ConceptForm, frozen=True):
    """What a new concept is to be."""

    homonym: bool = False
    """Whether it is another concept than one with a same term."""


@CONCEPT_EDITING_PAGES.add(
    *("POST", "/terms", "concept_edit.html"),
    title=N_("New concept"),
    role=Role.TRANSLATOR,
)
def add_concept_from_form(
    context: RequestContext, form: NewConceptForm
) -> TemplateAnswer | Redirect:
    """Store a new concept, and show it."""
    try:
        request = form.make_new(context.memory_name, homonym=form.homonym)
        added_concept = add_concept(context, request)
    except InputError as error:
        view = replace(_make_view(context, form, None), problem=str(error))
        return TemplateAnswer(view, status=422)
    return redirect_to_concept(
        context,
        added_concept.concept.concept,
        done=added_concept.change_set,
        warnings=[text[:500] for text in added_concept.warnings[:20]],
    )


@dataclass(frozen=True, slots=True)
class RemovalView:
    """What removing a concept would do."""

    concept: StoredConcept
    impact: ConceptImpact
    impact_lines: Sequence[ImpactLine]
    related_concepts: Sequence[RelatedConcept]
    """Concepts with a relation to it, which then leads nowhere."""


@CONCEPT_EDITING_PAGES.add(
    *("GET", "/terms/{concept}/remove", "concept_remove.html"),
    title=N_("Remove the concept"),
    role=Role.REVIEWER,
    example={"concept": "office-001"},
)
def show_removal(
    context: RequestContext, request: ConceptEditPageRequest
) -> RemovalView:
    """Show what removing a concept would do."""
    concept = read_concept(context, request.concept)
    impact = preview_concept_removal(context, request.concept)
    related_concepts = list_related_concepts(context, request.concept)
    return RemovalView(
        concept,
        replace(impact, warnings=()),  # they are these relations
        make_impact_lines(impact),
        [related for related in related_concepts if related.is_incoming],
    )


class RemovalForm(Request, frozen=True):
    """The concept to remove, as it was read."""

    concept: ConceptId
    version: str | None = None
    termbase: str | None = None


@CONCEPT_EDITING_PAGES.add(
    *("POST", "/terms/{concept}/remove", "concept_remove.html"),
    title=N_("Remove the concept"),
    role=Role.REVIEWER,
)
def remove_concept_from_form(context: RequestContext, form: RemovalForm) -> Redirect:
    """Remove a concept; undoing the change set restores it."""
    change_set_name = remove_concept(
        replace(context, version=form.version), ConceptRemoval(concept=form.concept)
    )
    return Redirect(make_memory_address(context, "/history", done=change_set_name))


def make_impact_lines(impact: ConceptImpact) -> Sequence[ImpactLine]:
    """Make the lines of a sample: some findings that appear, and some that vanish."""
    appearing_findings = [finding for finding in impact.findings if finding.appears]
    vanishing_findings = [finding for finding in impact.findings if not finding.appears]
    appearing_count = max(
        _MAX_IMPACT_LINES // 2, _MAX_IMPACT_LINES - len(vanishing_findings)
    )
    chosen_findings = [
        *appearing_findings[:appearing_count],
        *vanishing_findings[
            : _MAX_IMPACT_LINES - len(appearing_findings[:appearing_count])
        ],
    ]
    return [
        ImpactLine(
            finding,
            cut_excerpt(finding.source, _mark_span(finding.source_span, finding)),
            cut_excerpt(finding.target, _mark_span(finding.target_span, finding)),
            make_origin_view(finding.origin),
        )
        for finding in chosen_findings
    ]


def _mark_span(
    span: tuple[int, int] | None, finding: ChangedFinding
) -> list[tuple[int, int, str]]:
    return [] if span is None else [(*span, "lacking" if finding.appears else "found")]


def _make_view(
    context: RequestContext, form: ConceptForm, concept: StoredConcept | None
) -> EditView:
    overview = summarise_termbase(context)
    return EditView(form, concept, overview, choose_columns(context, overview))
