"""How the memory writes a run of words, found by the index of phrases."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from tm.articles.headline.diacritics import AccentedRun, written_in
from tm.store.database import Database
from tm.store.phrases.search import texts_with
from tm.text.locale import Locale

_MOST = 64
"""Segments read for a run: as many as a search brings at once, and enough to judge."""
_REMEMBERED = 4096


def written_places(
    database: Database, locale: Locale
) -> Callable[[Sequence[str]], Sequence[AccentedRun]]:
    """Where the memory's segments of a language hold a run of words without marks.

    What the index of phrases does not know is not looked at, so that a headline costs
    the same in a memory of any size; without an index nothing is found. What was found
    is remembered as long as the function is.
    """

    @lru_cache(_REMEMBERED)
    def found(run: tuple[str, ...]) -> tuple[AccentedRun, ...]:
        texts = texts_with(database, " ".join(run), locale, most=_MOST)
        return tuple(place for text in texts for place in written_in(text, run))

    return lambda run: found(tuple(run))
