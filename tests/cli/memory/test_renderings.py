"""`padanan concordance --renderings`: how a phrase was translated, and how surely."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call

_PAIRS = [
    ("Họp báo chiều nay", "Konferensi pers sore ini"),
    ("Tại họp báo, ông nói", "Dalam konferensi pers, ia berkata"),
    ("Sau họp báo", "Seusai konferensi pers"),
    ("Sau buổi họp báo", "Setelah itu"),
    *[(f"Trời mưa lần {n}", f"Hujan turun kali {n}") for n in range(12)],
]


@pytest.fixture
def place(tmp_path: Path) -> tuple[str, ...]:
    table = tmp_path / "pairs.tsv"
    table.write_text("".join(f"{a}\t{b}\n" for a, b in _PAIRS), "utf-8")
    words = ("--database", str(tmp_path / "x.db"), "-s", "vi", "-t", "id")
    assert call("import", str(table), *words).code == 0
    return words


def test_renderings_are_counted_with_examples(place: tuple[str, ...]) -> None:
    done = call(*("concordance", "họp báo", *place, "--renderings", "--format", "json"))
    records = json.loads(done.out)
    assert [(one["rendering"], one["count"]) for one in records] == [
        ("konferensi pers", 3),
        (None, 1),
    ]
    example = records[0]["examples"][0]
    start, end = example["target_span"]
    assert example["target"][start:end].lower() == "konferensi pers"
    assert "Linked in 3 of 4 translations (75 %)" in done.err


def test_people_see_the_words_in_brackets(place: tuple[str, ...]) -> None:
    done = call(
        *("concordance", "họp báo", *place, "--renderings", "--format", "table")
    )
    assert "3   75 %  konferensi pers" in done.out
    assert "[Konferensi pers] sore ini" in done.out
    assert "(not linked)" in done.out


def test_it_needs_a_language_and_no_other_counting(place: tuple[str, ...]) -> None:
    without = call("concordance", "họp báo", *place[:2], "-s", "vi", "--renderings")
    assert (without.code, "-t id" in without.err) == (2, True)
    both = call("concordance", "họp báo", *place, "--renderings", "--counts")
    assert both.code == 2
