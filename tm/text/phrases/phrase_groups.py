"""Groups of phrases: the groups of which a text may have phrases."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Generic, TypeVar

from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import RARE_LETTERS, prefilter, single_bits

Key = TypeVar("Key", bound=Hashable)
_MAX_CACHED = 4096
"""Sets of groups that are cached."""


class PhraseGroups(Generic[Key]):
    """Groups of phrases of one language, looked up together.

    >>> from tm.text.phrases.prefilter import prefilter, single_bits
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
        self._key_of_bit = {phrase_list.bit: key for key, phrase_list in groups.items()}
        self._bits = reduce(or_, self._key_of_bit, 0)
        self._by_bits: dict[int, frozenset[Key]] = {}

    def __iter__(self) -> Iterator[Key]:
        return iter(self._groups)

    def among(self, bits: Iterable[int]) -> Sequence[object]:
        """Whether each of many texts may have any phrase, by their bits."""
        return [text_bits & self._bits for text_bits in bits]

    def may_be_in(self, text: str) -> bool:
        """Whether any phrase may stand in a text, by its words."""
        return bool(self._prefilter.bits_of(text) & self._bits)

    def possible_in(self, text: str) -> frozenset[Key]:
        """The groups of which a text may have phrases, by its words.

        All groups for a text of rare letters; see `is_sure_of`.
        """
        bits = self._prefilter.bits_of(text) & self._bits
        keys = self._by_bits.get(bits)
        if keys is None:
            if len(self._by_bits) >= _MAX_CACHED:
                self._by_bits.clear()
            keys = frozenset(map(self._key_of_bit.__getitem__, single_bits(bits)))
            self._by_bits[bits] = keys
        return keys

    def is_sure_of(self, text: str) -> bool:
        """Whether the groups of a text are certain, as for most texts."""
        return not self._prefilter.bits_of(text) & RARE_LETTERS
