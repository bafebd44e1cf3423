"""Values and tokens of two texts, paired off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.segments.text_differences import (
    VALUE_MASK,
    count_differing_tokens,
    mask_values,
)
from checks.text.unpaired_amounts import find_unpaired_amounts
from tm.result_cache import ResultCache
from tm.text.locale import Locale

VI, ID, EN = Locale("vi"), Locale("id"), Locale("en")


@pytest.mark.parametrize(
    ("source", "target", "locales"),
    [
        ("16,7 tỷ đồng", "16,7 miliar dong", (VI, ID)),
        ("hơn 200 nước", "lebih dari 200 negara", (VI, ID)),
        ("mười hai người", "12 orang", (VI, ID)),
        ("45 miles", "72 km", (EN, VI)),
        ("Đại hội XIV", "Kongres ke-14", (VI, ID)),
    ],
)
def test_equal_amounts_leave_nothing(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> None:
    left = find_unpaired_amounts(source, target, locales, ResultCache())
    assert (left.source_amounts, left.target_amounts) == ((), ())


def test_a_changed_amount_is_left_on_both_sides() -> None:
    left = find_unpaired_amounts(
        "16.700 người", "16.900 orang", (VI, ID), ResultCache()
    )
    assert [amount.value.text for amount in left.source_amounts] == ["16.700"]
    assert [amount.value.text for amount in left.target_amounts] == ["16.900"]


def test_values_are_masked_as_wholes() -> None:
    assert mask_values("Pada 10 Juli 2023 ia tiba", ID, ResultCache()) == (
        "pada",
        VALUE_MASK,
        "ia",
        "tiba",
    )


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_what_differs_lies_between_equal_ends(
    first: list[str], second: list[str]
) -> None:
    one, other = count_differing_tokens(first, second)
    assert 0 <= one <= len(first)
    assert len(first) - one == len(second) - other
    assert (one, other) == (0, 0) if first == second else one or other


@given(st.integers(5, 60), st.integers(5, 120))
def test_converted_measures_are_one_whatever_numbers_they_share(
    degrees: int, miles: int
) -> None:
    source = (
        f"It was {round(degrees * 9 / 5 + 32)} degrees Fahrenheit, with {miles} mph."
    )
    target = (
        f"Suhu {degrees} derajat Celsius, angin {round(miles * 1.609344)} km per jam."
    )
    left = find_unpaired_amounts(source, target, (EN, ID), ResultCache())
    assert not (left.source_amounts and left.target_amounts)
