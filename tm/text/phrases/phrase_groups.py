"""Groups of phrases, and the groups of which a text may have phrases."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Generic, TypeVar

from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import RARE_LETTERS_BIT, Prefilter, split_bits

KeyT = TypeVar("KeyT", bound=Hashable)
_MAX_CACHED_SETS = 4096
"""Sets of groups that are cached, by bits."""


class PhraseGroups(Generic[KeyT]):
    """Groups of phrases of one language, looked up together.

    >>> vietnamese = Prefilter()
    >>> days = PhraseList(vietnamese, "day", ["ngày"])
    >>> hours = PhraseList(vietnamese, "hour", ["giờ"])
    >>> units = PhraseGroups(vietnamese, {"day": days, "hour": hours})
    >>> sorted(units.find_possible_groups("Một ngày có 24 giờ"))
    ['day', 'hour']
    >>> units.find_possible_groups("Một năm")
    frozenset()
    """

    def __init__(
        self, prefilter: Prefilter, phrase_list_by_key: Mapping[KeyT, PhraseList]
    ) -> None:
        """`prefilter`: the one of the phrase lists."""
        self._prefilter = prefilter
        self._phrase_list_by_key = phrase_list_by_key
        self._key_by_bit = {
            phrase_list.bit: group_key
            for group_key, phrase_list in phrase_list_by_key.items()
        }
        self._group_bits = reduce(or_, self._key_by_bit, 0)
        self._keys_by_bits: dict[int, frozenset[KeyT]] = {}

    def __iter__(self) -> Iterator[KeyT]:
        return iter(self._phrase_list_by_key)

    @property
    def alternative_bits(self) -> int:
        """The prefilter bits of which a text with a phrase has at least one."""
        return self._group_bits

    def map_related_bits(
        self,
        other_groups: "PhraseGroups[KeyT]",
        label_group: Callable[[KeyT], Hashable],
        label_other_group: Callable[[KeyT], Hashable],
    ) -> Mapping[int, int]:
        """Map the bits of groups to those of groups of another language.

        Groups are related that have the same label.
        """
        other_bits_by_label: dict[Hashable, int] = defaultdict(int)
        for other_bit, other_key in other_groups._key_by_bit.items():
            other_bits_by_label[label_other_group(other_key)] |= other_bit
        return _BitsByGroupBits(
            {
                bit: other_bits_by_label.get(label_group(key), 0)
                for bit, key in self._key_by_bit.items()
            }
        )

    def may_be_in(self, text: str) -> bool:
        """Whether any phrase may stand in a text, by its words."""
        return bool(self._prefilter.read_bits(text) & self._group_bits)

    def find_possible_groups(self, text: str) -> frozenset[KeyT]:
        """Find the groups of which a text may have phrases, by its words.

        All groups for a text of rare letters, see `is_certain_for`.
        """
        group_bits = self._prefilter.read_bits(text) & self._group_bits
        group_keys = self._keys_by_bits.get(group_bits)
        if group_keys is None:
            if len(self._keys_by_bits) >= _MAX_CACHED_SETS:
                self._keys_by_bits.clear()
            group_keys = frozenset(
                map(self._key_by_bit.__getitem__, split_bits(group_bits))
            )
            self._keys_by_bits[group_bits] = group_keys
        return group_keys

    def is_certain_for(self, text: str) -> bool:
        """Whether the groups of a text are certain, as for most texts."""
        return not self._prefilter.read_bits(text) & RARE_LETTERS_BIT


class _BitsByGroupBits(dict[int, int]):
    """What groups are mapped to: by the bit of each group, and by bits of several."""

    def __missing__(self, group_bits: int) -> int:
        bits = reduce(or_, map(self.__getitem__, split_bits(group_bits)), 0)
        if len(self) < _MAX_CACHED_SETS:
            self[group_bits] = bits
        return bits
