"""Numbers by the rules of another language, found by their figures."""

from hypothesis import given
from hypothesis import strategies as st

from checks.numbers.foreign_number_formats import (
    build_foreign_number_patterns,
    find_number_matches,
)
from tm.text.locale import Locale

_TEXTS = st.text(st.sampled_from("0123.,,.:/-$€ %aA)km２")) | st.text()


@given(_TEXTS, st.sampled_from([*map(Locale, "vi id en fr th".split())]))
def test_looking_at_figures_finds_what_a_pattern_finds(
    text: str, locale: Locale
) -> None:
    for pattern in build_foreign_number_patterns(locale):
        found = [one.span() for one in find_number_matches(pattern, text)]
        assert found == [one.span() for one in pattern.finditer(text)]


def test_many_figures_are_looked_at_once() -> None:
    (decimal, _, _) = build_foreign_number_patterns(Locale("id"))
    assert [*find_number_matches(decimal, "1" * 200_000)] == []
