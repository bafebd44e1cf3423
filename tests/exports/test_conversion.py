"""Converting by Python: values in, values out, and nothing printed."""

from pathlib import Path

import pytest

from exports.conversion import ConvertOptions, convert, open_conversion
from exports.format import ReadOptions, WriteOptions
from tm.errors import InputError, NotFound
from tm.text.locale import Locale


def test_file_of_units_is_converted(tmp_path: Path) -> None:
    path, output = tmp_path / "a.tsv", tmp_path / "a.tmx"
    path.write_text("câu\tkalimat\n\tx\n", "utf-8")
    options = ConvertOptions(
        ReadOptions(Locale("vi"), Locale("id"), with_untranslated=True)
    )
    converted = convert(str(path), str(output), options)
    assert (converted.format, converted.written) == ("tmx", 1)
    assert [skipped.line for skipped in converted.skipped] == [2]
    assert "<seg>kalimat</seg>" in output.read_text("utf-8")
    counts: list[int] = []
    back = convert(
        str(output), str(tmp_path / "b.jsonl"), report_progress=counts.append
    )
    assert (back.format, back.written, sum(counts)) == ("jsonl", 1, 1)


def test_format_is_known_before_anything_is_written(tmp_path: Path) -> None:
    path, output = tmp_path / "a.csv", tmp_path / "a.tbx"
    path.write_text("vi,id\nhọp báo,jumpa pers\n", "utf-8")
    with open_conversion(str(path), str(output), ConvertOptions()) as conversion:
        assert conversion.output_format.name == "tbx" and not output.exists()
        assert conversion.run().written == 1


def test_other_languages_and_missing_ones_are_said(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("câu\tkalimat\n", "utf-8")
    tmx = tmp_path / "a.tmx"
    read = ReadOptions(Locale("vi"), Locale("id"))
    convert(str(path), str(tmx), ConvertOptions(read))
    options = ConvertOptions(write=WriteOptions(Locale("en"), Locale("id")))
    with pytest.raises(NotFound, match="1 unit in vi → id"):
        convert(str(tmx), str(tmp_path / "b.tmx"), options)
    bare = tmp_path / "bare.jsonl"
    bare.write_text('{"source": "câu", "source_locale": "vi"}\n', "utf-8")
    with pytest.raises(InputError, match="needs a target language"):
        convert(str(bare), str(tmp_path / "b.tsv"))
