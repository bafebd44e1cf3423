"""Phrases that the memory repeats and that may be terms: taken over by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec

from padanan.values.articles import ArticleSummary
from padanan.values.term_impact import ProposedTerms
from tm.errors import InputError
from web.api.articles import ArticlesRequest, list_articles
from web.api.history import ChangeNameText
from web.api.request_types import LanguageTag, PartialDate, QueryText, Request
from web.api.termbase.changes import CandidatesRequest, list_term_candidates
from web.api.termbase.concepts import NewConcept, NewTerm, add_concept
from web.api.termbase.facts import summarise_termbase
from web.pages.page_route import N_, PageGroup, Redirect
from web.pages.search.excerpts import Excerpt, cut_excerpt
from web.pages.terms.concept import redirect_to_concept
from web.pages.terms.listing import choose_columns
from web.request_context import RequestContext
from web.route import Role

CANDIDATE_PAGES = PageGroup()
_MAX_CANDIDATES = 24
_MAX_ARTICLES = 50


class CandidateListRequest(Request, frozen=True):
    """Where to look for phrases."""

    source: LanguageTag | None = None
    target: LanguageTag | None = None
    article: QueryText | None = None
    since: PartialDate | None = None
    done: ChangeNameText | None = None
    """The change set that the person has just made."""


@dataclass(frozen=True, slots=True)
class CandidateListView:
    """The candidates, the best first."""

    source: str | None
    target: str | None
    articles: Sequence[ArticleSummary]
    subject_fields: Sequence[str]
    proposed_terms: ProposedTerms | None
    """None without two languages."""
    may_edit: bool

    def cut_around_term(self, text: str, term: str) -> Excerpt:
        """Cut an example around a term."""
        start = text.casefold().find(term.casefold())
        marks = [] if start < 0 else [(start, start + len(term), "found")]
        return cut_excerpt(text, marks)


@CANDIDATE_PAGES.add(
    *("GET", "/terms/candidates", "candidates.html"),
    title=N_("Candidates"),
    example={"source": "vi", "target": "id"},
)
def show_candidates(
    context: RequestContext, request: CandidateListRequest
) -> CandidateListView:
    """Show repeated phrases that the termbase lacks, with likely translations."""
    overview = summarise_termbase(context)
    columns = [
        *(tag for tag in (request.source, request.target) if tag),
        *choose_columns(context, overview),
    ]
    languages = list(dict.fromkeys(columns))
    source = request.source or (languages[0] if languages else None)
    target = request.target or next(
        (language for language in languages if language != source), None
    )
    proposed_terms = None
    if source is not None and target is not None:
        proposed_terms = list_term_candidates(
            context,
            CandidatesRequest(
                source=source,
                target=target,
                article=request.article,
                since=request.since,
                limit=_MAX_CANDIDATES,
            ),
        )
    return CandidateListView(
        source,
        target,
        list_articles(context, ArticlesRequest(limit=_MAX_ARTICLES)).articles,
        [field.name for field in overview.subject_fields],
        proposed_terms,
        context.role.includes(Role.TRANSLATOR),
    )


class CandidateForm(Request, frozen=True):
    """A phrase and its translation, as the person corrected them."""

    source: LanguageTag
    target: LanguageTag
    source_text: Annotated[str, msgspec.Meta(max_length=500)]
    target_text: Annotated[str, msgspec.Meta(max_length=500)] = ""
    subject_field: str | None = None
    article: QueryText | None = None
    since: PartialDate | None = None


@CANDIDATE_PAGES.add(
    *("POST", "/terms/candidates", "candidates.html"),
    title=N_("Candidates"),
    role=Role.TRANSLATOR,
)
def add_candidate(context: RequestContext, form: CandidateForm) -> Redirect:
    """Add a candidate to the termbase, and go on with the next one."""
    terms = [NewTerm(locale=form.source, text=form.source_text)]
    if form.target_text:
        terms.append(NewTerm(locale=form.target, text=form.target_text))
    if not form.source_text.strip():
        raise InputError("the term is empty", parameters=("source_text",))
    added_concept = add_concept(
        context, NewConcept(terms=tuple(terms), subject_field=form.subject_field)
    )
    query_values = {
        "source": form.source,
        "target": form.target,
        "article": form.article,
        "since": form.since,
        "done": added_concept.change_set,
    }
    return redirect_to_concept(context, "candidates", **query_values)
