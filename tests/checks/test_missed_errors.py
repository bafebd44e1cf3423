"""Errors that the checks missed: the file that keeps them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from checks.missed_errors import MissedError, format_missed_errors, parse_missed_errors
from tests.examples import examples

_text = st.text(st.characters(), min_size=1, max_size=20)
_span = st.tuples(st.integers(0, 9), st.integers(10, 19))
_errors = st.builds(
    MissedError,
    id=st.text("0123456789abcdef", min_size=16, max_size=16),
    target_text=_text,
    target_locale=st.just("id"),
    description=_text,
    source_text=st.none() | _text,
    quote=st.none() | _text,
    target_span=st.none() | _span,
    check=st.none() | st.just("num.value"),
)


@settings(max_examples=examples(40))
@given(st.lists(_errors, unique_by=lambda error: error.id))
def test_a_file_gives_back_what_was_written(errors: list[MissedError]) -> None:
    parsed, damaged_lines = parse_missed_errors(format_missed_errors(errors))
    assert parsed == sorted(errors, key=lambda error: error.id)
    assert damaged_lines == ()


def test_damaged_lines_are_named_and_the_rest_is_read() -> None:
    whole = format_missed_errors(
        [MissedError(id="0" * 16, target_text="a", target_locale="id", description="b")]
    )
    damaged = (
        "<<<<<<< ours",
        whole.replace('"a"', '""'),
        whole.replace("}", ', "target_span": [3, 3]}'),
        whole.replace("}", ', "check": 1}'),
    )
    text = whole + "".join(f"{line.strip()}\n" for line in damaged)
    errors, damaged_lines = parse_missed_errors(text)
    assert [error.target_text for error in errors] == ["a"]
    assert [line.reason for line in damaged_lines] == [
        "not JSON, but begins '<<<<<<< ours'",
        "no target_text",
        "target_span is not a pair of places such as [0, 5]",
        "check is not text",
    ]
