"""How a phrase was translated: its renderings with counts, dates and examples."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from checks.match_repair.memory_word_links import open_word_linker
from checks.match_repair.resources import MatchRepairResources
from padanan.values.findings import make_text_offsets
from padanan.values.renderings import (
    PhraseRenderings,
    RenderingExample,
    RenderingSummary,
)
from tm.align.lexicon.word_links import WordLinker
from tm.errors import InputError
from tm.match.concordance.concordance import ConcordanceHit
from tm.match.concordance.counted_renderings import (
    CountedRenderings,
    LocatedHit,
    OtherTargets,
    count_renderings,
)
from tm.match.concordance.query import PhraseMode, SearchPhrase
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale

EXAMPLE_COUNT = 3
_OTHER_UNIT_COUNT = 3_000
"""Units of which the translations are compared with those of the phrase."""


def make_search_phrase(phrase: str, mode: str, *, whole_words: bool) -> SearchPhrase:
    """Make the query of a phrase. Raises InputError for an unknown mode."""
    try:
        phrase_mode = PhraseMode(mode)
    except ValueError:
        mode_names = ", ".join(PhraseMode)
        raise InputError(f"mode must be one of {mode_names}, not {mode!r}") from None
    return SearchPhrase(phrase, phrase_mode, matches_whole_words=whole_words)


@dataclass(frozen=True, slots=True)
class RenderingKnowledge:
    """What a memory knows of the words that translate a phrase."""

    linker: WordLinker
    resources: MatchRepairResources
    other_targets: OtherTargets

    @classmethod
    def read(
        cls, database: Database, locales: tuple[Locale, Locale]
    ) -> "RenderingKnowledge":
        """Read it from the database: some seconds of a million units."""
        unit_filter = UnitFilter(locales=locales, translated=True)
        units = UnitStore(database).read_units(unit_filter)
        return cls(
            open_word_linker(database, *locales),
            MatchRepairResources(database, *locales),
            OtherTargets(
                frozenset(
                    target.text
                    for unit in islice(units, _OTHER_UNIT_COUNT)
                    if (target := unit.orient(*locales)[1])
                )
            ),
        )


def count_hit_renderings(
    hits: Sequence[ConcordanceHit], knowledge: RenderingKnowledge
) -> CountedRenderings:
    """Count the renderings of the phrase of hits, by terms and word links."""
    known_texts = [
        text
        for phrase in {hit.span.of(hit.source.text) for hit in hits}
        for term in knowledge.resources.find_terms(phrase)
        if (term.span.start, term.span.end) == (0, len(phrase))
        for text in term.target_texts
    ]
    return count_renderings(
        hits,
        knowledge.linker.link,
        known_translations=known_texts,
        other_targets=knowledge.other_targets,
    )


def summarise_renderings(
    counted_renderings: CountedRenderings, limit: int
) -> PhraseRenderings:
    """Make plain values of counted renderings, the most frequent first."""
    return PhraseRenderings(
        tuple(
            RenderingSummary(
                rendering.text,
                rendering.count,
                *_find_first_and_last_date(rendering.located_hits),
                tuple(map(_make_example, rendering.located_hits[:EXAMPLE_COUNT])),
            )
            for rendering in counted_renderings.renderings[:limit]
        ),
        tuple(map(_make_example, counted_renderings.unlinked_hits[:EXAMPLE_COUNT])),
        len(counted_renderings.unlinked_hits),
        counted_renderings.hit_count,
    )


def _find_first_and_last_date(
    located_hits: Sequence[LocatedHit],
) -> tuple[str | None, str | None]:
    dates = [
        publication_date
        for located_hit in located_hits
        if (publication_date := located_hit.hit.unit.origin.published)
    ]
    return (min(dates), max(dates)) if dates else (None, None)


def _make_example(located_hit: LocatedHit) -> RenderingExample:
    hit, target_span = located_hit.hit, located_hit.target_span
    assert hit.target is not None
    return RenderingExample(
        hit.source.text,
        (hit.span.start, hit.span.end),
        hit.target.text,
        make_text_offsets(target_span),
        hit.unit.origin,
    )
