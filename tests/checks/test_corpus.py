"""A corpus reads as the list it stands for, and hashes tell what texts would."""

from array import array
from collections import defaultdict
from contextlib import ExitStack
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from checks.comparison import masked, middles
from checks.corpus import groups
from checks.sources import Sources
from checks.subject import Subject
from tm.text.locale import Locale

VI, ID = Locale("vi"), Locale("id")
WORDS = st.lists(st.sampled_from("Ông đã đến Hà Nội ngày 8/10 hôm nay .".split()))
LONG = "một hai ba bốn sáu bảy tám chín mười sông núi trời đất nước mây gió cây lá hoa"


@given(st.lists(st.integers(0, 5)))
def test_groups_are_the_equal_ones_by_first_place(keys: list[int]) -> None:
    found: dict[int, list[int]] = {}
    for place, key in enumerate(keys):
        found.setdefault(key, []).append(place)
    several = [group for group in found.values() if len(group) > 1]
    assert [*groups(array("Q", keys))] == several


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
        Subject(str(at), target, source) for at, (source, target) in enumerate(texts)
    ]
)


def found(units: list[Subject]) -> tuple[set[str], set[tuple[str, str]]]:
    """Units with another target than usual, and those of sources nearly the same."""
    sources = Sources(units, VI, ID)
    odd = {one.subject.id for one in sources.inconsistent() if one.subject}
    near = {
        (one.subject.id, next(iter(one.related)).id)
        for one in sources.nearly_same()
        if one.subject
    }
    return odd, near


def expected(units: list[Subject], most: int) -> tuple[set[str], set[tuple[str, str]]]:
    """The same by comparing all texts; `most` others of a beginning or an end."""
    by_text: dict[tuple[str, ...], list[tuple[Subject, tuple[str, ...]]]]
    by_text = defaultdict(list)
    for unit in units:
        source, target = unit.source or "", unit.target
        key, form = masked(source, VI), masked(target, ID)
        is_copy = source.strip().lower() == target.strip().lower()
        if source.strip() and form and len(key) >= 3 and not is_copy:
            by_text[key].append((unit, form))
    odd = set()
    for members in by_text.values():
        forms = [form for _, form in members]
        usual = max(dict.fromkeys(forms), key=forms.count)
        odd |= {unit.id for unit, form in members if form != usual}
    near = set()
    long = [(key, *seen[0]) for key, seen in by_text.items() if len(key) >= 20]
    for at, (key, unit, form) in enumerate(long):
        starting = [one for one in long[:at] if one[0][:6] == key[:6]]
        ending = [one for one in long[:at] if one[0][-6:] == key[-6:]]
        for other, earlier, other_form in starting[:most] + ending[:most]:
            longest = max(len(key), len(other))
            changed = max(middles(other, key))
            masks = [one.count("\ue000") for one in (key, other)]
            if (
                abs(len(key) - len(other)) <= (1 - 0.95) * longest
                and changed <= (1 - 0.95) * longest
                and (not masks[1] or masks[0] == masks[1])
                and max(middles(other_form, form)) > 3 * changed + 2
            ):
                near.add((unit.id, earlier.id))
    return odd, near


@given(UNITS)
@settings(max_examples=300)
def test_hashes_find_what_comparing_all_texts_finds(units: list[Subject]) -> None:
    assert found(units) == expected(units, 50)


@given(UNITS)
@settings(max_examples=100)
def test_small_parts_and_blocks_find_the_same(units: list[Subject]) -> None:
    small = {"_PART": 3, "_WAITING": 2, "_PAIRS": 3, "_MOST_IN_BLOCK": 2}
    with ExitStack() as stack:
        for name, size in small.items():
            stack.enter_context(patch(f"checks.sources.{name}", size))
        assert found(units) == expected(units, 2)
