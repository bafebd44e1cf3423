"""Whatever a file holds, it is read or refused with words that a user understands."""

import gzip
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from exports.files import detect_unit_format, read, write
from exports.format import ReadOptions, WriteOptions
from exports.format_registries import formats
from exports.validation import validate as validate_file
from tests.examples import examples
from tm.errors import InputError
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

VI, ID = Locale.parse("vi"), Locale.parse("id")
PAIR = ReadOptions(VI, ID)
UNIT = TranslationUnit(Segment.of(VI, "một"), Segment.of(ID, "satu"))
SINGLE = [format.name for format in formats.values() if not format.has_two_files]
PIECES = (
    b"source,target\n",
    b"vi;id\r\n",
    b'"',
    b'[{"source": ',
    b'{"source": "a", "target": "b"}',
    b"\x1f\x8b\x08\x00",
    b"PK\x03\x04",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x00",
    b"\r",
    b"<tmx>",
    b'msgid "a"\n',
    b"sep=|\n",
    "một,satu\n".encode(),
    b"\xe9\xa0,\n",
)

anything = st.binary(max_size=120) | st.lists(
    st.sampled_from(PIECES) | st.binary(max_size=4), max_size=12
).map(b"".join)


def judged(data: bytes, name: str) -> None:
    """Read and validate a file of these bytes in any way that a user can."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        for options in (PAIR, ReadOptions()):
            try:
                list(read(path, options, format_name=name))
            except InputError as error:
                assert "padanan-" not in str(error)  # the name of a temporary folder
        try:
            list(validate_file(path, PAIR))
            detect_unit_format(path)
        except InputError:
            pass


@pytest.mark.parametrize("name", SINGLE)
@settings(max_examples=examples(40))
@given(data=anything)
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    judged(data, name)


@pytest.mark.parametrize("name", ["xlsx", "weblate", "csv", "jsonl"])
@settings(max_examples=examples(40))
@given(at=st.integers(0, 10**6), bits=st.integers(1, 255), cut=st.booleans())
def test_damage_anywhere_is_survived(name: str, at: int, bits: int, cut: bool) -> None:
    data = bytearray(_file(name))
    place = at % len(data)
    data[place] ^= bits
    judged(bytes(data[:place] if cut else data), name)
    judged(gzip.compress(bytes(data), mtime=0), name)


@settings(max_examples=examples(60))
@given(at=st.integers(0, 10**6), bits=st.integers(1, 255), cut=st.booleans())
@example(at=589, bits=64, cut=False)  # of a later version of ZIP
def test_damaged_archive_is_survived(at: int, bits: int, cut: bool) -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pairs.tsv", "một\tsatu\n" * 9)
    for data in (bytearray(file.getvalue()), bytearray(gzip.compress(b"a\tb\n" * 9))):
        place = at % len(data)
        data[place] ^= bits
        judged(bytes(data[:place] if cut else data), "tsv")


def _file(name: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write(str(path), [UNIT] * 3, WriteOptions(VI, ID), format_name=name)
        return path.read_bytes()
