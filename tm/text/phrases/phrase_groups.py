"""Listed phrases in groups: which groups a text may have phrases of."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Generic, TypeVar

from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import STRANGE, prefilter

Key = TypeVar("Key", bound=Hashable)
_MOST_REMEMBERED = 4096
"""Sets of groups that are remembered."""


class PhraseGroups(Generic[Key]):
    """Groups of phrases of one language, asked at once.

    >>> from tm.text.phrases.prefilter import prefilter
    >>> words = {"day": "ngày", "hour": "giờ"}
    >>> units = PhraseGroups(
    ...     "vi",
    ...     {unit: PhraseList(prefilter("vi"), unit, [w]) for unit, w in words.items()},
    ... )
    >>> sorted(units.possible_in("Một ngày có 24 giờ")), units.possible_in("Một năm")
    (['day', 'hour'], frozenset())
    """

    def __init__(self, language: str, groups: Mapping[Key, PhraseList]) -> None:
        self._prefilter = prefilter(language)
        self._groups = groups
        self._bits = reduce(or_, (one.bit for one in groups.values()), 0)
        self._by_bits: dict[int, frozenset[Key]] = {}

    def __iter__(self) -> Iterator[Key]:
        return iter(self._groups)

    def among(self, bits: Iterable[int]) -> Sequence[object]:
        """Of texts, by the bits of their words, whether each may have any phrase."""
        return [one & self._bits for one in bits]

    def may_be_in(self, text: str) -> bool:
        """Whether any phrase may stand in a text, by its words."""
        return bool(self._prefilter.of(text) & self._bits)

    def possible_in(self, text: str) -> frozenset[Key]:
        """The groups of which phrases may stand in a text, by its words.

        Of a text of rare letters, all: see `is_sure_of`.
        """
        bits = self._prefilter.of(text) & self._bits
        keys = self._by_bits.get(bits)
        if keys is None:
            if len(self._by_bits) >= _MOST_REMEMBERED:
                self._by_bits.clear()
            keys = frozenset(key for key, one in self._groups.items() if bits & one.bit)
            self._by_bits[bits] = keys
        return keys

    def is_sure_of(self, text: str) -> bool:
        """Whether the words of a text tell its groups, as those of most texts do."""
        return not self._prefilter.of(text) & STRANGE
