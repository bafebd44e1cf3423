"""A corpus reads as the list it stands for, and hashes tell what texts would."""

from collections import Counter, defaultdict
from contextlib import ExitStack
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.engine.unit import Unit
from checks.segments.rendering_groups import (
    DEFAULT_BLOCK_SIZES,
    RARE_RENDERING_COLUMNS,
    UNIT_COLUMNS,
    BlockSizes,
    RenderingGroups,
)
from checks.segments.similar_sources import SimilarSources
from checks.segments.source_index import SourceIndex
from checks.segments.text_differences import count_differing_tokens, mask_values
from tests.examples import examples
from tm.result_cache import ResultCache
from tm.spill.unit_groups import SpilledUnitRows, sort_by_unit
from tm.text.locale import Locale

VI, ID = Locale("vi"), Locale("id")
WORDS = st.lists(st.sampled_from("Ông đã đến Hà Nội ngày 8/10 hôm nay .".split()))
LONG = "một hai ba bốn sáu bảy tám chín mười sông núi trời đất nước mây gió cây lá hoa"


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 2))),
    st.integers(1, 4),
)
def test_ways_tell_what_counting_tells(
    rows: list[tuple[int, int, int]], part: int
) -> None:
    units = [(at, common, way) for at, (_, common, way) in enumerate(rows)]
    with (
        patch("tm.spill.unit_groups._UNIT_COUNT_PER_PARTITION", part),
        patch("tm.spill.unit_groups._ROW_COUNT_PER_WRITE", 2),
    ):
        dealt = SpilledUnitRows(UNIT_COLUMNS, "common", len(units))
        for row in units:
            dealt.append(row)
        ways = [RenderingGroups(some) for some in dealt.iterate_partitions()]
        odd = (some for one in ways for some in one.iterate_rare_rows())
        found = [*sort_by_unit(odd, RARE_RENDERING_COLUMNS, len(units))]
    expected = []
    usual_ones = {}
    for at, common, way in units:
        same = [row for row in units if row[1] == common]
        counts = Counter(row[2] for row in same)
        usual = max(counts, key=lambda one: counts[one])  # of equals the first
        shown = [row[0] for row in same if row[2] == usual]
        usual_ones[shown[0]] = len(shown)
        if way != usual:
            best = [*shown[:3], *[-1] * (3 - len(shown))]
            expected.append((at, counts[usual], counts[way], *best))
    assert found == expected
    sides = [np.stack(one.find_usual_renderings(), axis=1).tolist() for one in ways]
    assert dict(pair for some in sides for pair in some) == usual_ones


SIDES = st.builds(
    lambda few, long, ending: " ".join([*few, *(LONG.split() if long else ()), ending]),
    WORDS,
    st.booleans(),
    st.sampled_from(["", "xa", "gần 5"]),
)


NEAR = st.builds(
    lambda place, word, more: (
        " ".join([*LONG.split()[:place], word, *LONG.split()[place:], "này"]),
        " ".join(["Ia", *["lagi"] * more, "pergi"]),
    ),
    st.sampled_from([0, 9, 18]),
    st.sampled_from("xanh đỏ tím".split()),
    st.sampled_from([0, 5, 6, 7]),
)
UNITS = (
    st.lists(st.tuples(SIDES, SIDES), max_size=12)
    | st.lists(NEAR, min_size=4, max_size=8)
).map(
    lambda texts: [
        Unit(str(at), target, source) for at, (source, target) in enumerate(texts)
    ]
)


Found = tuple[dict[str, list[str]], dict[str, tuple[int, list[str]]]]
"""Units with another target than usual, and those that show it; units of sources that
are nearly the same as others with other targets, how many, and the most alike."""


def found(units: list[Unit], block_sizes: BlockSizes = DEFAULT_BLOCK_SIZES) -> Found:
    sources = SourceIndex(units, VI, ID, ResultCache(), block_sizes=block_sizes)
    odd, near = {}, {}
    for one in sources.find_inconsistent_units():
        assert one.checked_unit is not None
        odd[one.checked_unit.id] = [*one.related]
    for one in SimilarSources(sources).find_inconsistent_units():
        assert one.checked_unit is not None and one.checked_unit.id not in near
        related = [*one.related]
        near[one.checked_unit.id] = int(str(one.arguments["count"])), related
    return odd, near


def expected(units: list[Unit], most: int) -> Found:
    """The same by comparing all texts; `most` others of a beginning or an end."""
    by_text: dict[tuple[str, ...], list[tuple[int, tuple[str, ...]]]]
    by_text = defaultdict(list)
    for at, unit in enumerate(units):
        source, target = unit.source or "", unit.target
        key, form = (
            mask_values(source, VI, ResultCache()),
            mask_values(target, ID, ResultCache()),
        )
        is_copy = source.strip().lower() == target.strip().lower()
        if source.strip() and form and len(key) >= 3 and not is_copy:
            by_text[key].append((at, form))
    odd, long = {}, []
    for key, members in by_text.items():
        forms = [form for _, form in members]
        usual = max(dict.fromkeys(forms), key=forms.count)
        having = [at for at, form in members if form == usual]
        for at, form in members:
            if form != usual:
                odd[units[at].id] = [units[other].id for other in having[:3]]
        if len(key) >= 20:
            long.append((having[0], key, usual))
    weights = {at: forms_of(by_text[key]).count(usual) for at, key, usual in long}
    backing: Counter[int] = Counter()
    conflicts = []
    for later, key, form in sorted(long):
        before = [one for one in sorted(long) if one[0] < later]
        starting = [one for one in before if one[1][:6] == key[:6]][:most]
        ending = [one for one in before if one[1][-6:] == key[-6:]][:most]
        for earlier, other, other_form in {*starting, *ending}:
            longest = max(len(key), len(other))
            changed = max(count_differing_tokens(other, key))
            masks = [one.count("\ue000") for one in (key, other)]
            if (
                abs(len(key) - len(other)) <= (1 - 0.95) * longest
                and changed <= (1 - 0.95) * longest
                and (not masks[1] or masks[0] == masks[1])
            ):
                if max(count_differing_tokens(other_form, form)) > 3 * changed + 2:
                    conflicts.append((earlier, later, changed))
                else:
                    backing[earlier] += weights[later]
                    backing[later] += weights[earlier]

    def total(at: int) -> int:
        return weights[at] + backing[at]

    near = defaultdict(list)
    for earlier, later, changed in conflicts:
        is_earlier = total(earlier) < total(later)
        told, shown = (earlier, later) if is_earlier else (later, earlier)
        near[told].append((changed, shown))
    return odd, {
        units[told].id: (len(like), [units[one].id for _, one in sorted(like)[:3]])
        for told, like in near.items()
    }


def forms_of(members: list[tuple[int, tuple[str, ...]]]) -> list[tuple[str, ...]]:
    return [form for _, form in members]


@given(UNITS)
@settings(max_examples=examples(300))
def test_hashes_find_what_comparing_all_texts_finds(units: list[Unit]) -> None:
    assert found(units) == expected(units, 50)


@given(UNITS)
@settings(max_examples=examples(100))
def test_small_parts_and_blocks_find_the_same(units: list[Unit]) -> None:
    small = {
        "tm.spill.unit_groups._UNIT_COUNT_PER_PARTITION": 3,
        "tm.spill.unit_groups._ROW_COUNT_PER_WRITE": 2,
    }
    with ExitStack() as stack:
        for name, size in small.items():
            stack.enter_context(patch(name, size))
        block_sizes = BlockSizes(
            unit_count=2,
            row_count=2,
            pair_count=3,
            compared_source_count=2,
            recent_source_count=2,
        )
        assert found(units, block_sizes) == expected(units, 2)
