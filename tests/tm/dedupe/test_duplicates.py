"""Which units are duplicates, and which of them are kept."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.dedupe import duplicates
from tm.dedupe.duplicates import UnitDuplicate, choose_removed_units, find_duplicates
from tm.dedupe.keys import DedupeOptions, DuplicateKind, KeepRule
from tm.match.comparison_forms import ComparableText
from tm.match.similarity import compute_token_similarity
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import Origin, State, TranslationUnit
from tm.unit_property import Property, Side

_VI, _ID = Locale.parse("vi"), Locale.parse("id")
_EXACT, _FORM, _NEAR = (DedupeOptions(kind) for kind in DuplicateKind)


def make_unit(source: str, target: str = "teks", **origin: object) -> TranslationUnit:
    made = Origin(**origin)  # type: ignore[arg-type]
    return TranslationUnit(
        Segment.of(_VI, source), Segment.of(_ID, target), origin=made
    )


def list_removed(units: list[TranslationUnit], options: DedupeOptions) -> list[int]:
    return sorted(find_duplicates(units, options))


def test_each_kind_finds_more() -> None:
    long = "kata " * 30
    units = [
        make_unit("Họp báo", "“Konferensi pers”"),
        make_unit("Họp báo", "“Konferensi pers”"),
        make_unit("họp báo", '"konferensi Pers"'),
        make_unit("Họp báo", f"{long}lama"),
        make_unit("Họp báo", f"{long}baru"),
        make_unit("Họp báo", f"{long}12"),
        make_unit("Họp báo", f"{long}13"),
    ]
    assert list_removed(units, _EXACT) == [1]
    assert list_removed(units, _FORM) == [1, 2]
    assert list_removed(units, _NEAR) == [1, 2, 4]  # 12 is not nearly 13
    assert find_duplicates(units, _NEAR)[4].similarity == 96.77


def test_memories_contexts_codes_and_languages_are_no_duplicates() -> None:
    unit = make_unit("Họp báo")
    context = Property("po:msgctxt", "menu", Side.UNIT)
    code = Segment(_ID, "teks\ufffc", (Code("ph", "1", "%s"),))
    other_code = Segment(_ID, "teks\ufffc", (Code("ph", "1", "%d"),))
    others = [
        unit,
        make_unit("Họp báo", memory="other"),
        replace(unit, properties=(context,)),
        replace(unit, target=code),
        replace(unit, target=other_code),
        replace(unit, target=Segment.of(Locale.parse("ms"), "teks")),
        replace(unit, target=None),
    ]
    assert others[2].context is not None
    for options in (_EXACT, _FORM, _NEAR):
        assert list_removed(others, options) == []
        assert list_removed(others * 2, options) == [*range(7, 14)]


@pytest.mark.parametrize(
    ("rule", "kept"), [(KeepRule.FIRST, 0), (KeepRule.NEWEST, 2), (KeepRule.BEST, 3)]
)
def test_the_rule_says_which_one_is_kept(rule: KeepRule, kept: int) -> None:
    unit = make_unit("Họp báo")
    units = [
        unit,
        make_unit("Họp báo", changed="2026-01-02T00:00:00Z", score=0.8),
        make_unit("Họp báo", created="2026-01-03", score=0.7),
        replace(
            make_unit("Họp báo", created="2025-01-02"),
            state=State.REVIEWED,
        ),
    ]
    removed = find_duplicates(units, DedupeOptions(keep=rule))
    assert {*range(4)} - removed.keys() == {kept}
    assert {pair.kept_number for pair in removed.values()} == {kept}


def test_the_surer_alignment_and_the_newer_unit_are_better() -> None:
    units = [
        make_unit("Họp báo", score=0.8, changed="2026-05-05"),
        make_unit("Họp báo", score=0.9, changed="2024-05-05"),
        make_unit("Họp báo", score=0.9, changed="2025-05-05"),
        make_unit("Họp báo", score=0.9, changed="2025-05-05"),
    ]
    assert list_removed(units, _EXACT) == [0, 1, 3]


def test_what_resembles_only_a_removed_unit_is_kept() -> None:
    chain = [UnitDuplicate(1, 1, 0), UnitDuplicate(2, 2, 1), UnitDuplicate(3, 3, 0)]
    assert sorted(choose_removed_units(chain)) == [1, 3]
    both = [*chain, UnitDuplicate(2, 2, 0)]
    assert sorted(choose_removed_units(both)) == [1, 2, 3]


@given(st.lists(st.tuples(st.sampled_from("aAbB"), st.sampled_from("xXy"))))
def test_results_are_those_of_a_plain_comparison(texts: list[tuple[str, str]]) -> None:
    units = [make_unit(*pair) for pair in texts]
    for options, fold in ((_EXACT, str), (_FORM, str.lower)):
        seen, expected = set[tuple[str, str]](), []
        for number, (source, target) in enumerate(texts):
            key = fold(source), fold(target)
            if key in seen:
                expected.append(number)
            seen.add(key)
        assert list_removed(units, options) == expected


def test_chunks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(3)
    units = [make_unit(chance.choice("abcd") * 3) for _ in range(50)]
    whole = [find_duplicates(units, options) for options in (_EXACT, _FORM, _NEAR)]
    monkeypatch.setattr(duplicates, "_UNITS_PER_CHUNK", 7)
    for options, expected in zip((_EXACT, _FORM, _NEAR), whole, strict=True):
        assert find_duplicates(units, options) == expected


def test_near_duplicates_are_similar_and_most_are_found() -> None:
    """Against all pairs: none is removed that is not similar, 19 of 20 are found."""
    chance = Random(5)
    words = [f"kata{number}" for number in range(300)]
    words = [
        word.translate(str.maketrans("0123456789", "abcdefghij")) for word in words
    ]
    units = []
    for _ in range(120):
        text = chance.choices(words, k=24)
        units.append(make_unit(" ".join(text), " ".join(text[::-1])))
        text[chance.randrange(24)] = chance.choice(words)
        units.append(make_unit(" ".join(text), " ".join(text[::-1])))
    removed = find_duplicates(units, DedupeOptions(DuplicateKind.NEAR))
    for number, pair in removed.items():
        for side in ("source", "target"):
            tokens = [
                ComparableText(getattr(units[n], side).text, _VI).token_forms
                for n in (number, pair.kept_number)
            ]
            assert compute_token_similarity(*tokens) >= 95
    assert 114 <= len(removed) <= 120
