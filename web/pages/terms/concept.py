"""The page of a concept: languages, holders, sentences, relations and changes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import quote

import msgspec

from glossary.entries.period import is_valid_on
from padanan.values.concepts import ConceptTerm, StoredConcept
from padanan.values.termbase import (
    DatedConceptChange,
    RelatedConcept,
    TermAttestation,
    TermExample,
)
from tm.errors import NotFound
from web.api.history import ChangeNameText, undo
from web.api.request_types import LanguageTag, Request
from web.api.termbase.concepts import ConceptId, read_concept
from web.api.termbase.facts import (
    list_body_offices,
    list_concept_changes,
    list_holders,
    list_related_concepts,
    list_term_uses,
    summarise_termbase,
)
from web.pages.page_route import N_, PageGroup, Redirect, make_memory_address
from web.pages.search.excerpts import Excerpt, cut_excerpt
from web.pages.search.view import OriginView, make_origin_view
from web.pages.terms.listing import choose_columns
from web.pages.terms.timeline import OFFICE_HELD, Timeline, make_timeline
from web.request_context import RequestContext
from web.route import Role

CONCEPT_PAGES = PageGroup()
_MAX_SENTENCES = 8
_MAX_CHANGES = 12
RELATION_WORDS = {
    "broader": N_("Broader concept"),
    "part of": N_("Part of"),
    "office held": N_("Office"),
    "formerly": N_("Formerly"),
    "distinct from": N_("Not to be confused with"),
}
INCOMING_RELATION_WORDS = {
    "broader": N_("Narrower concept"),
    "part of": N_("Has part"),
    "office held": N_("Held by"),
    "formerly": N_("Became"),
    "distinct from": N_("Not to be confused with"),
}


class ConceptPageRequest(Request, frozen=True):
    """The concept to show."""

    concept: ConceptId
    target: LanguageTag | None = None
    """The language of the other side of the sentences."""
    done: ChangeNameText | None = None
    """The change set that the person has just made."""
    warnings: Annotated[tuple[str, ...], msgspec.Meta(max_length=20)] = ()
    """What is stored and may be wrong."""


@dataclass(frozen=True, slots=True)
class ConceptTermView:
    """A term, and how the memory uses it."""

    term: ConceptTerm
    attestation: TermAttestation | None
    is_valid_today: bool


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A unit with a term of the concept."""

    sides: Sequence[tuple[str, Excerpt]]
    """One or two languages with what is shown of their texts."""
    article: str | None
    """The key of the stored article."""
    origin: OriginView


@dataclass(frozen=True, slots=True)
class OfficeView:
    """An office of a body, or the body of an office."""

    related_concept: RelatedConcept
    holder_names: Sequence[Mapping[str, str]]
    """The names of those who hold the office now."""


@dataclass(frozen=True, slots=True)
class ConceptView:
    """All that is known of a concept."""

    concept: StoredConcept
    terms_by_language: Sequence[tuple[str, Sequence[ConceptTermView]]]
    """The terms by language; those of the memory's languages come first."""
    is_valid_today: bool
    timeline: Timeline
    offices: Sequence[OfficeView]
    """The offices of a body with who holds them, or the body of an office."""
    relations: Sequence[tuple[str, Sequence[RelatedConcept]]]
    """By kind, named in English."""
    example_sentences: Sequence[SentenceView]
    used_unit_count: int
    changes: Sequence[DatedConceptChange]
    change_count: int
    just_made_change: DatedConceptChange | None
    """What the person has just changed, for a note with `undo`."""
    languages: Sequence[str]
    may_edit: bool
    may_remove: bool

    @property
    def title_terms(self) -> Sequence[tuple[str, str]]:
        """The preferred terms of the first two languages: locale and text."""
        shown_terms = self.terms_by_language[:2]
        return [(tag, terms[0].term.text) for tag, terms in shown_terms if terms]

    def find_name(
        self, name_by_language: Mapping[str, str], first_language: str | None = None
    ) -> tuple[str, str]:
        """Find the name of another concept to show: locale and text.

        `first_language`: that of the page, for what the page itself says of a concept.
        """
        for tag in (first_language, *self.languages, *name_by_language):
            if tag is not None and tag in name_by_language:
                return tag, name_by_language[tag]
        return "", ""


@CONCEPT_PAGES.add(
    *("GET", "/terms/{concept}", "concept.html"),
    title=N_("Concept"),
    example={"concept": "state-003"},
)
def show_concept(context: RequestContext, request: ConceptPageRequest) -> ConceptView:
    """Show all that is known of a concept."""
    concept = read_concept(context, request.concept)
    languages = choose_columns(context, summarise_termbase(context))
    target = request.target or (languages[1] if len(languages) > 1 else None)
    attestations = list_term_uses(context, concept.concept, target=target)
    use_by_term = {
        (attestation.locale, attestation.text): attestation
        for attestation in attestations
    }
    today = date.today().isoformat()
    locale_tags = sorted(
        dict.fromkeys(term.locale for term in concept.terms),
        key=lambda tag: languages.index(tag) if tag in languages else len(languages),
    )
    columns = [
        (
            tag,
            [
                ConceptTermView(
                    term,
                    use_by_term.get((tag, term.text)),
                    is_valid_on(term.valid_from, term.valid_to, today),
                )
                for term in sorted(concept.terms, key=_rank_term)
                if term.locale == tag
            ],
        )
        for tag in locale_tags
    ]
    related_concepts = list_related_concepts(context, concept.concept)
    changes = list_concept_changes(context, concept.concept)
    return ConceptView(
        concept,
        columns,
        is_valid_on(concept.valid_from, concept.valid_to, today),
        make_timeline(context, concept.concept, related_concepts, today),
        _list_offices(context, concept.concept),
        _group_relations(related_concepts),
        _make_sentences(concept, attestations, languages),
        sum(attestation.units for attestation in attestations),
        changes[:_MAX_CHANGES],
        len(changes),
        next((change for change in changes if change.change_set == request.done), None),
        languages,
        context.role.includes(Role.TRANSLATOR),
        context.role.includes(Role.REVIEWER),
    )


class ConceptUndoForm(Request, frozen=True):
    """The change set of a concept to take back."""

    concept: ConceptId
    name: ChangeNameText


@CONCEPT_PAGES.add(
    *("POST", "/terms/{concept}/undo", "concept.html"),
    title=N_("Concept"),
    role=Role.TRANSLATOR,
)
def undo_concept_change(context: RequestContext, form: ConceptUndoForm) -> Redirect:
    """Take a change of a concept back, and show the concept as it was."""
    undo_change_set = undo(context, form.name).change_set
    try:
        read_concept(context, form.concept)
    except NotFound:  # the change had added it
        return Redirect(make_memory_address(context, "/history", done=undo_change_set))
    return redirect_to_concept(context, form.concept, done=undo_change_set)


def redirect_to_concept(
    context: RequestContext, concept_id: str, **shown: object
) -> Redirect:
    """Lead to the page of a concept."""
    path = f"/terms/{quote(concept_id, safe='')}"
    return Redirect(make_memory_address(context, path, **shown))


def _rank_term(term: ConceptTerm) -> tuple[int, bool]:
    ranks = ("preferred", "admitted", "superseded", "deprecated", "forbidden")
    rank = ranks.index(term.status) if term.status in ranks else len(ranks)
    return rank, term.valid_to is not None


def _list_offices(context: RequestContext, concept_id: str) -> Sequence[OfficeView]:
    """List the offices of a body with their holders of today, or the body."""
    return [
        OfficeView(
            related_concept,
            [
                holding.names
                for holding in list_holders(context, related_concept.concept)
                if related_concept.is_incoming and holding.valid_to is None
            ],
        )
        for related_concept in list_body_offices(context, concept_id)
    ]


def _group_relations(
    related_concepts: Sequence[RelatedConcept],
) -> list[tuple[str, Sequence[RelatedConcept]]]:
    concepts_by_word: dict[str, list[RelatedConcept]] = {}
    for related_concept in related_concepts:
        kind, is_incoming = related_concept.kind, related_concept.is_incoming
        if kind != OFFICE_HELD:
            words = INCOMING_RELATION_WORDS if is_incoming else RELATION_WORDS
            group = concepts_by_word.setdefault(words.get(kind, kind), [])
            group.append(related_concept)
    return list(concepts_by_word.items())


def _make_sentences(
    concept: StoredConcept,
    attestations: Sequence[TermAttestation],
    languages: Sequence[str],
) -> Sequence[SentenceView]:
    """Choose sentences, the newest first; the first language stands on the left."""
    example_by_unit: dict[str, TermExample] = {}
    for attestation in attestations:
        for example in attestation.examples:
            example_by_unit.setdefault(example.unit, example)
    sentences = [
        _make_sentence(concept, example, languages)
        for example in example_by_unit.values()
    ]
    sentences.sort(key=lambda sentence: sentence.origin.day or "", reverse=True)
    return sentences[:_MAX_SENTENCES]


def _make_sentence(
    concept: StoredConcept, example: TermExample, languages: Sequence[str]
) -> SentenceView:
    sides = [(example.locale, cut_excerpt(example.text, [(*example.span, "found")]))]
    if example.other_text is not None and example.other_locale is not None:
        locale, text = example.other_locale, example.other_text
        opposite_side = (locale, cut_excerpt(text, _find_terms(concept, locale, text)))
        sides.insert(0 if example.other_locale in languages[:1] else 1, opposite_side)
    return SentenceView(sides, example.origin.article, make_origin_view(example.origin))


def _find_terms(
    concept: StoredConcept, locale: str, text: str
) -> list[tuple[int, int, str]]:
    """Find the terms of a concept in a text: the longest one, where it is first."""
    term_texts = [term.text for term in concept.terms if term.locale == locale]
    for term_text in sorted(term_texts, key=len, reverse=True):
        term_match = re.search(re.escape(term_text), text, re.IGNORECASE)
        if term_match is not None:
            return [(*term_match.span(), "found")]
    return []
