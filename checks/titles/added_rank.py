"""Titles of a lower rank, told by their words alone: deputy, `phó`, `wakil`."""

from dataclasses import dataclass
from functools import lru_cache

from checks.language_data import read_table
from checks.text.language import phrases
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import prefilter
from tm.text.words import read_lower_words

_BEFORE = r"(?<![\w-])"
"""What is before a title: no part of a word, nor of one with a hyphen."""


@dataclass(frozen=True, slots=True, eq=False)
class _Ranks:
    """How one language lowers the rank of a title; there is one value a language."""

    titles: PhraseList
    """Titles that are lowered: `Wakil Menteri`."""
    words: frozenset[str]
    """Words any of which may say so: `wakil`, `asisten`, `wapres`."""

    def may_be_in(self, text: str) -> bool:
        """Whether a text may lower anybody's rank."""
        return not self.words.isdisjoint(read_lower_words(text))


def added_rank(source: str, target: str, locales: tuple[Locale, Locale]) -> Span | None:
    """The first title of a target that is lowered, where the source lowers none.

    Only between languages whose words for it are known; silent where the source has any
    of them, whomever it means.
    """
    source_ranks, target_ranks = map(_ranks, locales)
    if not source_ranks.words or source_ranks.may_be_in(source):
        return None
    for match in target_ranks.titles.matches(target):
        return Span(*match.span())
    return None


@lru_cache(maxsize=64)
def _ranks(locale: Locale) -> _Ranks:
    data = read_table(locale.language, "ranks.toml")
    listed = [
        f"{lower} {title}"
        for lower in data["lower"].split()
        for title in phrases(data["titles"])
    ]
    words = frozenset((*data["lower"].split(), *data["also"].split()))
    titles = PhraseList(
        prefilter(locale.language), "lowered titles", listed, before_pattern=_BEFORE
    )
    return _Ranks(titles, words)
