"""Lines of TSV and JSON are filled in their place, and damaged ones stay."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.edit.file_filling import fill_file, open_editable_file
from exports.editable_file import Filling
from exports.format import ReadOptions
from tests.exports.table.test_row_editor import PAIR, filled, filling
from tm.errors import FormatError, InputError
from tm.text.locale import Locale

VI, ID = Locale.parse("vi"), Locale.parse("id")
_SOUND = {
    "a.tsv": ("một\t\n".encode(), "một\tisi\n".encode()),
    "a.jsonl": (
        '{"source": "một"}\n'.encode(),
        '{"source": "một", "target": "isi", "state": "translated", "match": '
        '{"rate": 100, "remark": "Padanan: 80 %"}}\n'.encode(),
    ),
}
_DAMAGED = [
    ("a.tsv", b"x\xff\ty", "not UTF-8 at byte 2 of the line"),
    ("a.tsv", b"x\0\ty", "the line has NUL bytes"),
    ("a.tsv", b"\tx\t\ty", "no source text"),
    ("a.jsonl", b'{"source": "x\xff"}', "not UTF-8 at byte 14 of the line"),
    ("a.jsonl", b'{"source": "x"', "not JSON: Expecting ',' delimiter at character 15"),
    (
        "a.jsonl",
        b'{"source": "x", "source": "y"}',
        "'source' occurs twice in an object",
    ),
    ("a.jsonl", b'{"source": "x", "source_locale": "?"}', "unknown language '?'"),
    ("a.jsonl", b'["x"]', "not a JSON object"),
    ("a.jsonl", b"[" * 20_000, "nested too deep"),
]


@pytest.mark.parametrize(("name", "line", "reason"), _DAMAGED)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_damaged_line_stays_and_the_rest_is_filled(
    tmp_path: Path, name: str, line: bytes, reason: str, end: bytes
) -> None:
    path = tmp_path / name
    before, after = (text.replace(b"\n", end) for text in _SOUND[name])
    path.write_bytes(before + line + end + end + before)
    document = open_editable_file(path, PAIR)
    assert [skipped.line for skipped in document.skipped] == [2]
    assert document.skipped[0].reason.startswith(reason)
    assert fill_file(document, path, lambda *_: filling()).counts["translated"] == 2
    assert path.read_bytes() == after + line + end + end + after


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", _SOUND)
def test_encoding_mark_and_line_ends_stay(
    tmp_path: Path, name: str, encoding: str, end: str
) -> None:
    path = tmp_path / name
    before, after = (text.decode().replace("\n", end) for text in _SOUND[name])
    path.write_bytes((end + before + before).encode(encoding))
    assert filled(path)["translated"] == 2
    assert path.read_bytes() == (end + after + after).encode(encoding)


def test_lines_of_an_encoding_that_nothing_shows_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes("a\t\nđê\t\n".encode("cp1258"))
    with pytest.raises(FormatError, match="not UTF-8") as caught:
        open_editable_file(path, PAIR)
    assert caught.value.line == 2


def test_a_line_without_a_language_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(_SOUND["a.jsonl"][0])
    with pytest.raises(InputError, match=r"a\.jsonl:1: .*name the source language"):
        open_editable_file(path, ReadOptions(target=ID))


@given(st.binary(max_size=60), st.sampled_from([*_SOUND]))
def test_nothing_filled_is_nothing_changed(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(data)

    def nothing(*_: object) -> Filling | None:
        return None

    try:
        fill_file(
            open_editable_file(path, PAIR, format_name=path.suffix[1:]), path, nothing
        )
    except FormatError:
        pass
    assert path.read_bytes() == data
