"""Finding the spellings of successive words in the memory, by the phrase index."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from tm.articles.headline.diacritics import AccentedRun, find_runs
from tm.store.database import Database
from tm.store.phrases.search import find_texts_with_phrase
from tm.text.locale import Locale

_MAX_SEGMENT_COUNT = 64
"""Most segments read for one run of words: enough to judge its spelling."""
_CACHED_RUN_COUNT = 4096


def make_spelling_finder(
    database: Database, locale: Locale
) -> Callable[[Sequence[str]], Sequence[AccentedRun]]:
    """Make a function that finds the spellings of a run of words in the memory.

    Only the phrase index is used, so that the search takes equally long in a memory of
    any size; without an index nothing is found. The function caches its results.
    """

    @lru_cache(_CACHED_RUN_COUNT)
    def read_spellings(run_words: tuple[str, ...]) -> tuple[AccentedRun, ...]:
        segment_texts = find_texts_with_phrase(
            database, " ".join(run_words), locale, max_count=_MAX_SEGMENT_COUNT
        )
        return tuple(
            accented_run
            for segment_text in segment_texts
            for accented_run in find_runs(segment_text, run_words)
        )

    return lambda run_words: read_spellings(tuple(run_words))
