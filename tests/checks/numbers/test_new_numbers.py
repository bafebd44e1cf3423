"""Which texts may have a number that another lacks, against what is paired off."""

from hypothesis import given
from hypothesis import strategies as st

from checks.numbers.new_numbers import may_have_new_number
from checks.text.text_values import cached_values
from checks.text.unpaired_amounts import find_unpaired_amounts
from tm.result_cache import ResultCache
from tm.text.locale import Locale

_LOCALES = st.sampled_from([*map(Locale, "vi id en fr".split())])
_PIECES = st.sampled_from(
    "2 2.5 3 40 104 1.2.3 12.80 1990 % km mph mil °C °F $ ke-2 2nd thứ tháng 10 8/10 "
    "8/10/2025 Oktober 2025 XIV juta triệu million - dua hai two : pukul h , .".split()
)
_TEXTS = st.lists(_PIECES, max_size=6).map(" ".join)


@given(_TEXTS, _TEXTS, _LOCALES, _LOCALES)
def test_what_is_left_of_a_target_may_be_new(
    source: str, target: str, theirs: Locale, ours: Locale
) -> None:
    left = find_unpaired_amounts(
        source, target, (theirs, ours), ResultCache()
    ).target_amounts
    assert not left or may_have_new_number(
        cached_values(source, theirs, ResultCache()),
        cached_values(target, ours, ResultCache()),
    )
