"""Numbers that a text names in another form are found as a search for each would."""

import re
import time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from checks.catalogue import select_checks
from checks.engine.unit import Context, Unit
from checks.numbers.identifiers import _IDENTIFIER_PATTERN, is_in_identifier
from checks.numbers.missing_or_added_numbers import _FRACTION_PATTERN, _find_fraction
from checks.numbers.new_numbers import has_figures, names_decade
from checks.numbers.number_pairs import is_decade
from checks.runner.run import run
from checks.text.measurements import Amount
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.values.value import Value, ValueKind

CHECKS = ["num.missing"]
NUMBERS = st.integers(-300, 2300).map(lambda tens: Decimal(tens * 10) / 10)
TEXTS = st.text("0123/.,-aB \u0663", max_size=24)
FIGURES = st.from_regex(r"[0-3]{1,2}([.,:/][0-3]{1,2})?", fullmatch=True)


@given(FIGURES, TEXTS)
def test_figures_are_found_as_by_a_search(figures: str, text: str) -> None:
    digits = re.sub("[.,]", "", figures)
    glued = re.findall(r"(?<=[^\W\d_])(\d[\d.,]*\d)(?!\w)", text)
    expected = bool(re.search(rf"(?<!\d){re.escape(figures)}(?!\d)", text)) or (
        len(digits) > 1 and digits in [re.sub("[.,]", "", each) for each in glued]
    )
    assert has_figures(figures, text, ResultCache()) == expected


@given(NUMBERS, st.sets(NUMBERS, max_size=5))
def test_decades_are_those_of_any_pair(number: Decimal, others: set[Decimal]) -> None:
    def make_amount(value: Decimal) -> Amount:
        return Amount(value, Value(ValueKind.NUMBER, (), 0, 1, "x"))

    assert names_decade(number, others) == any(
        is_decade(make_amount(number), make_amount(other)) for other in others
    )


@given(TEXTS, st.integers(0, 24))
def test_the_fraction_and_identifier_at_an_offset(text: str, offset: int) -> None:
    shares = [
        match[0]
        for match in _FRACTION_PATTERN.finditer(text)
        if match.start() <= offset < match.end()
    ]
    assert _find_fraction(text, offset) == (shares[0] if shares else None)
    if any(
        match.start() <= offset < match.end()
        for match in _IDENTIFIER_PATTERN.finditer(text)
    ):
        assert is_in_identifier(offset, text)


def test_thousands_of_missing_numbers_take_linear_time() -> None:
    """3,000 took eight seconds when each searched both texts."""
    source = " ".join(f"có {number} người," for number in range(1000, 4000))
    unit = Unit("a", "ada orang, " * 1500, source)
    start = time.process_time()
    result = run([unit], Context(Locale("id"), Locale("vi")), select_checks(CHECKS))
    assert len(list(result.findings)) == 3000
    assert time.process_time() - start < 4
