"""Phrases in the stored texts: the units that contain one, and its renderings."""

import time
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urlsplit

from padanan.argument_validation import require_texts
from padanan.contents.pagination import require_positive_limit
from padanan.contents.rendering_summaries import (
    RenderingKnowledge,
    count_hit_renderings,
    make_search_phrase,
    summarise_renderings,
)
from padanan.locales import require_locale_pair
from padanan.memory_database import MemoryDatabase
from padanan.values.findings import make_text_offsets
from padanan.values.matches import PhraseHit
from padanan.values.phrases import FoundPart, FoundPhrase, FoundPhrases
from padanan.values.renderings import PhraseRenderings
from tm.finding import Span
from tm.match.concordance.concordance import (
    Concordance,
    ConcordanceHit,
    ConcordanceOptions,
    search_concordance,
)
from tm.match.concordance.counted_renderings import CountedRenderings
from tm.match.concordance.query import PhraseMatcher, PhraseMode, SearchPhrase
from tm.match.concordance.text_parts import find_text_parts
from tm.match.match_rate import Query
from tm.settings import Settings
from tm.store.database import Database
from tm.store.phrases.search_readiness import is_searchable
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin

MAX_COUNTED_HITS = 1000
"""The most units that are read for filters and counts."""
MAX_FIRST_CANDIDATES = 300
"""The texts that a first answer, without counts, compares with a phrase."""
MAX_COMPARED_HITS = 200
"""The most units whose translations are compared for renderings."""
MAX_RENDERINGS = 12
_KNOWLEDGE_LIFETIME_FACTOR = 20
"""How long knowledge is used for a changed memory, in times of its reading time."""


@dataclass(frozen=True, slots=True)
class PhraseFilter:
    """Conditions on the units that contain a phrase; empty, it selects all."""

    site: str | None = None
    """A host, such as `vietnam.vn`, or a publisher."""
    since: str | None = None
    """Published, or where that is unknown created, then or later."""
    until: str | None = None
    person: str | None = None
    """Who made the unit, or wrote the article."""
    state: str | None = None
    source_has: str | None = None
    """A further text that the side of the phrase contains."""
    source_lacks: str | None = None
    target_has: str | None = None
    target_lacks: str | None = None

    def accepts_origin(self, origin: Origin) -> bool:
        """Whether site, day and person of an origin satisfy the conditions."""
        day = (origin.published or origin.created or "")[:10]
        return (
            (not self.since or day >= self.since)
            and (not self.until or day[: len(self.until)] <= self.until)
            and (
                not self.person or self.person in (origin.author, origin.article_author)
            )
            and (not self.site or _is_from_site(origin, self.site))
        )

    def make_conditions(self, locales: tuple[Locale, Locale]) -> "_Conditions":
        """Make what a unit is compared with."""
        return _Conditions(
            self,
            *(
                PhraseMatcher(SearchPhrase(text, PhraseMode.PLAIN), locale)
                if text
                else None
                for text, locale in (
                    (self.source_has, locales[0]),
                    (self.source_lacks, locales[0]),
                    (self.target_has, locales[1]),
                    (self.target_lacks, locales[1]),
                )
            ),
        )


@dataclass(frozen=True, slots=True)
class _Conditions:
    """A filter with the matchers of its texts."""

    phrase_filter: PhraseFilter
    source_has: PhraseMatcher | None
    source_lacks: PhraseMatcher | None
    target_has: PhraseMatcher | None
    target_lacks: PhraseMatcher | None

    def accepts(self, hit: ConcordanceHit) -> bool:
        """Whether a hit is selected."""
        return (
            (not self.phrase_filter.state or hit.unit.state == self.phrase_filter.state)
            and self.phrase_filter.accepts_origin(hit.unit.origin)
            and self._accepts_texts(hit)
        )

    def _accepts_texts(self, hit: ConcordanceHit) -> bool:
        target_text = hit.target.text if hit.target else ""
        return not (
            (self.source_has and not self.source_has.find_spans(hit.source.text))
            or (self.source_lacks and self.source_lacks.find_spans(hit.source.text))
            or (self.target_has and not self.target_has.find_spans(target_text))
            or (self.target_lacks and self.target_lacks.find_spans(target_text))
        )


def _is_from_site(origin: Origin, site: str) -> bool:
    folded_site = site.casefold().removeprefix("www.")
    if (origin.publisher or "").casefold() == folded_site:
        return True
    try:
        host = urlsplit(origin.page_url or origin.source_url or "").hostname or ""
    except ValueError:
        return False
    return host == folded_site or host.endswith(f".{folded_site}")


@dataclass(slots=True, eq=False)
class Phrases:
    """The phrases of a memory; threads may share it, like `Memory`."""

    _memory_database: MemoryDatabase
    settings: Settings = field(repr=False)
    _lock: Lock = field(init=False, repr=False, default_factory=Lock)
    _knowledge_by_locales: dict[
        tuple[Locale, Locale], tuple[RenderingKnowledge, int | None, float]
    ] = field(init=False, repr=False, default_factory=dict)
    """Knowledge by languages, with the state of the memory that it was read from, and
    the time until which it is used for a changed memory."""

    @property
    def are_indexed(self) -> bool:
        """Whether texts are stored, and a search need not index any first.

        Raises StoreError.
        """
        if self._memory_database.is_missing:
            return False
        database = self._memory_database.open_for_reading()
        return database is not None and is_searchable(database)

    def search(
        self,
        phrase: str,
        locales: tuple[Locale, Locale],
        *,
        limit: int = 20,
        whole_words: bool = False,
        phrase_filter: PhraseFilter | None = None,
        counts: bool = True,
        links: bool = False,
    ) -> FoundPhrases:
        """Find the units that contain a phrase and satisfy a filter.

        `locales`: of the phrase, and of its translations. `counts`: whether to count
        on to MAX_COUNTED_HITS; a first answer without counts stops at the limit, or
        once MAX_FIRST_CANDIDATES texts were compared. `links`: whether to find what
        stands for the phrase in the translations of MAX_COMPARED_HITS units.
        Raises InputError and StoreError.
        """
        require_texts(phrase=phrase)
        require_positive_limit(limit)
        search_phrase = make_search_phrase(phrase, "plain", whole_words=whole_words)
        database = self._memory_database.open_for_reading()
        if database is None:
            return FoundPhrases((), 0, True)
        phrase_filter = phrase_filter or PhraseFilter()
        reads_all = counts or phrase_filter != PhraseFilter()
        hit_limit = max(MAX_COUNTED_HITS, limit) if reads_all else limit
        concordance = _search_hits(
            database,
            search_phrase,
            locales,
            hit_limit + 1,
            None if reads_all else MAX_FIRST_CANDIDATES,
        )
        hits = concordance.hits
        conditions = phrase_filter.make_conditions(locales)
        accepted_hits = [hit for hit in hits[:hit_limit] if conditions.accepts(hit)]
        shown_hits = accepted_hits[:limit]
        renderings, target_span_by_hit_id = None, dict[int, Span]()
        if links:
            compared_hits = accepted_hits[: max(MAX_COMPARED_HITS, len(shown_hits))]
            knowledge = self._get_knowledge(database, locales)
            counted_renderings = count_hit_renderings(compared_hits, knowledge)
            renderings = summarise_renderings(counted_renderings, MAX_RENDERINGS)
            target_span_by_hit_id = _find_target_spans(counted_renderings)
        return FoundPhrases(
            tuple(
                _make_found_phrase(hit, target_span_by_hit_id.get(id(hit)))
                for hit in shown_hits
            ),
            len(accepted_hits),
            len(hits) <= hit_limit and not concordance.is_cut_short,
            renderings,
            concordance.is_absent,
        )

    def find_parts(
        self, text: str, locales: tuple[Locale, Locale], *, limit: int = 6
    ) -> tuple[FoundPart, ...]:
        """Find the longest parts of a text that stand in translated texts.

        The longest comes first; each has at least two words. `locales`: of the text,
        and of its translations. Raises InputError and StoreError.
        """
        require_texts(text=text)
        require_positive_limit(limit)
        database = self._memory_database.open_for_reading()
        if database is None or not text.strip():
            return ()
        query = Query.of(Segment.of(locales[0], text))
        parts = find_text_parts(database, query, locales[1], limit=limit)
        return tuple(
            FoundPart(
                part.start,
                part.end,
                query.segment.text[part.start : part.end],
                tuple(
                    FoundPhrase(
                        example.source.text,
                        example.target.display_text,
                        (example.span,),
                        example.unit.key.hex(),
                        example.unit.origin,
                        None,
                        example.unit.state,
                    )
                    for example in part.examples
                ),
            )
            for part in parts
        )

    def list_hits(
        self,
        phrase: str,
        *,
        limit: int | None = 50,
        mode: str = "plain",
        whole_words: bool = False,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> list[PhraseHit]:
        """List stored texts that contain a phrase; see `Memory.concordance`."""
        require_texts(phrase=phrase)
        locales = require_locale_pair(self.settings, source, target)
        search_phrase = make_search_phrase(phrase, mode, whole_words=whole_words)
        if limit is not None:
            require_positive_limit(limit)
        database = self._memory_database.open_for_reading()
        if database is None:
            return []
        return [
            PhraseHit(
                hit.source.text,
                None if hit.target is None else hit.target.display_text,
                tuple((span.start, span.end) for span in hit.spans),
                None if hit.target is None else hit.unit.key.hex(),
                hit.unit.origin,
            )
            for hit in _search_hits(database, search_phrase, locales, limit).hits
        ]

    def find_renderings(
        self,
        phrase: str,
        *,
        limit: int = 50,
        most_hits: int = 2000,
        mode: str = "plain",
        whole_words: bool = False,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> PhraseRenderings:
        """Find how a phrase was translated; see `Memory.find_renderings`.

        `most_hits`: how many translations are compared.
        """
        require_texts(phrase=phrase)
        locales = require_locale_pair(self.settings, source, target)
        search_phrase = make_search_phrase(phrase, mode, whole_words=whole_words)
        require_positive_limit(limit)
        database = self._memory_database.open_for_reading()
        if database is None:
            return PhraseRenderings((), (), 0, 0)
        hits = _search_hits(database, search_phrase, locales, most_hits).hits
        if not hits:
            return PhraseRenderings((), (), 0, 0)
        knowledge = self._get_knowledge(database, locales)
        return summarise_renderings(count_hit_renderings(hits, knowledge), limit)

    def _get_knowledge(
        self, database: Database, locales: tuple[Locale, Locale]
    ) -> RenderingKnowledge:
        """Get the knowledge of renderings, which may be old for a large memory."""
        commit_count = database.backend.read_commit_count()
        with self._lock:
            cached_knowledge = self._knowledge_by_locales.get(locales)
            if cached_knowledge is not None:
                knowledge, cached_commit_count, expiry_time = cached_knowledge
                is_unchanged = (
                    commit_count is not None and commit_count == cached_commit_count
                )
                if is_unchanged or time.monotonic() < expiry_time:
                    return knowledge
            start_time = time.monotonic()
            knowledge = RenderingKnowledge.read(database, locales)
            reading_seconds = time.monotonic() - start_time
            expiry_time = (
                time.monotonic() + _KNOWLEDGE_LIFETIME_FACTOR * reading_seconds
            )
            self._knowledge_by_locales[locales] = knowledge, commit_count, expiry_time
            return knowledge


def _search_hits(
    database: Database,
    search_phrase: SearchPhrase,
    locales: tuple[Locale, Locale],
    limit: int | None,
    max_candidate_count: int | None = None,
) -> Concordance:
    options = ConcordanceOptions(limit=limit, max_candidate_count=max_candidate_count)
    unit_store = UnitStore(database)
    return search_concordance(unit_store, search_phrase, *locales, options)


def _find_target_spans(counted_renderings: CountedRenderings) -> dict[int, Span]:
    """Find the spans of renderings in the targets, by the identity of the hit."""
    return {
        id(located_hit.hit): located_hit.target_span
        for rendering in counted_renderings.renderings
        for located_hit in rendering.located_hits
        if located_hit.target_span is not None
    }


def _make_found_phrase(hit: ConcordanceHit, target_span: Span | None) -> FoundPhrase:
    return FoundPhrase(
        hit.source.text,
        None if hit.target is None else hit.target.text,
        tuple((span.start, span.end) for span in hit.spans),
        None if hit.target is None else hit.unit.key.hex(),
        hit.unit.origin,
        make_text_offsets(target_span),
        hit.unit.state,
    )
