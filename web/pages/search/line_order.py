"""The order of the lines with a phrase: by what stands around it, or by date."""

from collections.abc import Sequence
from typing import Literal

from padanan.values.phrases import FoundPhrase
from tm.text.normal import fold_text
from web.pages.page_route import N_

LineOrder = Literal["stored", "before", "after", "translation", "newest"]
LABEL_BY_LINE_ORDER: dict[LineOrder, str] = {
    "stored": N_("as stored"),
    "before": N_("word before"),
    "after": N_("word after"),
    "translation": N_("translation"),
    "newest": N_("newest"),
}
MAX_SORTED_HITS = 200
"""The most lines that are sorted; those beyond them stay out."""


def sort_hits(hits: Sequence[FoundPhrase], order: LineOrder) -> Sequence[FoundPhrase]:
    """Sort the units with a phrase; equal ones stay in the order of the memory.

    Diacritics and capitals count last, so that the forms of a word stand together.
    """
    if order == "stored":
        return hits
    if order == "newest":
        return sorted(hits, key=_find_day, reverse=True)
    find_words = {
        "before": _find_words_before,
        "after": _find_words_after,
        "translation": _find_translation,
    }[order]
    return sorted(hits, key=lambda hit: _make_sort_key(find_words(hit)))


def _find_words_before(hit: FoundPhrase) -> list[str]:
    """Find the words before the phrase, the nearest one first."""
    return hit.source[: hit.spans[0][0]].split()[::-1]


def _find_words_after(hit: FoundPhrase) -> list[str]:
    return hit.source[hit.spans[0][1] :].split()


def _find_translation(hit: FoundPhrase) -> list[str]:
    """Find the words that probably translate the phrase, or else the whole text."""
    target = hit.target or ""
    if hit.target_span is not None:
        target = target[slice(*hit.target_span)]
    return target.split()


def _find_day(hit: FoundPhrase) -> str:
    return hit.origin.published or hit.origin.created or ""


def _make_sort_key(words: list[str]) -> tuple[list[str], list[str]]:
    """Make the key of words without their punctuation."""
    words_without_punctuation = [word.strip("“”‘’\"'.,;:!?()[]…–—-") for word in words]
    words_without_punctuation = [word for word in words_without_punctuation if word]
    return [
        fold_text(word) for word in words_without_punctuation
    ], words_without_punctuation
