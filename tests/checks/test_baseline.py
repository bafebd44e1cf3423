"""Baselines: what they dismiss, until when, and what of a file is passed over."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from checks.baseline import Baseline, Dismissal, format_baseline, parse_baseline
from tests.checks.findings import made

TODAY = date(2026, 11, 24)

_text = st.none() | st.text(st.characters(), max_size=20)
_dismissals = st.builds(
    Dismissal,
    fingerprint=st.text("0123456789abcdef", min_size=16, max_size=16),
    check=_text,
    quote=_text,
    why=_text,
    who=_text,
    at=_text,
    until=st.none() | st.dates().map(date.isoformat),
)


@given(st.lists(_dismissals))
def test_a_file_gives_back_what_was_written(dismissals: list[Dismissal]) -> None:
    baseline = Baseline({}).add(dismissals)
    text = format_baseline(baseline)
    assert parse_baseline(text) == baseline
    assert text.count("\n") == len(baseline.dismissal_by_fingerprint)


def test_a_finding_is_dismissed_until_its_text_changes() -> None:
    finding = made("punct.double", "Selesai..")
    baseline = Baseline({}).add([Dismissal(finding.fingerprint)])
    assert baseline.find_dismissal(finding) is not None
    assert (
        baseline.find_dismissal(made("punct.double", "Selesai..", unit="other"))
        is not None
    )
    assert baseline.find_dismissal(made("punct.double", "Sudah selesai..")) is None
    assert baseline.find_dismissal(made("punct.end", "Selesai..")) is None


def test_a_dismissal_holds_to_its_last_day() -> None:
    one = Dismissal("0" * 16, until="2026-11-24")
    assert one.is_in_force(TODAY)
    assert not one.is_in_force(date(2026, 11, 25))
    assert Dismissal("0" * 16).is_in_force(TODAY)


def test_damaged_lines_are_named_and_the_rest_is_read() -> None:
    text = "\ufeff" + "\n".join(
        [
            '{"fingerprint": "a"}',
            "<<<<<<< ours",
            '{"why": "no fingerprint"}',
            '{"fingerprint": "b", "until": "soon"}',
            "[" * 100_000,
            '{"fingerprint": "c", "new": 1}',
        ]
    )
    baseline = parse_baseline(text)
    assert list(baseline.dismissal_by_fingerprint) == ["a", "c"]
    assert [damaged.line_number for damaged in baseline.damaged_lines] == [2, 3, 4, 5]


def test_what_is_wrong_with_a_line_is_said_in_words() -> None:
    lines = [
        "oops",
        "[]",
        '{"fingerprint": "a", "until": "soon"}',
        '{"fingerprint": "a", "until": "20270131"}',
        '{"fingerprint": "a", "until": "2027-02-31"}',
    ]
    reasons = [
        damaged.reason for damaged in parse_baseline("\n".join(lines)).damaged_lines
    ]
    assert reasons == [
        "not JSON, but begins 'oops'",
        "not a JSON object",
        "until is 'soon', not a day such as 2027-01-31",
        "until is '20270131', not a day such as 2027-01-31",
        "until is '2027-02-31', not a day such as 2027-01-31",
    ]
