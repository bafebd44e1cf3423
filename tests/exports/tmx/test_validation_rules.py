"""What `validate` says of TMX: each fault with its line, and else nothing.

Beside each `tests/data/tmx_faults/NAME.tmx` is `NAME.tsv`, its faults with their lines.
"""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from exports.format import ReadOptions, WriteOptions
from exports.tmx import format as tmx
from tests.examples import examples
from tests.exports.tmx.test_tmx import JUDGE, ONE, whole
from tests.paths import DATA
from tests.properties.strategies import units
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment
from tm.unit import TranslationUnit

FAULTS = DATA / "tmx_faults"
HEADER = (
    '<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" '
    'adminlang="en" srclang="vi" datatype="plaintext"/>'
)


def faults(path: Path) -> list[tuple[int | None, str]]:
    return [(fault.line, fault.reason) for fault in tmx.validate(path)]


def reasons(tmp_path: Path, body: str) -> list[str]:
    path = tmp_path / "file.tmx"
    path.write_text(
        f'<tmx version="1.4">{HEADER}<body>{body}</body></tmx>', encoding="utf-8"
    )
    return [reason for _, reason in faults(path)]


@pytest.mark.parametrize(
    "path", sorted(FAULTS.glob("*.tmx")), ids=lambda path: path.stem
)
def test_each_fault_is_told_with_its_line(path: Path) -> None:
    expected = path.with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    found = [f"{line or ''}\t{reason}" for line, reason in faults(path)]
    assert found == expected


def test_a_file_without_fault_has_none(tmp_path: Path) -> None:
    assert reasons(tmp_path, ONE) == []
    assert reasons(tmp_path, ONE.replace("<tu>", '<tu tuid="1" usagecount="2">')) == []


def test_a_file_that_is_no_xml_is_told_where_it_breaks(tmp_path: Path) -> None:
    path = tmp_path / "file.tmx"
    path.write_bytes(whole(f"{ONE}\n<tu><tuv></tu>"))
    assert faults(path)[-1] == (2, "not well-formed XML: mismatched tag")


@settings(max_examples=examples(40))
@given(st.lists(units(xml=True), max_size=3))
def test_what_we_write_breaks_no_rule_but_those_of_its_own_text(
    tmp_path_factory: pytest.TempPathFactory, given: list[TranslationUnit]
) -> None:
    path = tmp_path_factory.mktemp("ours") / "file.tmx"
    with path.open("wb") as file:
        tmx.write(given, file, WriteOptions())
    # A memory may hold an odd date or a count in words, and a code other ones in it.
    allowed = ("tuid", "usagecount", "white space", "srclang", "empty")
    for _, reason in faults(path):
        assert any(word in reason for word in allowed), reason


def test_pair_of_another_format_is_no_half_of_a_pair(tmp_path: Path) -> None:
    codes = (Code('bpt ctype="bold"', "1", "<b>"), Code("ept", "1", "</b>"))
    source = Segment(Locale.parse("vi"), f"{CODE}A{CODE}", codes)
    unit = TranslationUnit(source, Segment.of(Locale.parse("id"), "A"))
    path = tmp_path / "file.tmx"
    with path.open("wb") as file:
        tmx.write([unit], file, WriteOptions())
    assert faults(path) == []
    assert [*tmx.read(path, ReadOptions())] == [unit]


def test_halves_of_pairs_in_different_segments_are_isolated(tmp_path: Path) -> None:
    codes = (
        Code("ept", "1", "</b>"),
        Code("bpt", "2", "<i>"),
        Code("ept", "2", "</i>"),
        Code("bpt", "2", "<i>"),
        Code('bpt type="bold"', "1", "<b>"),
    )
    source = Segment(Locale.parse("vi"), f"A{CODE * 5}", codes)
    unit = TranslationUnit(source, Segment.of(Locale.parse("id"), "A"))
    path = tmp_path / "file.tmx"
    with path.open("wb") as file:
        tmx.write([unit], file, WriteOptions())
    text = path.read_text("utf-8")
    assert text.count("<it ") == 3 and text.count("<bpt ") == 1
    assert faults(path) == []
    assert [*tmx.read(path, ReadOptions())] == [unit]


CHANGES = (
    ("", ""),
    ('version="1.4"', 'version="1.5"'),
    ('creationtool="x" ', ""),
    ('segtype="sentence"', 'segtype="chapter"'),
    ("<tu>", '<tu tuid="1" segtype="x">'),
    ("<tu>", '<tu color="1">'),
    ("<tu>", "<tu><prop>x</prop>"),
    ("<tu>", '<tu><prop type="x"/>'),
    ("<tu>", "<tu><tuv/>"),
    ("</tu>", "<note>late</note></tu>"),
    ("</tu>", "text</tu>"),
    ('xml:lang="id"', ""),
    ("<seg>A</seg>", ""),
    ("<seg>A</seg>", "<seg>A</seg><seg>B</seg>"),
    ("A", "<b>A</b>"),
    ("A", '<bpt i="1"/>A<ept i="1"/>'),
    ("A", '<bpt i="1">x<sub>y</sub></bpt>A<ept i="1"/>'),
    ("A", "<bpt>x</bpt>A"),
    ("A", '<it pos="begin"/>A'),
    ("A", '<it pos="middle"/>A'),
    ("A", '<ph><ph x="1"/></ph>A'),
    ("A", "<sub>A</sub>"),
    ("A", "<hi><hi>A</hi></hi>"),
    ("</body>", "</body><body></body>"),
    ("<body>", "<note/><body>"),
    (HEADER, ""),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: repr(change[1]))
def test_a_file_is_faulty_when_the_dtd_says_so(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    if not JUDGE.exists():
        pytest.skip("OmegaT, which has the DTD of TMX 1.4b, is not installed")
    with zipfile.ZipFile(JUDGE) as jar:
        dtd = etree.DTD(io.BytesIO(jar.read("schemas/tmx14.dtd")))
    text = f'<tmx version="1.4">{HEADER}<body>{ONE}</body></tmx>'
    path = tmp_path / "file.tmx"
    path.write_text(text.replace(*change, 1) if change[0] else text, encoding="utf-8")
    assert dtd.validate(etree.parse(path)) == (faults(path) == [])
