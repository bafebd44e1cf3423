"""Filling files from the memory: only empty places, all else untouched."""

import difflib
import gzip
import json
from pathlib import Path

import polib
import pytest

from tests.cli.calling import call
from tests.paths import DATA

PO = """\
# Tác giả
msgid ""
msgstr ""
"Language: id\\n"
"X-Source-Language: vi\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

#: a.c:1 a-very-long-reference-that-would-be-wrapped.c:1234 another-reference.c:55
msgid "họp báo"
msgstr ""

# người dịch
#. trích
#: b.c:2
#, c-format
msgctxt "x"
msgid "Mất 7,25% trong năm 2025\\n"
msgstr ""
""

msgid "một câu"
msgstr ""

msgid "đã dịch"
msgstr "sudah diterjemahkan"

msgid "tệp"
msgid_plural "các tệp"
msgstr[0] ""

msgid "chưa ai dịch"
msgstr ""

msgid "không có gì giống thế này cả"
msgstr ""

#~ msgid "cũ"
#~ msgstr ""
"""


XLIFF_DATA = DATA / "xliff"
_SOURCES = ("họp báo", "một câu", "Mất 7,25% trong năm 2025", "đã dịch", "không có")
_DONE = "<target>sudah diterjemahkan</target>"


def _xliff(head: str, unit: str, tail: str) -> str:
    units = [
        unit.format(number, text, _DONE if text == "đã dịch" else "")
        for number, text in enumerate(_SOURCES)
    ]
    return head + "".join(units) + tail


XLIFF = {
    "1.2": _xliff(
        '<xliff version="1.2"><file original="a" datatype="plaintext" '
        'source-language="vi" target-language="id">\n<body>\n',
        '<trans-unit id="{0}">\n  <source>{1}</source>{2}\n</trans-unit>\n',
        "</body></file></xliff>\n",
    ),
    "2.1": _xliff(
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" '
        'srcLang="vi" trgLang="id">\n<file id="f">\n',
        '<unit id="{0}">\n<segment>\n  <source>{1}</source>{2}\n</segment>\n</unit>\n',
        "</file></xliff>\n",
    ),
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """A memory, and the options that name it."""
    monkeypatch.chdir(tmp_path)
    options = ("--database", str(tmp_path / "x.db"), "-s", "vi", "-t", "id")
    pairs = [
        ("họp báo", "konferensi pers"),
        ("họp báo", "jumpa pers"),
        ("Mất 5,5% trong năm 2024", "Rugi 5,5 persen pada 2024"),
        ("một câu", 'kalimat "satu"'),
        ("đã dịch", "lain"),
    ]
    for source, target in pairs:
        assert call("add", source, target, *options).code == 0
    Path("a.po").write_bytes(PO.encode())
    page = Path("bai.txt")
    page.write_text("Tiêu đề của bài\n\nchưa ai dịch\n", "utf-8")
    call("ingest", str(page), "-l", "vi", *options[:2])
    return options


def test_po_is_filled(place: tuple[str, ...]) -> None:
    done = call("pretranslate", "a.po", "-O", "b.po", *place, "--format", "json")
    counts = json.loads(done.out)
    assert counts == {
        "translated": 1,
        "fuzzy": 2,
        "empty": 2,
        "kept": 1,
        "unmarked": 0,
        "ambiguous": 1,
        "bands": counts["bands"],
    }
    assert sum(counts["bands"].values()) == counts["translated"] + counts["fuzzy"]
    entries = {entry.msgid: entry for entry in polib.pofile("b.po")}
    assert entries["một câu"].msgstr == 'kalimat "satu"'
    assert not entries["một câu"].fuzzy
    ambiguous = entries["họp báo"]
    assert ambiguous.fuzzy and "100 %" in ambiguous.comment
    assert {"jumpa pers", "konferensi pers"} == {
        ambiguous.msgstr,
        ambiguous.comment.rpartition(": ")[2],
    }
    repaired = entries["Mất 7,25% trong năm 2025\n"]
    assert repaired.msgstr == "Rugi 7,25 persen pada 2025\n"
    assert repaired.flags == ["c-format", "fuzzy"]
    assert repaired.previous_msgid == "Mất 5,5% trong năm 2024"
    assert entries["đã dịch"].msgstr == "sudah diterjemahkan"
    assert entries["chưa ai dịch"].msgstr == ""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_rest_of_a_po_file_stays_byte_for_byte(
    end: str, place: tuple[str, ...]
) -> None:
    Path("a.po").write_bytes(PO.replace("\n", end).encode())
    call("pretranslate", "a.po", "-O", "b.po", *place)
    before = Path("a.po").read_bytes().decode().splitlines(keepends=True)
    after = Path("b.po").read_bytes().decode().splitlines(keepends=True)
    gone = [
        line[2:].strip() for line in difflib.ndiff(before, after) if line[:2] == "- "
    ]
    assert sorted(gone) == ['""', "#, c-format", *['msgstr ""'] * 3]
    assert all(line.endswith(end) for line in after)


def test_a_filled_po_file_is_kept_when_filled_again(place: tuple[str, ...]) -> None:
    call("pretranslate", "a.po", "-O", "a.po", *place)
    first = Path("a.po").read_bytes()
    done = call("pretranslate", "a.po", "-O", "a.po", *place, "--format", "json")
    assert json.loads(done.out)["kept"] == 4 and Path("a.po").read_bytes() == first


def test_tsv_marks_in_a_fourth_field_what_is_fuzzy(place: tuple[str, ...]) -> None:
    text = "họp báo\t\tdoc\r\nmột câu\t\nđã\tsudah\tdoc\n\nkhông tab\n"
    Path("a.tsv").write_bytes(text.encode())
    call("pretranslate", "a.tsv", "-O", "b.tsv", *place)
    lines = Path("b.tsv").read_bytes().decode().split("\n")
    assert lines[0].split("\t")[2] == "doc" and lines[0].endswith("\r")
    assert lines[0].split("\t")[3].startswith("fuzzy 100; ")
    assert lines[1:] == [
        'một câu\tkalimat "satu"',
        "đã\tsudah\tdoc",
        "",
        "không tab",
        "",
    ]


def test_what_is_fuzzy_in_tsv_is_imported_as_not_finished(
    place: tuple[str, ...],
) -> None:
    Path("a.tsv").write_text("Mất 9% trong năm 2025\t\n", "utf-8")
    call("pretranslate", "a.tsv", "-O", "b.tsv", *place)
    call("import", "b.tsv", *place)
    words = ("lookup", "Mất 9% trong năm 2025", *place, "--format", "json")
    found = json.loads(call(*words).out)
    stored = [one for one in found if one["target"] == "Rugi 9 persen pada 2025"]
    assert [one["state"] for one in stored] == ["initial"]


def test_a_table_is_filled_in_the_column_that_is_named(place: tuple[str, ...]) -> None:
    table = 'Câu;Bản dịch của tôi;Ghi chú;x\r\n"một câu";"";;1\r\nhọp báo;;;2\r\n'
    Path("a.csv").write_bytes(table.encode("utf-8-sig"))
    named = "--columns", "Câu=source,Bản dịch của tôi=target"
    done = call("pretranslate", "a.csv", "-O", "b.csv", *named, *place)
    assert done.code == 0, done.err
    lines = Path("b.csv").read_bytes().decode("utf-8-sig").split("\r\n")
    assert lines[:2] == [table.split("\r\n")[0], '"một câu";"kalimat ""satu""";;1']
    cells = lines[2].split(";")
    assert cells[1] in ("jumpa pers", "konferensi pers") and cells[-1] == "2"
    assert "Padanan: 100 %" in lines[2]
    call("convert", "a.csv", "a.xlsx", *named, "-s", "vi", "-t", "id")
    done = call("pretranslate", "a.xlsx", "-O", "a.xlsx", *place, "--format", "json")
    counts = json.loads(done.out)
    assert (counts["translated"], counts["fuzzy"], counts["empty"]) == (1, 1, 0)


def test_a_table_that_cannot_mark_what_is_fuzzy_gets_none_and_it_is_said(
    place: tuple[str, ...],
) -> None:
    Path("a.csv").write_text("vi,id\nmột câu,\nhọp báo,\nkhông có,\n", "utf-8")
    done = call("pretranslate", "a.csv", "-O", "b.csv", *place, "--format", "json")
    counts = json.loads(done.out)
    assert (counts["fuzzy"], counts["empty"], counts["unmarked"]) == (0, 2, 1)
    assert "Not filled in: 1 fuzzy match, which a.csv cannot mark" in done.err


def test_jsonl_keeps_its_other_fields(place: tuple[str, ...]) -> None:
    lines = [
        '{"id":1,"source":"một câu","target":null,"x":[1]}',
        '{"source":"họp báo","target":""}',
        '{"source":"a","target":"b"}',
        "not json",
    ]
    Path("a.jsonl").write_text("\n".join(lines), "utf-8")
    call("pretranslate", "a.jsonl", "-O", "b.jsonl", *place)
    filled = Path("b.jsonl").read_text("utf-8").split("\n")
    first, second = json.loads(filled[0]), json.loads(filled[1])
    assert first["target"] == 'kalimat "satu"' and first["x"] == [1]
    assert (first["state"], second["state"]) == ("translated", "initial")
    assert second["match"]["rate"] == 100 and filled[2:] == lines[2:]


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_xliff_gets_targets_states_and_proposals(
    version: str, place: tuple[str, ...]
) -> None:
    before = XLIFF[version]
    Path("a.xlf").write_bytes(before.encode())
    done = call("pretranslate", "a.xlf", "-O", "b.xlf", *place, "--format", "json")
    counts = json.loads(done.out)
    assert counts == {
        "translated": 1,
        "fuzzy": 2,
        "empty": 1,
        "kept": 1,
        "unmarked": 0,
        "ambiguous": 1,
        "bands": counts["bands"],
    }
    assert sum(counts["bands"].values()) == counts["translated"] + counts["fuzzy"]
    after = Path("b.xlf").read_text("utf-8")
    match, rate = ("alt-trans", "match") if version == "1.2" else ("mtc:match", "match")
    assert after.count(f"<{match} ") == 4  # two of them for what is ambiguous
    assert '"Padanan: 100 % exact match"' in after and rate in after
    assert "Rugi 7,25 persen pada 2025" in after
    removed = [
        line[2:]
        for line in difflib.ndiff(before.splitlines(), after.splitlines())
        if line.startswith("- ")
    ]
    assert all("<unit" in line or "<segment" in line for line in removed)
    again = call("pretranslate", "b.xlf", "-O", "c.xlf", *place, "--format", "json")
    assert json.loads(again.out)["kept"] == 4
    assert Path("c.xlf").read_text("utf-8") == after


@pytest.mark.parametrize("version", XLIFF)
def test_proposal_that_is_repaired_names_what_is_stored(
    place: tuple[str, ...], version: str
) -> None:
    text = XLIFF[version].replace("một câu", "Mất 7,25% trong năm 2025")
    Path("a.xlf").write_bytes(text.encode())
    assert call("pretranslate", "a.xlf", "-O", "b.xlf", *place).code == 0
    after = Path("b.xlf").read_text("utf-8")
    assert "Rugi 7,25 persen pada 2025" in after
    assert "numbers −2; stored: Rugi 5,5 persen pada 2024" in after


def test_a_wider_language_that_is_asked_for_serves_the_files(
    place: tuple[str, ...],
) -> None:
    call("add", "Hết giờ.", "Waktu habis.", *place)
    path = str(XLIFF_DATA / "trados.sdlxliff")  # vi-VN into id-ID
    filled = ("pretranslate", path, "-O", "b.sdlxliff", "--format", "json")
    assert json.loads(call(*filled, *place[:2]).out)["translated"] == 1
    assert json.loads(call(*filled, *place, "--force").out)["translated"] == 1
    text = Path("b.sdlxliff").read_text("utf-8")
    assert '<mrk mtype="seg" mid="3">Waktu habis.</mrk>' in text
    assert 'target-language="id-ID"' in text
    counted = json.loads(call("analyse", path, *place, "--format", "json").out)
    assert counted["bands"]["100"]["segments"] == 1


def test_plain_exact_matches_count_as_translated(place: tuple[str, ...]) -> None:
    units = [
        {"source": "câu một", "target": "kalimat satu"},
        {"source": "câu hai", "target": "kalimat dua"},
    ]
    Path("u.jsonl").write_text("\n".join(map(json.dumps, units)), "utf-8")
    call("import", "u.jsonl", *place)
    Path("a.tsv").write_text("câu một\t\ncâu hai\t\n", "utf-8")
    done = call("pretranslate", "a.tsv", "-O", "b.tsv", *place, "--format", "json")
    assert json.loads(done.out)["translated"] == 2


def test_a_failure_leaves_the_old_file(place: tuple[str, ...]) -> None:
    Path("b.po").write_text("old")
    Path("bad.po").write_text('msgid "một câu"\nmsgstr "b\n', "utf-8")
    done = call("pretranslate", "bad.po", "-O", "b.po", *place)
    assert done.code == 2 and "bad.po:2" in done.err
    assert Path("b.po").read_text() == "old"


def test_packed_file_is_filled_and_packed_again(place: tuple[str, ...]) -> None:
    Path("a.po.gz").write_bytes(gzip.compress(PO.encode()))
    done = call("pretranslate", "a.po.gz", "-O", "b.po.gz", *place)
    assert done.code == 0, done.err
    call("pretranslate", "a.po.gz", "-O", "plain.po", *place)
    assert (
        gzip.decompress(Path("b.po.gz").read_bytes()) == Path("plain.po").read_bytes()
    )
    assert "konferensi pers" in Path("plain.po").read_text("utf-8")


def test_a_file_that_is_too_large_to_be_held_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exports.io.memory_limit.MAX_HELD_SIZE", 1 << 20)
    texts = tmp_path / "large.tsv"
    texts.write_text("một câu\t\n" * 200_000, "utf-8")
    database = ("--database", str(tmp_path / "memory.db"))
    pair = ("-O", str(tmp_path / "out"), "-s", "vi", "-t", "id")
    done = call("pretranslate", str(texts), *pair, *database)
    assert done.code == 2
    assert "is too large to be filled: at most 1 MiB may be held in memory" in done.err
    assert not (tmp_path / "out").exists()
    for command in (["analyse"], ["check", "--fix"], ["check", "--fix-only", "space"]):
        done = call(*command, str(texts), "-s", "vi", "-t", "id", *database)
        assert done.code == 2
        assert "at most 1 MiB may be held in memory; split it" in done.err


def test_a_large_po_file_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exports.io.memory_limit.MAX_HELD_SIZE", 10)
    path = tmp_path / "large.po"
    path.write_text(PO, "utf-8")
    database = ("--database", str(tmp_path / "memory.db"))
    done = call("pretranslate", str(path), "-O", str(tmp_path / "out.po"), *database)
    assert done.code == 0, done.err


def test_a_table_explains_the_counts(tmp_path: Path) -> None:
    (tmp_path / "a.po").write_text(PO, "utf-8")
    out = str(tmp_path / "b.po")
    filled = call(
        *("pretranslate", str(tmp_path / "a.po"), "-O", out, "--format", "table"),
        *("--database", str(tmp_path / "x.db")),
    )
    assert filled.code == 0
    assert "already translated, and unchanged" in filled.out


def test_a_text_is_no_other_one_without_its_diacritics(tmp_path: Path) -> None:
    """`Trang 1` is a page and `trắng` a colour; a whole sentence is the same one."""
    options = ("-s", "vi", "-t", "id", "--database", str(tmp_path / "a.db"))
    for source, target in (
        ("tháng 1", "Januari"),
        ("trắng", "putih"),
        ("Ông António nói rõ", "António jelas berkata"),
    ):
        assert call("add", source, target, *options).code == 0
    page = tmp_path / "a.txt"
    page.write_text("Trang 1\nTrang\nÔng António nói rõ\nOng Antonio noi ro\n", "utf-8")
    out = tmp_path / "b.txt"
    assert call("pretranslate", str(page), "-O", str(out), *options).code == 0
    assert out.read_text("utf-8").splitlines() == [
        "Trang 1",
        "Trang",
        "António jelas berkata",
        "António jelas berkata",
    ]
