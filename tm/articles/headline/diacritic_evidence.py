"""Spellings of a run of words in the memory, found by the phrase index."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from tm.articles.headline.diacritics import AccentedRun, find_runs
from tm.store.database import Database
from tm.store.phrases.search import texts_with
from tm.text.locale import Locale

_MAX_SEGMENTS = 64
"""Segments read for a run: as many as a search brings at once, and enough to judge."""
_CACHED_RUNS = 4096


def find_spellings(
    database: Database, locale: Locale
) -> Callable[[Sequence[str]], Sequence[AccentedRun]]:
    """Make a function that finds how the memory spells a run of words.

    Only the phrase index is used, so that a headline costs the same in a memory of any
    size; without an index nothing is found. The function caches its results.
    """

    @lru_cache(_CACHED_RUNS)
    def spellings_of_run(run: tuple[str, ...]) -> tuple[AccentedRun, ...]:
        texts = texts_with(database, " ".join(run), locale, most=_MAX_SEGMENTS)
        return tuple(place for text in texts for place in find_runs(text, run))

    return lambda run: spellings_of_run(tuple(run))
