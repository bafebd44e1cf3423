"""What the page shows of a search: terms, matches, phrases, each with its marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from glossary.entries.period import is_valid_on
from padanan.values.concepts import ConceptTerm, OfficeHolding, StoredConcept
from padanan.values.matches import MemoryMatch
from padanan.values.phrases import FoundPhrases
from padanan.values.renderings import RenderingSummary
from padanan.values.terms import FoundTerm, TermMatch
from tm.unit import Origin
from web.pages.search.excerpts import Excerpt, MarkedSpan, cut_excerpt, sort_marks
from web.pages.search.stored_note import StoredNote

_MAX_HOLDERS = 4


@dataclass(frozen=True, slots=True)
class TermView:
    """A concept whose term is like the text."""

    concept: StoredConcept
    locale: str
    term: str
    match_type: str
    """How the term matches the text: `exact`, `prefix`, `fuzzy` …"""
    translations: tuple[ConceptTerm, ...]
    """Those to use come first."""
    holders: tuple[OfficeHolding, ...]
    """Who holds the office today, or held it last; not more than are shown."""
    further_holder_count: int
    """How many more of them the page of the concept shows."""
    is_valid_today: bool
    """Whether it is valid today."""
    is_composed: bool
    """Whether the title was composed, and is no concept of the termbase."""


@dataclass(frozen=True, slots=True)
class MatchView:
    """A match of the memory, with marks."""

    match: MemoryMatch
    target: str
    """The translation to take: repaired, if it could be."""
    source_marks: tuple[MarkedSpan, ...]
    target_marks: tuple[MarkedSpan, ...]
    origin: "OriginView"


@dataclass(frozen=True, slots=True)
class OriginView:
    """Where a translation comes from, as a line."""

    headline: str | None
    address: str | None
    """Of the page; only of HTTP, since others may run scripts."""
    source_address: str | None
    """Of the page of its original."""
    site: str | None
    day: str | None
    author: str | None
    article: str | None
    """The key of the stored article, which is shown beside its original."""
    row: str | None
    """The row of the article, as its page names it."""


@dataclass(frozen=True, slots=True)
class LineView:
    """A unit with the phrase: what stands around it on both sides."""

    source: Excerpt
    target: Excerpt | None
    unit: str | None
    """The key of the unit."""
    state: str
    origin: OriginView


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of a sentence, with a stored text that has it."""

    text: str
    address: str
    """Of the search for the part alone."""
    source: Excerpt
    target: str
    origin: OriginView


@dataclass(frozen=True, slots=True)
class SentenceParts:
    """The parts of a sentence that stand in the memory, and the terms in it."""

    parts: Sequence[PartView]
    terms: Sequence[FoundTerm]


@dataclass(frozen=True, slots=True)
class SearchView:
    """All that the page shows."""

    source: str
    target: str
    languages: Sequence[str]
    terms: Sequence[TermView] = ()
    matches: Sequence[MatchView] = ()
    phrases: FoundPhrases = field(default_factory=lambda: FoundPhrases((), 0, True))
    lines: Sequence[LineView] = ()
    sentence_parts: SentenceParts | None = None
    """Where nothing was found for several words as a whole."""
    is_deep: bool = False
    """Whether renderings, counts and links are there."""
    is_memory_empty: bool = False
    problem: str | None = None
    """Why the phrase cannot be searched."""
    milliseconds: float = 0
    address: str = "/"
    """Of the same search, for a colleague."""
    deep_address: str = ""
    """Of the same search with renderings, counts and links."""
    export_address: str = ""
    """Where the units found are exported."""
    attestation_address: str = ""
    stored_note: StoredNote | None = None
    """What the first import has just stored."""
    states_address: str | None = None
    """Where the state of all units found is set, for those who may."""
    more_address: str = ""
    """Of the same search with more lines."""
    order_choices: Sequence[tuple[str, str, str]] = ()
    """The orders of lines: name, text in English, address of the same search so."""

    @property
    def has_results(self) -> bool:
        """Whether anything was found."""
        return bool(self.terms or self.matches or self.lines)

    @property
    def is_unfinished(self) -> bool:
        """Whether no unit contains the text among those that were compared at once."""
        return not (self.lines or self.is_deep or self.phrases.is_whole_count)

    def list_sites(self, rendering: RenderingSummary) -> list[str]:
        """List the sites of the examples of a rendering, each once."""
        sites = (
            make_origin_view(example.origin).site for example in rendering.examples
        )
        return list(dict.fromkeys(site for site in sites if site))


def make_term_view(
    match: TermMatch, target: str, holders: Sequence[OfficeHolding]
) -> TermView:
    """Make the view of a term; the language of the translation comes first."""
    today = date.today().isoformat()
    concept = match.concept
    other_terms = [
        term
        for term in concept.terms
        if term.locale != match.locale or term.text != match.term
    ]
    translations = sorted(
        (term for term in other_terms if term.status != "forbidden"),
        key=lambda term: (term.locale != target, term.locale, _rank_status(term)),
    )
    present_holders = [holder for holder in holders if _is_valid_on_day(holder, today)]
    shown_holders = present_holders or holders
    return TermView(
        concept,
        match.locale,
        match.term,
        match.match,
        tuple(translations),
        tuple(shown_holders[:_MAX_HOLDERS]),
        len(shown_holders[_MAX_HOLDERS:]),
        _is_valid_on_day(concept, today),
        match.is_composed,
    )


def _rank_status(term: ConceptTerm) -> int:
    ranks = ("preferred", "admitted")
    return ranks.index(term.status) if term.status in ranks else len(ranks)


def _is_valid_on_day(dated_value: StoredConcept | OfficeHolding, day: str) -> bool:
    return is_valid_on(dated_value.valid_from, dated_value.valid_to, day)


def make_match_view(match: MemoryMatch) -> MatchView:
    """Make the view of a match: in the target, what to change and what was changed."""
    target = match.repaired or match.target or ""
    target_marks = [
        (replacement.span.start, replacement.span.end, "changed")
        for replacement in match.replacements
    ]
    target_marks += [
        (difference.target_span.start, difference.target_span.end, "lacking")
        for difference in match.open_differences
        if difference.target_span is not None
    ]
    source_marks = [
        *_find_words(
            match.source,
            (replacement.source_text for replacement in match.replacements),
            "changed",
        ),
        *_find_words(
            match.source,
            (difference.source_text for difference in match.open_differences),
            "lacking",
        ),
    ]
    return MatchView(
        match,
        target,
        sort_marks(source_marks),
        sort_marks(target_marks),
        make_origin_view(match.origin),
    )


def _find_words(
    text: str, passages: Iterable[str], mark_class: str
) -> Iterable[MarkedSpan]:
    for words in passages:
        start = text.find(words) if words else -1
        if start >= 0:
            yield start, start + len(words), mark_class


def make_line_views(phrases: FoundPhrases) -> tuple[LineView, ...]:
    """Make the lines of the units that contain a phrase."""
    return tuple(
        LineView(
            cut_excerpt(hit.source, [(*span, "found") for span in hit.spans]),
            None
            if hit.target is None
            else cut_excerpt(
                hit.target, [(*hit.target_span, "found")] if hit.target_span else []
            ),
            hit.unit,
            str(hit.state),
            make_origin_view(hit.origin),
        )
        for hit in phrases.hits
    )


def make_origin_view(origin: Origin) -> OriginView:
    """Make the line about an origin."""
    address = _keep_web_address(origin.page_url)
    source_address = _keep_web_address(origin.source_url)
    site = urlsplit(address or source_address or "").hostname
    return OriginView(
        origin.headline or origin.source_headline,
        address,
        source_address,
        origin.publisher or site,
        origin.published or origin.created,
        origin.article_author or origin.author,
        origin.article,
        None if origin.position is None else f"t{origin.position}",
    )


def _keep_web_address(address: str | None) -> str | None:
    """Keep an address that a browser may open; others, such as javascript:, go."""
    if address is None:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.hostname else None
