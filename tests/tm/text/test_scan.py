"""Scanning finds what the pattern finds, in whatever text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tm.text.scan import Scan, led
from tm.text.tokens import has_common_letters

_PATTERN = r"(?<!\w)(?:sis|kß e|kß|e|đa e)(?!\w)"
_SCAN = Scan(_PATTERN, ["sis", "kß e", "e", "đa e"])
_TEXTS = st.text() | st.text("sSſkKKßẞiIıİđĐa12 e\u0301-.'éŝ", max_size=30)


@given(
    _TEXTS
    | st.lists(st.sampled_from(["Sis", "KSS", "kß", "E", "ĐA", "'s"])).map(" ".join)
)
def test_a_scan_finds_what_its_pattern_finds(text: str) -> None:
    slow = re.compile(_PATTERN, re.IGNORECASE).finditer(text)
    spans = [found.span() for found in _SCAN.matches(text)]
    assert spans == [found.span() for found in slow]


@given(_TEXTS.filter(has_common_letters))
def test_a_set_of_letters_in_front_changes_nothing_that_is_found(text: str) -> None:
    pattern = r"(?<!\w)(?:sis|kß|e|đa)|\d(?!e)"
    slow = re.compile(pattern, re.IGNORECASE).finditer(text)
    places = [found.start() for found in led(pattern, "skeđ").finditer(text)]
    assert {*places} >= {found.start() for found in slow}
    assert all(re.compile(pattern, re.IGNORECASE).match(text, at) for at in places)
