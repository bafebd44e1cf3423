"""Reading TMX straight from its text gives what a parser gives, to the last line."""

import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.entry import Entry, LossTally, flatten_blocks
from exports.format import ReadOptions, WriteOptions
from exports.tmx import format as tmx
from exports.tmx.regex_reader import RegexTmxReader
from exports.tmx.unit_maker import TmxUnitMaker
from exports.xml.decoding import CHUNK_SIZE
from tests.examples import examples
from tests.exports.tmx.test_tmx import FOLDER
from tests.properties.strategies import units
from tm.errors import FormatError
from tm.text.locale import Locale
from tm.unit import TranslationUnit
from tm.unit_table import UnitTable

HEAD = '<tmx version="1.4"><header srclang="vi" datatype="x"/>\n<body>\n'
TAIL = "\n</body></tmx>\n"
VI = '<tuv xml:lang="vi"><seg>A</seg></tuv>'
FIRST = f'<tu>{VI}<tuv xml:lang="id"><seg>B</seg></tuv></tu>'


def outcome(
    path: Path, *, plainly: bool, chunk_size: int = CHUNK_SIZE
) -> tuple[list[Entry], str]:
    """What a file gives, and the error that it ends with.

    What expat calls a fault behind the last element depends on how much it has seen.
    """
    found: list[Entry] = []
    try:
        if plainly:
            blocks = tmx.read_blocks(path, ReadOptions(), chunk_size=chunk_size)
            found.extend(flatten_blocks(blocks))
        else:
            found.extend(tmx.read_elements(path, ReadOptions()))
    except FormatError as error:
        kind = re.split("[:;] ", error.reason)[0]
        return found, f"{error.line}: {kind}"
    return found, ""


def same(path: Path) -> list[Entry]:
    quick, slow = outcome(path, plainly=True), outcome(path, plainly=False)
    assert quick == slow
    return quick[0]


@pytest.mark.parametrize(
    "path", sorted(FOLDER.glob("*.tmx")), ids=lambda path: path.stem
)
def test_every_fixture_is_read_the_same(path: Path) -> None:
    assert same(path)


@settings(max_examples=examples(100))
@given(st.lists(units(xml=True), min_size=1, max_size=4))
def test_every_file_of_ours_is_read_the_same(
    tmp_path_factory: pytest.TempPathFactory, given: list[TranslationUnit]
) -> None:
    file = io.BytesIO()
    tmx.write(given, file, WriteOptions())
    path = tmp_path_factory.mktemp("ours") / "file.tmx"
    path.write_bytes(file.getvalue())
    same(path)


PIECES = (
    *"<>&/=\"' \n\t\r]x",
    "]]>",
    "<!-- x -->",
    "<!-- </tu> ",
    "-->",
    "<![CDATA[<b>]]>",
    "<?x </tu>?>",
    "&amp;",
    "&nbsp;",
    "&#65;",
    "&#1;",
    "&other;",
    "\u0338",
    "\ufffc",
    "<ph x='1'/>",
    '<bpt i="1">b</bpt>',
    "<hi>",
    "</seg>",
    "</tuv>",
    "</tu>",
    "<tu>",
    "<prop type='a'>b</prop>",
    '<prop type="x-padanan-state">final</prop>',
    '<prop type="x-padanan-position">first</prop>',
    "<note>",
    "</note>",
    ' tuid="7"',
    ' creationdate="20251008T093000Z"',
    ' xml:lang="en"',
    ' srclang="id"',
    "\x01",
    "\ufffe",
)


@settings(max_examples=examples(400))
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 2000), st.integers(0, 12), st.sampled_from(PIECES)),
        min_size=1,
        max_size=3,
    ),
    name=st.sampled_from(["omegat", "okapi", "star", "matecat", "multilingual"]),
)
def test_every_damaged_file_is_read_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    changes: list[tuple[int, int, str]],
    name: str,
) -> None:
    text = (FOLDER / f"{name}.tmx").read_text(encoding="utf-8")
    start = text.index("</header>") if "</header>" in text else text.index("<body>")
    for at, length, piece in changes:
        at = min(start + at, len(text))
        text = text[:at] + piece + text[at + length :]
    path = tmp_path_factory.mktemp("damaged") / "file.tmx"
    path.write_bytes(text.encode())
    same(path)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100, 1000])
@pytest.mark.parametrize("name", ["omegat", "okapi", "star", "damaged"])
def test_pieces_of_any_size_are_read_the_same(name: str, size: int) -> None:
    whole = outcome(FOLDER / f"{name}.tmx", plainly=True)
    assert outcome(FOLDER / f"{name}.tmx", plainly=True, chunk_size=size) == whole


@pytest.mark.parametrize(
    "unit",
    [
        f'<tu tuid="1">{VI}\n<tuv xml:lang="id"><seg>B &amp; C</seg></tuv></tu>',
        f'<tu creationid="x"><prop type="a">b</prop>{VI}'
        '<tuv xml:lang="id"><note>n</note><seg>B<ph x="1">c</ph></seg></tuv></tu>',
        '<tu><tuv xml:lang="vi" changeid="x"><seg>A</seg></tuv></tu>',
        f'<tu>{VI}<tuv xml:lang="id"><seg>B</seg></tuv>'
        '<tuv xml:lang="en"><seg>C</seg></tuv><tuv lang="ms"><seg>D</seg></tuv></tu>',
    ],
)
def test_usual_ways_of_writing_need_no_parser(unit: str) -> None:
    reader = RegexTmxReader(TmxUnitMaker(ReadOptions(), LossTally()))
    found, end = reader.read_units(f"\n{unit}\n{unit}\n</body>".encode(), 0)
    assert end == 2 * len(unit) + 2
    assert len(list(flatten_blocks(found))) in (2, 6)


def test_units_of_one_layout_are_one_block(tmp_path: Path) -> None:
    path = tmp_path / "file.tmx"
    path.write_text(HEAD + f"{FIRST}\n" * 100 + TAIL)
    found = list(tmx.read_blocks(path, ReadOptions()))
    assert max(len(one) for one in found if isinstance(one, UnitTable)) == 98
    assert list(flatten_blocks(found)) == same(path)


_SAME_LAYOUT = (
    '<tu tuid="{}" creationid="a">\n{}{}</tu>\n',
    '<tu tuid="{}" creationid="a">\n{}{}</tu>\n',
    '<tu creationid="b" tuid="{}">\n{}{}</tu>\n',
    '<tu tuid="{}" creationdate="20251008T093000Z">{}{}</tu>',
    '<tu tuid="{}" creationid="a"><prop type="x">y</prop>{}{}</tu>\n',
    '<tu tuid="{}" tuid="{}">\n{}</tu>\n',
)
_SAME_TUV = (
    '<tuv xml:lang="vi"><seg>{}</seg></tuv>\n',
    '<tuv xml:lang="id"><seg>{}</seg></tuv>\n',
    '<tuv lang="en"><seg>{}</seg></tuv>\n',
    '<tuv xml:lang="vi" changeid="x"><seg>{}</seg></tuv>\n',
    '<tuv xml:lang="nowhere at all"><seg>{}</seg></tuv>\n',
)
_SAME_TEXTS = (
    "câu",
    "o\u0300",
    " a ",
    "R&amp;D",
    "&lt;\u0338",
    "]",
    "]]>",
    "",
    "\ufffc",
)


@st.composite
def alike(draw: st.DrawFn) -> str:
    """A file whose units are nearly all laid out as one before them."""
    written = []
    for number in range(draw(st.integers(1, 12))):
        tuvs = [
            draw(st.sampled_from(_SAME_TUV)).format(draw(st.sampled_from(_SAME_TEXTS)))
            for _ in range(2)
        ]
        written.append(draw(st.sampled_from(_SAME_LAYOUT)).format(number, *tuvs))
    return f'<tmx version="1.4"><header/><body>\n{"".join(written)}</body></tmx>'


@settings(max_examples=examples(200))
@given(text=alike())
def test_units_that_are_laid_out_alike_are_read_the_same(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("alike") / "file.tmx"
    path.write_text(text, encoding="utf-8")
    same(path)


def test_a_comment_that_holds_an_end_tag_hides_what_it_holds(tmp_path: Path) -> None:
    hidden = FIRST.replace("A", "hidden")
    path = tmp_path / "file.tmx"
    path.write_text(f"{HEAD}{FIRST}<!-- {hidden} {hidden} -->{FIRST}{TAIL}")
    texts = [e.source.text for e in same(path) if isinstance(e, TranslationUnit)]
    assert texts == ["A", "A"]


def test_attributes_that_the_file_declares_are_seen(tmp_path: Path) -> None:
    declared = '<!DOCTYPE tmx [<!ATTLIST tuv changeid CDATA "siti">]>'
    path = tmp_path / "file.tmx"
    path.write_text(f"{declared}{HEAD}{FIRST}{FIRST}{FIRST}{TAIL}")
    for entry in same(path):
        assert isinstance(entry, TranslationUnit)
        assert any(one.name == "tmx:changeid" for one in entry.properties)


def test_damage_after_plain_units_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "file.tmx"
    bad = FIRST.replace('xml:lang="id"', "")
    path.write_text(HEAD + f"{FIRST}\n" * 500 + bad + TAIL)
    (skipped,) = (e for e in same(path) if not isinstance(e, TranslationUnit))
    assert skipped.line == 503  # type: ignore[union-attr] # asserted by `same`


def test_the_languages_follow_the_header(tmp_path: Path) -> None:
    path = tmp_path / "file.tmx"
    head = HEAD.replace('srclang="vi"', 'srclang="id"')
    path.write_text(f"{head}{FIRST}{FIRST}{TAIL}")
    sources = [e.source.locale for e in same(path) if isinstance(e, TranslationUnit)]
    assert sources == [Locale.parse("id")] * 2


@pytest.mark.parametrize(("between", "column"), [("\n", 6), ("", None)])
def test_no_column_is_told_that_may_be_another_one(
    between: str, column: int | None, tmp_path: Path
) -> None:
    path = tmp_path / "file.tmx"
    path.write_text(HEAD + FIRST * 200 + between + "<tu>& " + TAIL, "utf-8")
    with pytest.raises(FormatError) as caught:
        list(tmx.read(path, ReadOptions()))
    assert caught.value.line == (4 if between else 3)
    assert caught.value.column == column
