"""A corpus reads as the list it stands for, and hashes tell what texts would."""

from array import array
from collections import defaultdict

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


@given(st.lists(st.builds(Subject, st.just("a"), SIDES, SIDES), max_size=12))
@settings(max_examples=300)
def test_hashes_find_what_comparing_all_texts_finds(units: list[Subject]) -> None:
    units = [
        Subject(str(at), unit.target, unit.source) for at, unit in enumerate(units)
    ]
    found = Sources(units, VI, ID)
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
    assert {f.subject.id for f in found.inconsistent() if f.subject} == odd
    near = set()
    firsts = [(key, *members[0]) for key, members in by_text.items()]
    for at, (key, unit, form) in enumerate(firsts):
        for other, earlier, other_form in firsts[:at]:
            longest = max(len(key), len(other))
            changed = max(middles(other, key))
            same_block = key[:6] == other[:6] or key[-6:] == other[-6:]
            masks = [one.count("\ue000") for one in (key, other)]
            if (
                min(len(key), len(other)) * (1 - 0.95) >= 1
                and same_block
                and abs(len(key) - len(other)) <= (1 - 0.95) * longest
                and changed <= (1 - 0.95) * longest
                and (not masks[1] or masks[0] == masks[1])
                and max(middles(other_form, form)) > 3 * changed + 2
            ):
                near.add((unit.id, earlier.id))
    assert {
        (f.subject.id, next(iter(f.related)).id)
        for f in found.nearly_same()
        if f.subject
    } == near
