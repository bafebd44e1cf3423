"""Texts that differ in tags: a point or three, and the tags of the query."""

import pytest

from tests.tm.store.samples import unit
from tm.match.inline_tags import find_compared_offsets, remove_tags
from tm.match.match_rate import Match, Query, rate_match
from tm.match.repair.repair import repair_translation
from tm.settings import PenaltySettings
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")
# Query, stored source, stored target, repaired target, rate.
REPAIRS = [
    ("Nhấn Lưu", "Nhấn <b>Lưu</b>", "Klik <b>Simpan</b>", "Klik Simpan", 98),
    (
        *("Nhấn <i>Lưu</i>", "Nhấn <b>Lưu</b>"),
        *("Klik <b>Simpan</b>", "Klik <i>Simpan</i>", 98),
    ),
    ("<p>Mở tệp</p>", "Mở tệp", "Buka berkas", "<p>Buka berkas</p>", 98),
    ("<p><b>Mở</b></p>", "Mở", "Buka", "<p><b>Buka</b></p>", 97),
    ("ở <b>Vinh</b> nay", "ở Vinh nay", "di Vinh kini", "di <b>Vinh</b> kini", 98),
    ("<b>Huế</b> mưa", "Cần Thơ mưa", "Can Tho hujan", "<b>Hue</b> hujan", None),
    ("có <b>7</b> xe", "có 5 xe", "ada 5 mobil", "ada <b>7</b> mobil", 97),
    # Where a tag goes is unknown, or it has no partner.
    ("<b>Nhấn</b> Lưu", "Nhấn <b>Lưu</b>", "Klik <b>Simpan</b>", None, 99),
    ("Nhấn<br>Lưu", "Nhấn Lưu", "Klik Simpan", None, None),
    ("Nhấn <b>Lưu", "Nhấn Lưu", "Klik Simpan", None, 99),
]


def rated(query: Segment, source: str, target: str) -> Match:
    match = rate_match(
        Query.of(query), unit(source, target), INDONESIAN, penalties=PenaltySettings()
    )
    assert match is not None
    return match


@pytest.mark.parametrize(("text", "source", "target", "expected", "rate"), REPAIRS)
def test_tags_cost_little_and_are_put_right(
    text: str, source: str, target: str, expected: str | None, rate: int | None
) -> None:
    query = Segment.of(VIETNAMESE, text)
    match = rated(query, source, target)
    assert rate is None or match.rate == rate
    assert match.target is not None
    repair = repair_translation(query, match.source, match.target)
    assert repair is not None
    assert repair.is_complete is (expected is not None)
    assert repair.target.text == (expected or target)


def test_codes_of_files_are_compared_with_tags_that_were_typed() -> None:
    bold = Code("bpt", "1", "<b>"), Code("ept", "1", "</b>")
    source = Segment(VIETNAMESE, f"Nhấn {CODE}Lưu{CODE}", bold)
    target = Segment(INDONESIAN, f"Klik {CODE}Simpan{CODE}", bold)
    query = Segment.of(VIETNAMESE, "Nhấn <i>Lưu</i>")
    repair = repair_translation(query, source, target)
    assert repair is not None and repair.is_complete
    assert repair.target.display_text == "Klik <i>Simpan</i>"


def test_spans_count_the_letters_of_tags() -> None:
    query = Segment.of(VIETNAMESE, "<p>ở <b>Huế</b> có 7 xe</p>")
    sides = (
        Segment.of(VIETNAMESE, "<p>ở <b>Cần Thơ</b> có 5 xe</p>"),
        Segment.of(INDONESIAN, "<p>di <b>Can Tho</b> ada 5 mobil</p>"),
    )
    repair = repair_translation(query, *sides)
    assert repair is not None
    assert repair.target.text == "<p>di <b>Hue</b> ada 7 mobil</p>"
    assert [one.span.of(repair.target.text) for one in repair.replacements] == [
        "Hue",
        "7",
    ]


@pytest.mark.parametrize(
    "text", ["a <b>c</b> d", " <br/>a  b ", f"x {CODE} y{CODE}", "a < b", "<b></b>"]
)
def test_offsets_lead_from_the_compared_text_to_the_text(text: str) -> None:
    offsets = find_compared_offsets(text)
    assert "".join(text[offset] for offset in offsets) == remove_tags(text)
