"""Moses: two files that belong together, line by line."""

import gzip
from pathlib import Path

import pytest

from exports.entry import Loss
from exports.files import detect_unit_format, read, write
from exports.format import ReadOptions, WriteOptions
from exports.lines_and_json.moses import is_locale_pair, join_sides
from exports.validation import validate as validate_file
from tm.errors import FormatError, InputError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit

VI, ID = Locale.parse("vi"), Locale.parse("id")
PAIR = ReadOptions(VI, ID)


def pair(source: str, target: str | None = None) -> TranslationUnit:
    return TranslationUnit(
        Segment.of(VI, source),
        Segment.of(ID, target) if target else None,
        State.TRANSLATED if target else State.INITIAL,
    )


UNITS = [pair("một", "satu"), pair("hai\u2028a"), pair("ba", "tiga")]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """The name of two files of three lines."""
    write(str(tmp_path / "corpus.vi-id"), UNITS, WriteOptions())
    return tmp_path / "corpus.vi-id"


def test_each_side_is_a_file_of_as_many_lines(corpus: Path) -> None:
    assert corpus.with_suffix(".vi").read_text("utf-8") == "một\nhai\u2028a\nba\n"
    assert corpus.with_suffix(".id").read_text("utf-8") == "satu\n\ntiga\n"
    assert list(read(corpus, ReadOptions())) == UNITS
    assert detect_unit_format(corpus).name == "moses"


@pytest.mark.parametrize("name", ["corpus", "corpus.vi", "corpus.id", "corpus.vi-id"])
def test_two_files_are_named_by_either_or_by_what_they_share(
    corpus: Path, name: str
) -> None:
    assert list(read(corpus.parent / name, PAIR, format_name="moses")) == UNITS


def test_one_side_and_the_language_of_the_other_are_enough(corpus: Path) -> None:
    one, other = corpus.with_suffix(".vi"), corpus.with_suffix(".id")
    assert list(read(one, ReadOptions(target=ID), format_name="moses")) == UNITS
    assert list(read(other, ReadOptions(source=VI), format_name="moses")) == UNITS


def test_files_that_are_named_one_after_the_other_are_one_pair() -> None:
    paths = [Path("a.vi"), Path("a.id"), Path("b.vi-id"), Path("c.vi"), Path("d.id")]
    assert join_sides(paths) == [
        Path("a.vi-id"),
        Path("b.vi-id"),
        Path("c.vi"),
        Path("d.id"),
    ]


def test_packed_sides_are_read(corpus: Path) -> None:
    for suffix in (".vi", ".id"):
        path = corpus.with_suffix(suffix)
        path.write_bytes(gzip.compress(path.read_bytes()))
    assert list(read(corpus, ReadOptions())) == UNITS


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (1, "1 line missing from"),
        (1200, "the first of 1,200 lines missing from"),
    ],
)
def test_files_of_different_lengths_are_told_with_the_first_line_that_is_alone(
    corpus: Path, lines: int, reason: str
) -> None:
    long = corpus.with_suffix(".id")
    with long.open("ab") as file:
        file.write(b"lagi\n" * lines)
    with pytest.raises(FormatError, match=reason) as caught:
        list(read(corpus, ReadOptions()))
    assert (caught.value.path, caught.value.line) == (str(long), 4)
    assert [(one.path, one.line) for one in validate_file(corpus, ReadOptions())] == [
        (str(long), 4)
    ]


def test_lines_without_a_source_are_skipped_and_blank_ones_are_none(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.vi").write_text("\n\nba\n", "utf-8")
    (tmp_path / "a.id").write_text("satu\n\ntiga\n", "utf-8")
    assert list(read(tmp_path / "a.vi-id", ReadOptions())) == [
        SkippedEntry(str(tmp_path / "a.vi"), 1, "no source text"),
        pair("ba", "tiga"),
    ]


def test_what_a_line_cannot_hold_is_counted(tmp_path: Path) -> None:
    unit = TranslationUnit(
        Segment.of(VI, "a\nb"), Segment.of(ID, "c"), origin=Origin(article="d")
    )
    target = tmp_path / "x.vi-id"
    result = write(str(target), [unit], WriteOptions())
    assert result.lost == (
        Loss("provenance", 1),
        Loss("tabs and line ends inside a text", 1),
    )
    with pytest.raises(InputError, match="would not hold everything"):
        write(str(target), [unit], WriteOptions(strict=True))
    assert (tmp_path / "x.vi").read_text("utf-8") == "a b\n"


def test_one_file_cannot_be_two(corpus: Path) -> None:
    with pytest.raises(InputError, match="is two files"):
        write("-", UNITS, WriteOptions(VI, ID), format_name="moses")
    with pytest.raises(InputError, match="the names of the two files are unknown"):
        list(read(corpus.parent / "corpus", ReadOptions(), format_name="moses"))
    with pytest.raises(InputError, match=r"none.vi: no such file"):
        list(read(corpus.parent / "none.vi-id", ReadOptions()))


@pytest.mark.parametrize(
    ("suffix", "known"),
    [
        (".vi-id", True),
        (".zh-Hant-id", True),
        (".en-zh-TW", True),
        (".vi", False),
        (".vi-", False),
        (".a-b", False),
        ("", False),
    ],
)
def test_suffix_of_two_languages_is_known(suffix: str, known: bool) -> None:
    assert is_locale_pair(suffix) is known
