"""Plain text and subtitles: every byte but the sentences stays."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.documents.code_fitting import FittedTranslation
from exports.edit.file_filling import open_editable_file
from exports.editable_file import Filling
from exports.format import ReadOptions
from tests.exports.documents.building import (
    ID,
    open_document,
    put,
    rewrite,
    texts,
    written,
)
from tm.errors import FormatError
from tm.text.locale import Locale
from tm.text.segment import Segment

TEXT = "\tTitle \r\n\r\n  One sentence.  And two.\r\n12 345\nLast\r"


def test_the_language_of_a_document_is_found_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Các nhà lãnh đạo của nhiều nước sẽ đến dự lễ ký.", "utf-8")
    document = open_editable_file(path, ReadOptions())
    assert document.segments[0].source.locale == Locale.parse("vi")
    path.write_text("2025", "utf-8")
    with pytest.raises(FormatError, match="the language of the document cannot be"):
        open_editable_file(path, ReadOptions())


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-16-le", b""),
    ],
)
def test_encoding_mark_and_line_ends_stay(
    encoding: str, mark: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(mark + TEXT.encode(encoding))
    document = open_document(path)
    assert texts(document) == ["Title", "One sentence.", "And two.", "Last"]
    assert rewrite(document, str) == path.read_bytes()
    made = put(document, [("Judul",), ("Satu\nkalimat.",), ("Dan dua.",), ("Ahir",)])
    expected = "\tJudul \r\n\r\n  Satu kalimat.  Dan dua.\r\n12 345\nAhir\r"
    assert made == mark + expected.encode(encoding)


def test_a_letter_that_the_encoding_lacks_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Café ouvert. Déjà fermé à côté. Été.\n".encode("cp1252") * 9)
    document = open_document(path)
    assert "guess" in document.remarks[0]
    made = Filling(Segment.of(ID, "Quán mở."), True, 100, "")
    assert document.fill(0, made) is None
    assert written(document) == path.read_bytes()


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\0\1\2\3\4\5\0\6" * 99)
    with pytest.raises(FormatError, match=r"binary|NUL"):
        open_document(path)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_any_text_stays_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(("A " + text).encode())
    document = open_document(path)
    assert rewrite(document, str) == path.read_bytes()
    for index, segment in enumerate(document.document_segments):
        same = Filling(segment.source, True, 100, "")
        assert document.fill(index, same)


SRT = """\
1
00:00:01,000 --> 00:00:02,500
<i>Good evening,</i> and
welcome to Hanoi.

2
00:00:03,000 --> 00:00:04,000
{\\an8}We begin with what the

3
00:00:05,000 --> 00:00:06,000 X1:40
government said today.

4
00:00:07,000 --> 00:00:08,000
- Who is it?
- A friend.

5
00:00:09,000 --> 00:00:10,000

6
00:00:11,000 --> 00:00:12,000
<font color="#fff">Goodbye!</font>
7
00:00:13,000 --> 00:00:14,000
THE END"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_subtitles(line_end: str, tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    data = SRT.replace("\n", line_end).encode()
    path.write_bytes(data)
    document = open_document(path)
    assert texts(document) == [
        "<i>Good evening,</i> and welcome to Hanoi.",
        "We begin with what the",
        "government said today.",
        *("Who is it?", "A friend.", "Goodbye!", "THE END"),
    ]
    assert ["2–3" in remark for remark in document.remarks] == [True]
    assert rewrite(document, str) == data
    made = put(
        document,
        [(0, "Selamat malam,", 1, " selamat datang di kota Hanoi."), ("Kita mulai",)],
    )
    assert made.decode() == SRT.replace(
        "<i>Good evening,</i> and\nwelcome to Hanoi.",
        "<i>Selamat malam,</i> selamat\ndatang di kota Hanoi.",
    ).replace("We begin with what the", "Kita mulai").replace("\n", line_end)


def test_subtitles_need_times(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text("1\nHello\n", "utf-8")
    with pytest.raises(FormatError, match="no line has times"):
        open_document(path)


_LINES = st.lists(
    st.sampled_from(
        [
            *("", "1", "00:00:01,000 --> 00:00:02,000", "- Yes.", "<i>No", "a</i> b."),
            *("  x", "{\\i1}", "</b>", "<b><i>Oh</b></i>", "-", "Long line of words"),
        ]
    ),
    max_size=12,
)


@given(_LINES, st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_subtitles_stay_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], line_end: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.srt"
    times = "0:0:1,0 --> 0:0:2,0"
    path.write_bytes(line_end.join([times, *lines]).encode())
    document = open_document(path)
    assert rewrite(document, str) == path.read_bytes()
    changed = rewrite(open_document(path), lambda text: text.replace("o", "ö"))
    words = changed.decode().replace("ö", "o").split()
    assert words == path.read_bytes().decode().split()


def test_the_codes_of_a_cue_may_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_bytes(b"1\n0:0:1,0 --> 0:0:2,0\nIt is <i>me</i>.\n")
    document = open_document(path)
    plain = Filling(Segment.of(ID, "Ini saya."), True, 100, "")
    assert document.fill(0, plain) is False  # to be reviewed
    assert written(document).endswith(b"\nIni saya.\n")
    assert document.put_translation(0, FittedTranslation(("Saya.",), True))
