"""Weblate: its memory as JSON, which may be longer than any memory."""

import io
import json
from pathlib import Path

import pytest

from exports.entry import Loss, WriteResult
from exports.files import detect_unit_format, read
from exports.format import ReadOptions, WriteOptions
from exports.lines_and_json import json_array, weblate
from tests.paths import DATA
from tm.errors import FormatError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import Origin, State, TranslationUnit
from tm.unit_property import Property

MEMORY = DATA / "weblate" / "memory.json"
VI, ID = Locale.parse("vi"), Locale.parse("id")
GOOD = (
    '{"source": "một", "target": "satu", "source_language": "vi",'
    ' "target_language": "id", "origin": "", "category": 1}'
)
UNIT = TranslationUnit(Segment.of(VI, "một"), Segment.of(ID, "satu"))


def placed(tmp_path: Path, text: str | bytes, name: str = "a.json") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def written(*units: TranslationUnit) -> tuple[str, WriteResult]:
    file = io.BytesIO()
    result = weblate.write(units, file, WriteOptions())
    return file.getvalue().decode(), result


def units_of(path: Path) -> list[TranslationUnit]:
    found = read(path, ReadOptions())
    return [entry for entry in found if isinstance(entry, TranslationUnit)]


def test_memory_of_weblate_is_read_and_given_back_as_it_was() -> None:
    assert detect_unit_format(MEMORY).name == "weblate"
    first, second, third = units_of(MEMORY)
    assert first == TranslationUnit(
        Segment.of(VI, "Lễ mở ký Công ước Hà Nội"),
        Segment.of(ID, "Upacara penandatanganan Konvensi Hanoi"),
        origin=Origin(article="news/headlines"),
        properties=(
            Property("weblate:category", "10000003"),
            Property("weblate:context", "headline"),
            Property("weblate:status", "1"),
        ),
    )
    assert second.state is State.INITIAL
    assert third.source.locale == Locale.parse("pt-BR")
    text, result = written(first, second, third)
    assert result == WriteResult(3)
    assert json.loads(text) == json.loads(MEMORY.read_text("utf-8"))


def test_file_has_no_name_that_weblate_would_refuse() -> None:
    unit = TranslationUnit(
        Segment(VI, "a\ufffcb", (Code("ph", "1", "<b>"),)),
        Segment.of(ID, "c"),
        State.FINAL,
        Origin(article="d", publisher="p"),
        (b"1" * 16, None),
        "note",
        (Property("tmx:x", "y"),),
    )
    text, result = written(unit)
    assert json.loads(text) == [
        {
            "source": "a<b>b",
            "target": "c",
            "source_language": "vi",
            "target_language": "id",
            "origin": "d",
            "category": 1,
        }
    ]
    what = {loss.what for loss in result.lost}
    assert what == {
        *("provenance", "neighbours", "notes", "states", "inline codes"),
        "properties of other tools",
    }


def test_unit_without_a_translation_is_left_out() -> None:
    text, result = written(TranslationUnit(UNIT.source, None, State.INITIAL))
    assert (json.loads(text), result) == ([], WriteResult(0, 1))


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("7", "not a JSON object"),
        ('{"source": "a"}', "no source_language"),
        (GOOD.replace('"một"', '""'), "no source text"),
        (GOOD.replace('"satu"', "5"), "target is not a text"),
        (GOOD.replace('"vi"', '"qq-x"'), "unknown language"),
        (GOOD.replace("1}", "true}"), "category is not a number"),
        (GOOD.replace("1}", "-1}"), "category is not a number"),
        (GOOD.replace("1}", "NaN}"), "NaN is not JSON"),
        (GOOD.replace("1}", '1, "source": "b"}'), "'source' occurs twice in an object"),
        (GOOD.replace("1}", "1,}"), "not JSON"),
        (GOOD.replace('"một"', '"\\ud800"'), "surrogate"),
        (GOOD.replace("1}", "9" * 5000 + "}"), "integer string conversion"),
        ("[" * 100_000 + "]" * 100_000, "nested too deep"),
    ],
)
def test_item_that_is_no_unit_is_skipped_with_its_line(
    tmp_path: Path, item: str, reason: str
) -> None:
    path = placed(tmp_path, f"[\n{GOOD},\n{item},\n{GOOD}\n]\n")
    first, skipped, last = list(read(path, ReadOptions()))
    assert first == last == UNIT
    assert isinstance(skipped, SkippedEntry)
    assert skipped.line == 3
    assert reason in skipped.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[\n" + GOOD, "ends before the end of the list"),
        ("[\n" + GOOD[:40], "ends before the end of the list"),
        (f"[{GOOD}] [", "after the end of the list"),
        ('{"a": 1}', "not a JSON list"),
        ("words", "not a JSON list"),
        (b"[\xff]", "not UTF-8"),
    ],
)
def test_file_that_is_no_list_is_refused(
    tmp_path: Path, text: str | bytes, reason: str
) -> None:
    with pytest.raises(FormatError, match=reason):
        list(weblate.read(placed(tmp_path, text), ReadOptions()))


def test_item_that_never_ends_is_refused(tmp_path: Path) -> None:
    text = '["' + "x" * 300_000 + '"]'
    with pytest.raises(FormatError, match="an item has more than 100,000 characters"):
        list(json_array.read_items(placed(tmp_path, text), max_item_length=100_000))
    path = placed(tmp_path, text[:90_000] + '"]')
    assert len(list(json_array.read_items(path, max_item_length=100_000))) == 1


@pytest.mark.parametrize("size", [1, 2, 7, 64])
def test_items_are_the_same_wherever_a_piece_of_the_file_ends(
    size: int,
) -> None:
    whole = list(json_array.read_items(MEMORY))
    assert list(json_array.read_items(MEMORY, chunk_size=size)) == whole
    assert [line for line, _ in whole] == [2, 12, 21]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_encoding_is_found_out(tmp_path: Path, encoding: str) -> None:
    path = placed(tmp_path, MEMORY.read_text("utf-8").encode(encoding), "a.txt")
    assert len(units_of(path)) == 3


def test_empty_list_is_a_memory_without_units(tmp_path: Path) -> None:
    assert list(read(placed(tmp_path, "[ ]\n"), ReadOptions())) == []


def test_unknown_names_are_counted(tmp_path: Path) -> None:
    path = placed(tmp_path, f'[{GOOD[:-1]}, "colour": 2}}]')
    assert list(read(path, ReadOptions())) == [UNIT, Loss("field colour", 1)]
