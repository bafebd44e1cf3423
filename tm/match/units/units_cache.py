"""A cache of the units of segments, for the many lookups of one job.

It keeps the units of segments that have many, and those of lookups to which many
segments are similar, such as prices: each lookup would read them again.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tm.match.units.unit_list import UnitList
from tm.match.units.unit_query import RatingOptions
from tm.store.lookup_reader import LookupReader
from tm.unit import TranslationUnit

if TYPE_CHECKING:
    from tm.match.units.ranked_units import RankedUnits

_MIN_RANKED_UNIT_COUNT = 20
"""The least units of a segment for which ranking is worth it."""
_MAX_RANKED_UNIT_COUNT, _MAX_LISTED_UNIT_COUNT = 100_000, 12_000
"""The most units that are kept; of lists, somewhat more than a lookup reads."""
_MIN_KEPT_SEGMENT_COUNT = 50
"""With fewer segments read at once, their units are not kept: few lookups need them."""


_UnitsKey = tuple[int, int]
"""A segment, and the number of the options by which its units are rated."""


class _RecentUnits:
    """The units of the segments that were read last; the others are dropped."""

    def __init__(self, max_unit_count: int) -> None:
        self.unit_count = 0
        self._max_unit_count = max_unit_count
        self._units_by_key: OrderedDict[_UnitsKey, UnitList | RankedUnits] = (
            OrderedDict()
        )

    def get(self, key: _UnitsKey) -> "UnitList | RankedUnits | None":
        """Get the units of a segment; None if they were dropped or never read."""
        units = self._units_by_key.get(key)
        if units is not None:
            self._units_by_key.move_to_end(key)
        return units

    def add(self, key: _UnitsKey, units: "UnitList | RankedUnits") -> None:
        """Add the units of a segment, and drop those that were read longest ago."""
        self._units_by_key[key] = units
        self.unit_count += units.unit_count
        while self.unit_count > self._max_unit_count and len(self._units_by_key) > 1:
            _, dropped_units = self._units_by_key.popitem(last=False)
            self.unit_count -= dropped_units.unit_count


class SegmentUnitsCache:
    """Reads the units of segments, and keeps them for later lookups of the same job.

    Units that others add to such a segment meanwhile are not seen by the job.
    """

    def __init__(
        self,
        *,
        min_unit_count: int | None = _MIN_RANKED_UNIT_COUNT,
        max_unit_count: int = _MAX_RANKED_UNIT_COUNT,
    ) -> None:
        """Rank from `min_unit_count` units on, or never; keep `max_unit_count`."""
        self._min_unit_count, self._max_unit_count = min_unit_count, max_unit_count
        self._recent_ranked_units = _RecentUnits(max_unit_count)
        self._recent_unit_lists = _RecentUnits(_MAX_LISTED_UNIT_COUNT)
        self._id_by_options: dict[RatingOptions, int] = {}

    def __reduce__(self) -> "tuple[Callable[[], SegmentUnitsCache], tuple[()]]":
        """Pickle no units: another process reads its own."""
        make_cache = partial(
            SegmentUnitsCache,
            min_unit_count=self._min_unit_count,
            max_unit_count=self._max_unit_count,
        )
        return make_cache, ()

    @property
    def ranks_units(self) -> bool:
        """Whether the units of a segment that has many are ranked."""
        return self._min_unit_count is not None

    @property
    def ranked_unit_count(self) -> int:
        """The ranked units that are kept."""
        return self._recent_ranked_units.unit_count

    def read_units(
        self, reader: LookupReader, segment_ids: Sequence[int], options: RatingOptions
    ) -> "dict[int, UnitList | RankedUnits]":
        """Read the units of segments, by the ids of those that have any."""
        units_by_segment_id: dict[int, UnitList | RankedUnits] = {}
        # Hashing options takes longer than all else that is done with a segment here.
        options_id = self._id_by_options.setdefault(options, len(self._id_by_options))
        for segment_id in segment_ids:
            key = segment_id, options_id
            units = self._recent_ranked_units.get(key) or self._recent_unit_lists.get(
                key
            )
            if units is not None:
                units_by_segment_id[segment_id] = units
        units_to_add: dict[int, list[TranslationUnit]] = defaultdict(list)
        for segment_id, unit in reader.read_units_of_segments(
            [
                segment_id
                for segment_id in segment_ids
                if segment_id not in units_by_segment_id
            ],
            options.target_locale,
        ):
            units_to_add[segment_id].append(unit)
        keeps_unit_lists = len(segment_ids) >= _MIN_KEPT_SEGMENT_COUNT
        for segment_id, segment_units in units_to_add.items():
            if (
                self._min_unit_count is not None
                and len(segment_units) >= self._min_unit_count
            ):
                ranked_units = _rank_units(segment_units, options)
                self._recent_ranked_units.add((segment_id, options_id), ranked_units)
                units_by_segment_id[segment_id] = ranked_units
                continue
            unit_list = UnitList(segment_units, options)
            if keeps_unit_lists:
                self._recent_unit_lists.add((segment_id, options_id), unit_list)
            units_by_segment_id[segment_id] = unit_list
        return units_by_segment_id


def _rank_units(
    units: Sequence[TranslationUnit], options: RatingOptions
) -> "RankedUnits":
    """Rank the units of a segment; few segments have so many."""
    from tm.match.units.ranked_units import RankedUnits

    return RankedUnits(units, options)
