"""Glossaries of MyMemory: the terms of the termbase, as MateCat shows and edits them.

A term of MateCat is a concept with a term in two languages.
"""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from padanan.contents.stored_concepts import ConceptEdit
from padanan.values.concepts import ConceptTerm, StoredConcept
from padanan.values.terms import FoundTerm
from tm.errors import InputError, NotFound
from tm.text.locale import Locale
from web.dialects.languages import RequestedPair, parse_language
from web.dialects.refusals import make_refusal
from web.dialects.routes import JsonObject, make_routes
from web.people.role import Role
from web.request_context import RequestContext


class GlossaryText(msgspec.Struct, frozen=True):
    """A term in one language."""

    term: str
    note: str | None = None


class GlossaryMetadata(msgspec.Struct, frozen=True):
    """What is known of a term."""

    definition: str | None = None
    domain: str | None = None


class GlossaryTerm(msgspec.Struct, frozen=True):
    """A term with its translation."""

    source: GlossaryText | None = None
    target: GlossaryText | None = None
    source_language: str = ""
    target_language: str = ""
    term_id: str = ""
    metadata: GlossaryMetadata = GlossaryMetadata()

    def make_concept_terms(self) -> list[ConceptTerm]:
        """Make the terms of a concept. Raises InputError."""
        if self.source is None or self.target is None:
            raise InputError("a term needs source and target; give both")
        return [
            ConceptTerm(
                parse_language(language).tag,
                text.term,
                note=text.note or None,
            )
            for language, text in (
                (self.source_language, self.source),
                (self.target_language, self.target),
            )
        ]


class GlossaryRequest(RequestedPair, frozen=True, kw_only=True):
    """A segment, or its part, whose terms a client asks for."""

    source: str
    id_segment: str | int | None = None

    def find_terms(self, context: RequestContext) -> list[FoundTerm]:
        """Find the terms of the segment."""
        return context.memory.terms.find(self.source, **self.sides)

    def describe_terms(
        self, context: RequestContext, found_terms: Sequence[FoundTerm]
    ) -> list[JsonObject]:
        """Describe found terms that have both languages."""
        descriptions = []
        for term in found_terms:
            try:
                concept = context.memory.terms.get(term.concept)
            except NotFound:
                continue  # made of several, as a title with its body is
            match = self.describe_concept(concept, term.term)
            if match is not None:
                descriptions.append(match | {"matching_words": [term.text]})
        return descriptions

    def describe_concept(self, concept: StoredConcept, text: str) -> JsonObject | None:
        """Describe a concept as a term of both languages; None if it lacks one."""
        side_descriptions = []
        for language in (self.source_language, self.target_language):
            locale = Locale.parse(language)
            usable_terms = [
                term
                for term in concept.terms
                if locale.covers(Locale.parse(term.locale))
                and term.status != "forbidden"
            ]
            if not usable_terms:
                return None
            shown_term = next(
                (term for term in usable_terms if term.text == text), usable_terms[0]
            )
            side_descriptions.append(
                {"term": shown_term.text, "note": shown_term.note or "", "sentence": ""}
            )
        return {
            "term_id": concept.concept,
            "source_language": self.source_language,
            "target_language": self.target_language,
            "source": side_descriptions[0],
            "target": side_descriptions[1],
            "matching_words": [side_descriptions[0]["term"]],
            "metadata": {
                "definition": concept.definition or "",
                "keys": [{"key": "", "key_name": concept.termbase or ""}],
                "domain": concept.subject_field or "",
                "subdomain": "",
                "create_date": "",
                "last_update": "",
            },
        }


def get_terms(context: RequestContext, *, request: GlossaryRequest) -> JsonObject:
    """List the terms of a segment."""
    terms = request.describe_terms(context, request.find_terms(context))
    return {"matches": {"id_segment": request.id_segment, "terms": terms}}


def search_terms(context: RequestContext, *, request: GlossaryRequest) -> JsonObject:
    """List the concepts that have a term like what somebody types."""
    matches = context.memory.terms.lookup(
        request.source, source=request.source_language
    )
    terms = [
        description
        for match in matches
        if not match.is_composed
        and (description := request.describe_concept(match.concept, match.term))
    ]
    return {"matches": {"terms": terms}}


def check_terms(
    context: RequestContext, *, request: GlossaryRequest, target: str
) -> JsonObject:
    """List the terms that a translation lacks, and those that it should not have."""
    folded_target = target.casefold()
    missing_terms = [
        term
        for term in request.find_terms(context)
        if term.translations
        and not any(text.casefold() in folded_target for text in term.translations)
    ]
    forbidden_terms = [
        term
        for term in _find_target_terms(context, target, request)
        if term.is_forbidden
    ]
    matches = {
        "id_segment": request.id_segment,
        "missing_terms": request.describe_terms(context, missing_terms),
        "blacklisted_terms": request.describe_terms(context, forbidden_terms),
    }
    return {"matches": matches}


def _find_target_terms(
    context: RequestContext, text: str, pair: RequestedPair
) -> list[FoundTerm]:
    """Find the terms of a translation, also those that are to be avoided."""
    source, target = pair.target_language, pair.source_language
    return context.memory.terms.find(
        text, source=source, target=target, include_forbidden=True
    )


def set_term(context: RequestContext, *, term: GlossaryTerm) -> JsonObject:
    """Store a term with its translation."""
    change = context.memory.terms.add(
        term.make_concept_terms(),
        definition=term.metadata.definition or None,
        subject_field=term.metadata.domain or None,
    )
    return _make_done(change.concept.concept)


def _replace_preferred_terms(
    terms: list[ConceptTerm], glossary_term: GlossaryTerm
) -> None:
    """Put new terms into the places of the preferred ones of their languages."""
    for new_term in glossary_term.make_concept_terms():
        term_indexes = [
            term_index
            for term_index, stored_term in enumerate(terms)
            if (stored_term.locale, stored_term.status)
            == (new_term.locale, "preferred")
        ]
        if term_indexes:
            stored_term = terms[term_indexes[0]]
            terms[term_indexes[0]] = replace(
                stored_term, text=new_term.text, note=new_term.note
            )
        else:
            terms.append(new_term)


def update_term(context: RequestContext, *, term: GlossaryTerm) -> JsonObject:
    """Edit a term: the concept keeps its terms in other languages, and other forms."""
    terms = list(context.memory.terms.get(term.term_id).terms)
    _replace_preferred_terms(terms, term)
    changes: ConceptEdit = {"terms": terms}
    if term.metadata.definition:
        changes["definition"] = term.metadata.definition
    context.memory.terms.edit(term.term_id, **changes)
    return _make_done(term.term_id)


def delete_term(context: RequestContext, *, term: GlossaryTerm) -> JsonObject:
    """Remove a term; `padanan undo` takes it back."""
    context.memory.terms.remove(term.term_id)
    return _make_done(term.term_id)


def report_pair_with_terms(
    context: RequestContext, *, pair: RequestedPair
) -> JsonObject:
    """Say whether the termbase has terms of two languages."""
    page = context.memory.terms.list(limit=1, **pair.sides)
    pair_name = f"{pair.source_language}|{pair.target_language}"
    return {"entries": {pair_name: bool(page.concepts)}}


def _make_done(concept_id: str) -> JsonObject:
    return {
        "responseData": {"term_id": concept_id},
        "responseDetails": concept_id,
        "responseStatus": 200,
    }


_LANGUAGES_EXAMPLE = {"source_language": "vi-VN", "target_language": "id-ID"}
_SENTENCE_EXAMPLE = {
    **_LANGUAGES_EXAMPLE,
    "source": "Bộ Công an họp báo",
    "target": "Jumpa pers Kementerian Keamanan Publik",
}
_TERM_EXAMPLE = {
    **_LANGUAGES_EXAMPLE,
    "source": {"term": "bản ghi nhớ hợp tác", "note": ""},
    "target": {"term": "nota kesepahaman kerja sama", "note": ""},
    "metadata": {"definition": "", "domain": "diplomacy"},
}
_STORED_TERM_EXAMPLE = {**_TERM_EXAMPLE, "term_id": "diplomacy-ban-ghi-nho-hop-tac"}
_GLOSSARY_PATHS = "/glossary /v2/glossary"
GLOSSARY_ROUTES = [
    *make_routes(
        ("POST /get", get_terms, _SENTENCE_EXAMPLE),
        ("POST /search", search_terms, _SENTENCE_EXAMPLE),
        ("POST /check", check_terms, _SENTENCE_EXAMPLE),
        ("POST /keys", report_pair_with_terms, _LANGUAGES_EXAMPLE),
        make_refusal(
            "POST /import /export",
            "use POST /api/v1/jobs/import and /api/v1/jobs/export",
        ),
        make_refusal("POST /domains", "/glossary/get gives that of each term"),
        parent_paths=_GLOSSARY_PATHS,
    ),
    # A term steers the work of everybody.
    *make_routes(
        ("POST /set", set_term, {"term": _TERM_EXAMPLE}),
        ("POST /update", update_term, {"term": _STORED_TERM_EXAMPLE}),
        ("POST /delete", delete_term, {"term": _STORED_TERM_EXAMPLE}),
        parent_paths=_GLOSSARY_PATHS,
        role=Role.REVIEWER,
    ),
]
