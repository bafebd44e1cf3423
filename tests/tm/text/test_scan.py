"""Scanning finds what the pattern finds, in whatever text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tm.text.scan import Scan

_PATTERN = r"(?<!\w)(?:sis\w|kß|1\d|ı|İ|e)(?!-)"
_SCAN = Scan(_PATTERN, "skıİe")


@given(st.text() | st.text("sSſkKKßẞiIıİ1290 e\u0301-.éŝ"))
def test_a_scan_finds_what_its_pattern_finds(text: str) -> None:
    slow = re.compile(_PATTERN, re.IGNORECASE).finditer(text)
    spans = [found.span() for found in _SCAN.matches(text)]
    assert spans == [found.span() for found in slow]
