"""TSV and JSON lines: a line is an entry, and a bad one costs only itself."""

import io
import json
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.entry import Entry, Loss
from exports.format import ReadOptions, WriteOptions
from exports.io.lines import detect_unmarked_encoding, is_binary
from exports.lines_and_json import jsonl, tsv
from exports.xml.decoding import FORBIDDEN_PATTERN
from tm.errors import FormatError, InputError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import Origin, State, TranslationUnit

VI, ID = Locale.parse("vi"), Locale.parse("id")
PAIR = ReadOptions(VI, ID)


def reading(path: Path, data: bytes, options: ReadOptions = PAIR) -> list[Entry]:
    path.write_bytes(data)
    module = tsv if path.suffix == ".tsv" else jsonl
    return list(module.read(path, options))


def pair(source: str, target: str | None, **origin: str) -> TranslationUnit:
    return TranslationUnit(
        Segment.of(VI, source),
        Segment.of(ID, target) if target else None,
        State.TRANSLATED if target else State.INITIAL,
        Origin(**origin),  # type: ignore[arg-type] # only texts are given
    )


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("một\tsatu", pair("một", "satu")),
        ("một\tsatu\tdoc.1", pair("một", "satu", article="doc.1")),
        ("một\t", pair("một", None)),
        ("một\t\tdoc.1", pair("một", None, article="doc.1")),
        (r"C:\new" + "\t" + r"C:\new", pair(r"C:\new", r"C:\new")),
        ('"một"\tsatu', pair('"một"', "satu")),
        ("a\u2028b\tc\x85d", pair("a\u2028b", "c\x85d")),
        ("Hà\tNội", pair("Hà", "Nội")),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_tsv_line_is_a_unit(
    tmp_path: Path, line: str, unit: TranslationUnit, ending: str
) -> None:
    assert reading(tmp_path / "a.tsv", (line + ending).encode()) == [unit]


def test_tsv_lines_that_are_none_are_skipped_with_their_number(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    data = "\n  \nmột satu\nhai\tdua\n \tdua\nba\ttiga\tx\ty\tz\n".encode()
    assert reading(path, data) == [
        SkippedEntry(str(path), 3, "no tab character between source and target"),
        pair("hai", "dua"),
        SkippedEntry(str(path), 5, "no source text"),
        pair("ba", "tiga", article="x"),
        Loss("lines with more than three fields", 1),
    ]


def test_tsv_line_of_any_length_costs_itself_only(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    data = b"a\t" + b"x" * 25_000_000 + "\nmột\tsatu\n".encode()
    assert reading(path, data) == [
        SkippedEntry(str(path), 1, "a line of more than 10,000,000 characters"),
        pair("một", "satu"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_names_the_encoding(tmp_path: Path, encoding: str) -> None:
    data = "một\tsatu\r\nhai\tdua\r\n".encode(encoding)
    assert reading(tmp_path / "a.tsv", data) == [
        pair("một", "satu"),
        pair("hai", "dua"),
    ]


def test_tsv_counts_all_that_it_has_no_column_for() -> None:
    unit = TranslationUnit(
        Segment(Locale.parse("vi-VN"), "a\ufffc\tb", (Code("ph", "1", "<b>"),)),
        Segment.of(ID, "c\r\nd\ne"),
        State.FINAL,
        Origin(article="a", publisher="p"),
        (b"1" * 16, None),
        "note",
    )
    file = io.BytesIO()
    result = tsv.write([unit], file, WriteOptions(VI, ID))
    assert file.getvalue() == b"a<b> b\tc d e\ta\n"
    assert {(loss.what, loss.count) for loss in result.lost} == {
        ("provenance", 1),
        ("neighbours", 1),
        ("notes", 1),
        ("states", 1),
        ("inline codes", 1),
        ("variants of the locales", 1),
        ("tabs and line ends inside a text", 3),
    }


@pytest.mark.parametrize("suffix", ["tsv", "jsonl"])
def test_languages_must_be_given_where_a_file_names_none(
    tmp_path: Path, suffix: str
) -> None:
    data = b"a\tb" if suffix == "tsv" else b'{"source": "a", "target": "b"}'
    with pytest.raises(
        InputError, match=r"one source and one target language|name the source"
    ):
        reading(tmp_path / f"a.{suffix}", data, ReadOptions())


def test_json_line_of_another_tool_is_a_unit(tmp_path: Path) -> None:
    line = {"document": "d", "id": "d#1", "source": "một", "target": "satu"}
    data = json.dumps(line, ensure_ascii=False).encode()
    assert reading(tmp_path / "a.jsonl", data) == [
        pair("một", "satu", article="d", tuid="d#1")
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"target": "b"}', "no source text"),
        ('{"source": " ", "target": "b"}', "no source text"),
        ('{"source": 1, "target": "b"}', "source is not a text"),
        ('{"source": "a", "source_locale": "qq-x"}', "unknown language"),
        ('{"source": "a", "source_codes": [{}]}', "do not fit"),
        ('{"source": "a", "source_codes": "x"}', "do not fit"),
        ('{"source": "\ufffc", "source_codes": [1]}', "not an object"),
        ('{"source": "a", "origin": []}', "origin is not an object"),
        ('{"source": "a", "origin": {"position": "x"}}', "position: 'x'"),
        ('{"source": "a", "origin": {"score": "nan"}}', "score: 'nan'"),
        ('{"source": "a", "neighbours": [1]}', "two keys"),
        ('{"source": "a", "neighbours": ["x", null]}', "hexadecimal"),
        ('{"source": "a", "state": "done"}', "done"),
        ('{"source": "\\ud800"}', "surrogate"),
        ('{"source": "a\\u0000"}', "U+0000"),
        ('{"source": "a", "note": "b\\u0000"}', "note: text holds a null character"),
        ('{"source": "a", "origin": {"publisher": "\\udfff"}}', "publisher: text"),
        ('{"source": ' + "[" * 100_000, "nested too deep"),
        ('{"source": "a", "source": "b"}', "'source' occurs twice in an object"),
        ('{"source": "a", "origin": {"score": NaN}}', "NaN is not JSON"),
        ('{"source": "a", "origin": {"score": -Infinity}}', "-Infinity is not JSON"),
        ('{"source": "a", "id": ' + "9" * 5000 + "}", "integer string conversion"),
        ('{"source": "' + "x" * 11_000_000 + '"}', "a line of more than 10,000,000"),
    ],
)
def test_json_line_that_is_no_unit_is_skipped_with_its_number(
    tmp_path: Path, line: str, reason: str
) -> None:
    path = tmp_path / "a.jsonl"
    good = '{"source": "một", "target": "satu"}'
    found = reading(path, f"{good}\n{line}\n{good}\n".encode())
    assert found[0] == found[2] == pair("một", "satu")
    skipped = found[1]
    assert isinstance(skipped, SkippedEntry)
    assert skipped.line == 2
    assert reason in skipped.reason


def test_json_line_stays_a_line_for_readers_of_every_kind() -> None:
    unit = pair("a\u2028b\x85c", "d\u2029e", headline="\ud800")
    file = io.BytesIO()
    jsonl.write([unit], file, WriteOptions())
    text = file.getvalue().decode()
    assert len(text.splitlines()) == 1
    assert json.loads(text)["source"] == "a\u2028b\x85c"
    assert json.loads(text)["origin"]["headline"] == "\ud800"


def test_unknown_origin_fields_are_counted(tmp_path: Path) -> None:
    data = b'{"source": "a", "target": "b", "origin": {"colour": "red"}}'
    assert reading(tmp_path / "a.jsonl", data)[1:] == [Loss("origin field colour", 1)]


@pytest.mark.parametrize(
    "encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_wide_text_without_a_mark_is_read(
    tmp_path: Path, encoding: str, ending: str
) -> None:
    text = ending.join(["satu\tmột", "hai\tdua", ""])
    found = reading(tmp_path / "a.tsv", text.encode(encoding))
    assert found == [pair("satu", "một"), pair("hai", "dua")]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_lines_of_old_systems_end_with_cr(tmp_path: Path, mark: str) -> None:
    text = f'{mark}{{"source":"a","target":"b"}}\r\r{{"source":"c",}}\r'
    path = tmp_path / "a.jsonl"
    found = reading(path, text.encode())
    assert found[0] == pair("a", "b")
    assert isinstance(found[1], SkippedEntry) and found[1].line == 3


def test_cr_is_text_where_lines_end_with_lf(tmp_path: Path) -> None:
    found = reading(tmp_path / "a.tsv", b"a\rb\tc\nd\te\n")
    assert found == [pair("a\rb", "c"), pair("d", "e")]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("damage", [b"x\0\ty", bytes(5000), b"\0\0\0"])
def test_a_line_with_nul_costs_itself(
    tmp_path: Path, mark: bytes, damage: bytes
) -> None:
    path = tmp_path / "a.tsv"
    found = reading(path, mark + b"a\tb\n" + damage + b"\nc\td\n")
    assert found == [
        pair("a", "b"),
        SkippedEntry(str(path), 2, "the line has NUL bytes"),
        pair("c", "d"),
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        "Đây là\tini\nvề\tpulang\n",
        unicodedata.normalize("NFD", "Ở nhà à\tdi rumah\nvề ờ ừ ề\tpulang\n"),
        "我们去学校上课\t我们去\n他他他他\t四川\n",
    ],
    ids=["Vietnamese", "NFD", "Chinese"],
)
def test_wide_text_is_found_whatever_letter_it_begins_with(
    tmp_path: Path, encoding: str, text: str
) -> None:
    found = reading(tmp_path / "a.tsv", text.encode(encoding))
    assert found == [
        pair(*unicodedata.normalize("NFC", line).split("\t"))
        for line in text.splitlines()
    ]


@given(
    st.text(st.sampled_from("aeu ,;ộưĐ\t\n中"), min_size=100, max_size=120),
    st.lists(st.integers(0, 120), max_size=2),
)
def test_stray_nul_makes_no_text_wide(text: str, places: list[int]) -> None:
    data = bytearray(text.encode())
    for at in places:
        data.insert(min(at, len(data)), 0)
    assert detect_unmarked_encoding(bytes(data)) is None
    assert not is_binary(bytes(data))


def test_a_line_that_is_damaged_costs_itself_in_a_file_of_utf_8(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.tsv"
    damage, reason = b"x\xed\xa0\x80\ty", "not UTF-8 at byte 2 of the line"
    sound = "một\tsatu\n".encode()
    units = [pair("một", "satu")] * 2
    assert reading(path, sound + damage + b"\n" + sound) == [
        units[0],
        SkippedEntry(str(path), 2, reason),
        units[1],
    ]
    with pytest.raises(FormatError, match=reason) as caught:
        reading(path, b"a\tb\n" + damage + b"\n" + sound)  # it may be anything
    assert caught.value.line == 2


def test_a_byte_order_mark_shows_that_a_file_is_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    data = b"\xef\xbb\xbfa\tb\nx\xff\ty\nc\td\n"
    first, damaged, last = reading(path, data)
    assert [first, last] == [pair("a", "b"), pair("c", "d")]
    assert isinstance(damaged, SkippedEntry) and damaged.line == 2


def test_what_no_file_can_hold_cannot_be_printed() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    printed = "".join(filter(str.isprintable, every))
    printed.encode()  # no half of a surrogate pair
    assert FORBIDDEN_PATTERN.search(printed) is None
    assert not set("\0\t\r\n") & set(printed)
