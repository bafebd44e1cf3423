"""Laws of comparing placeholders, inline codes and addresses."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.catalogue import select_checks
from checks.engine.unit import Context, Unit
from checks.runner.run import run
from tm.finding import Finding
from tm.text.locale import Locale
from tm.text.segment import CODE, Code

EN, ID = Locale("en"), Locale("id")
NAMED = ["%(name)s", "{name}", "{0}", "${home}", "{{user}}", "%name%", "{x:.2f}"]
IN_TURN = ["%s", "%d", "%5.2f", "%ld", "{}", "<br>"]
ADDRESSES = ["https://example.org/a", "www.example.net/b?c=d", "anna@example.org"]
WORDS = st.sampled_from(["berkas", "5", "50% dari", "tiba.", "<berkas>", "a<b", "ke-2"])


def found(source: str, target: str) -> list[Finding]:
    result = run(
        [Unit("u", target, source)],
        Context(ID, EN),
        select_checks(["code", "url", "email"]),
    )
    findings = list(result)
    assert result.failures == []
    return findings


def of_codes(theirs: Sequence[Code], ours: Sequence[Code]) -> list[Finding]:
    subject = Unit(
        "u",
        "x" + CODE * len(ours),
        "y" + CODE * len(theirs),
        source_codes=tuple(theirs),
        target_codes=tuple(ours),
    )
    return [*run([subject], Context(ID, EN), select_checks(["code"]))]


def joined(words: Sequence[str], places: Sequence[str]) -> str:
    longest = max(len(words), len(places))
    pieces = [[*words[n : n + 1], *places[n : n + 1]] for n in range(longest)]
    return " ".join(piece for some in pieces for piece in some)


@given(
    st.lists(WORDS, min_size=1, max_size=5),
    st.lists(WORDS, min_size=1, max_size=5),
    st.lists(st.sampled_from(NAMED + IN_TURN + ADDRESSES), max_size=5),
)
def test_texts_with_the_same_places_in_the_same_order_agree(
    ours: list[str], theirs: list[str], places: list[str]
) -> None:
    assert found(joined(theirs, places), joined(ours, places)) == []


@given(
    st.lists(WORDS, min_size=1, max_size=5),
    st.lists(st.sampled_from(NAMED + ADDRESSES), max_size=5, unique=True),
    st.randoms(),
)
def test_what_has_a_name_may_stand_anywhere(
    words: list[str], places: list[str], random: object
) -> None:
    other = [*places]
    random.shuffle(other)  # type: ignore[attr-defined]  # what Hypothesis gives
    assert found(joined(words, places), joined(words, other)) == []


@given(
    st.lists(WORDS, min_size=1, max_size=5),
    st.lists(
        st.sampled_from(NAMED + IN_TURN + ADDRESSES),
        min_size=1,
        max_size=5,
        unique=True,
    ),
    st.data(),
)
def test_a_place_that_only_one_side_has_is_always_found(
    words: list[str], places: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(places) - 1))
    fewer = places[:at] + places[at + 1 :]
    for source, target in ((places, fewer), (fewer, places)):
        findings = found(joined(words, source), joined(words, target))
        assert any(places[at] in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("theirs", "ours", "count"),
    [
        (["<b>"], ["<b>"], 0),
        (["<b>", "</b>"], ["<b>", "</b>"], 0),
        (["<b>", "</b>"], ["</b>", "<b>"], 1),
        (["%s", "%d"], ["%d", "%s"], 1),
        (["{a}", "{b}"], ["{b}", "{a}"], 0),
        (["<b>"], ["<i>"], 2),
        (["<b>", "<i>"], ["<i>"], 1),
        ([""], ["<i>"], 0),
        (["", ""], [""], 1),
    ],
)
def test_inline_codes_are_compared_by_what_they_are_where_that_is_known(
    theirs: list[str], ours: list[str], count: int
) -> None:
    sides = [[Code("ph", "", data) for data in some] for some in (theirs, ours)]
    assert len(of_codes(*sides)) == count


def numbered(listing: str) -> list[Code]:
    """Codes without native codes: `bpt 1, ept 1`."""
    parts = [part.split() for part in listing.split(",") if part.strip()]
    return [Code(kind, "".join(id), "") for kind, *id in parts]


@pytest.mark.parametrize(
    ("theirs", "ours", "told"),
    [
        ("bpt 1, ept 1, x 2", "x 2, bpt 1, ept 1", []),
        (
            "bpt 1, ept 1",
            "ept 1, bpt 1",
            ["Misplaced code: “ept 1” is before the code that it closes"],
        ),
        ("g 1, /g 1, g 2, /g 2", "g 2, /g 2, g 1, /g 1", []),
        ("sc 1, ec 1, sc 2, ec 2", "sc 1, sc 2, ec 1, ec 2", []),
        ("x 1, x 2, x 3", "x 3, x 1", ["Missing code: “x 2” is only in the source"]),
        (
            "x 1, x 2",
            "x 2, x 2",
            [
                "Missing code: “x 1” is only in the source",
                "Extra code: “x 2” is not in the source",
            ],
        ),
        ("x 1", "x 1, x 2", ["Extra code: “x 2” is not in the source"]),
        # Numbered by each side for itself, or by nobody: only their number tells.
        ("x 1, x 2", "x 3, x 4", []),
        ("x 1, x 2", "ph 2, it 5", []),
        ("ph, ph", "ph", ["Missing code: “ph” is only in the source"]),
        # An end without its beginning, which stands in another segment.
        ("ept 1", "ept 1", []),
        ("ept 1, bpt 2", "bpt 2, ept 1", []),
        # As the source has it.
        ("ept 1, bpt 1", "ept 1, bpt 1", []),
    ],
)
def test_codes_of_which_only_a_number_is_known_are_compared_by_it(
    theirs: str, ours: str, told: list[str]
) -> None:
    found = of_codes(numbered(theirs), numbered(ours))
    assert [finding.message for finding in found] == told


@given(st.lists(st.sampled_from(["bpt", "ept", "x", "g", "/g", ""]), max_size=8))
def test_the_same_codes_in_the_same_order_agree(kinds: list[str]) -> None:
    codes = [Code(kind, str(at % 3), "") for at, kind in enumerate(kinds)]
    assert of_codes(codes, codes) == []


def test_a_text_without_any_of_its_many_codes_is_told_of_a_few() -> None:
    assert len(found("%s {a} {b} {c} {d} {e} {f} {g}", "x")) == 5
