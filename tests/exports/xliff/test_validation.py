"""The rules of XLIFF: what we write keeps them, and each is told where it is broken."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.entry import FormatViolation
from exports.files import read
from exports.format import ReadOptions, WriteOptions
from exports.format_registries import formats
from exports.xliff.validation import validate
from tests.examples import examples
from tests.exports.test_round_trips import PAIR, between
from tests.exports.xliff import schema
from tests.exports.xliff.test_dialects import FILES, FOLDER
from tests.properties.strategies import units
from tm.text.locale import Locale
from tm.unit import TranslationUnit

VI, ID = Locale.parse("vi"), Locale.parse("id")
FAULTY = {
    "damaged.xlf": [
        (3, "<trans-unit> without <source>"),
        (5, "unknown entity &unknown;"),
        (None, "1 characters that XML cannot hold"),
    ],
    "matecat.xlf": [
        (4, "count-type of <count>='raw' is not allowed"),
        (5, "'matecat-converter' of <file> refers to nothing in the file"),
    ],
    "memoq.mqxliff": [
        (12, "<mq:rxt> stands where <sub> is expected"),
        (13, "<mq:rxt> stands where <sub> is expected"),
    ],
    "okapi.xlf": [(17, "count-type of <count>='word' is not allowed")],
    "phrase.mxliff": [(3, "target-language of <file>='en_us' is not a valid language")],
    "trados.sdlxliff": [(1, "<x> '9' is not in the source")] * 2,
    "transifex.xlf": [(3, "target-language of <file>='pt_BR' is not a valid language")],
    "xcode.xliff": [(5, "<tool> must not have the attribute build-num")],
}
"""Faults of the tools, too: their files break the schema of OASIS."""
UNUSABLE = ("damaged.xlf", "trados.sdlxliff")


def faults(path: Path) -> list[tuple[int | None, str]]:
    return [(fault.line, fault.reason) for fault in validate(path)]


@pytest.mark.parametrize("name", FILES)
def test_files_of_other_tools_keep_the_rules_but_for_what_is_wrong_in_them(
    name: str,
) -> None:
    assert faults(FOLDER / name) == FAULTY.get(name, [])


@pytest.mark.parametrize("generation", ["xliff", "xliff1"])
@pytest.mark.parametrize("name", [name for name in FILES if name not in UNUSABLE])
def test_what_we_write_of_files_of_other_tools_keeps_the_rules(
    name: str, generation: str, tmp_path: Path
) -> None:
    path = tmp_path / "file.xlf"
    found = read(FOLDER / name, ReadOptions())
    given = [one for one in found if isinstance(one, TranslationUnit)]
    pairs = ((unit.source.locale, unit.target) for unit in given)
    pair = next((source, target.locale) for source, target in pairs if target)
    with path.open("wb") as file:
        formats[generation].load_module().write(given, file, WriteOptions(*pair))
    assert faults(path) == []


@pytest.mark.parametrize("name", ["xliff", "xliff1"])
@settings(max_examples=examples(60))
@given(given=st.lists(units(), min_size=1, max_size=3))
def test_what_we_write_keeps_the_rules(name: str, given: list[TranslationUnit]) -> None:
    file = io.BytesIO()
    formats[name].load_module().write(
        [between(unit, VI, ID) for unit in given], file, PAIR
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.xlf"
        path.write_bytes(file.getvalue())
        found = faults(path)
    # Units of a memory may have codes in the translation that the source has not.
    assert [one for one in found if not one[1].endswith("is not in the source")] == []


@pytest.mark.parametrize("name", ["xliff", "xliff1"])
@settings(max_examples=examples(60))
@given(given=st.lists(units(), min_size=1, max_size=3))
def test_what_we_write_is_valid_by_the_schema(
    name: str, given: list[TranslationUnit]
) -> None:
    file = io.BytesIO()
    formats[name].load_module().write(
        [between(unit, VI, ID) for unit in given], file, PAIR
    )
    assert schema.complaints(name, file.getvalue()) == []


HEAD_1 = '<file original="a" source-language="vi" target-language="id" datatype="x">'
U1 = '<trans-unit id="1"><source>a</source>{}</trans-unit>'
S1 = '<trans-unit id="1"><source>{}</source></trans-unit>'


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<trans-unit><source>a</source></trans-unit>", "<trans-unit> without id"),
        (U1.format("") * 2, "id='1' of <trans-unit> occurs twice in the <file>"),
        (U1.format('<target state="done">b</target>'), "state='done' of <target> is"),
        (U1.format('<target state-qualifier="?"/>'), "state-qualifier='?' of <target>"),
        (U1.format("<note>n</note><target>b</target>"), "<target> is out of order"),
        (U1.format("<target>b</target><target/>"), "more than one <target>"),
        (U1.format("<segment/>"), "<segment> is not allowed in <trans-unit>"),
        (U1.format("words"), "text is not allowed in <trans-unit>"),
        (U1.format("<alt-trans/>"), "<alt-trans> without <target>"),
        (U1.format('<note annotates="x">n</note>'), "annotates='x' of <note>"),
        (U1.format('<target><x id="1"/>b</target>'), "<x> '1' is not in the source"),
        (S1.format("a<x/>"), "<x> without id"),
        (S1.format('a<x id="1"/><ph id="1">b</ph>'), "id='1' occurs twice"),
        (S1.format('a<x id="1">b</x>'), "<x> must be empty"),
        (S1.format('a<ph id="1"><g id="2"/></ph>'), "<g> is not allowed in native"),
        (S1.format('a<it id="1">b</it>'), "<it> without pos"),
        (S1.format("a<mrk>b</mrk>"), "<mrk> without mtype"),
        (S1.format('a<bpt id="1">b</bpt>'), "<bpt> '1' without <ept>"),
        (S1.format('a<ex id="2" rid="1"/>'), "<ex> '1' without <bx>"),
        (S1.format('<bx id="1"/><bx id="1"/><ex id="1"/>a'), "<bx> '1' occurs twice"),
        (S1.format("a<pc id='1'>b</pc>"), "<pc> is not allowed in <source>"),
        (
            U1.format('<seg-source><mrk mtype="seg" mid="1">b</mrk></seg-source>'),
            "<seg-source> has another text than <source>",
        ),
        (
            U1.format(
                '<seg-source><mrk mtype="seg" mid="1">a</mrk></seg-source>'
                '<target><mrk mtype="seg" mid="2">b</mrk></target>'
            ),
            "segment '2' has no source",
        ),
        ('<unit id="1"/>', "<unit> is not an element of this version"),
    ],
)
def test_broken_rule_of_1_2_is_told_with_its_line(
    body: str, reason: str, tmp_path: Path
) -> None:
    text = f'<xliff version="1.2">\n{HEAD_1}<body>\n{body}\n</body></file></xliff>'
    assert_told(tmp_path, text, 3, reason)


U2 = '<unit id="1">{}<segment><source>a</source></segment></unit>'
S2 = '<unit id="1"><segment {}><source>{}</source>{}</segment></unit>'
DATA_2 = '<originalData><data id="d1">{}</data></originalData>'


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (U2.format("") * 2, "id='1' of <unit> occurs twice in the <file>"),
        (
            '<unit id="a b"><segment><source>a</source></segment></unit>',
            "is not an NMTOKEN",
        ),
        ('<unit id="1"></unit>', "<unit> without <segment>"),
        ('<unit id="1"><segment/></unit>', "<segment> without <source>"),
        (U2.format("<notes/>"), "<notes> without <note>"),
        (U2.format('<notes><note priority="11">n</note></notes>'), "priority='11'"),
        (
            U2.format(DATA_2.format("") + "<notes><note>n</note></notes>"),
            "out of order",
        ),
        (U2.format(DATA_2.format('<cp hex="0041"/>')), "which XML allows"),
        (S2.format('state="done"', "a", ""), "state='done' of <segment>"),
        (S2.format('subState="a:b"', "a", ""), "subState without state"),
        (S2.format('state="final" subState="a"', "a", ""), "subState='a' of <segment>"),
        (S2.format("", "a", '<target xml:lang="en">b</target>'), "is not the trgLang"),
        (S2.format("", "a", '<target order="2">b</target>'), "order='2' is none of 1"),
        (S2.format("", "a<ph/>", ""), "<ph> without id"),
        (
            S2.format("", 'a<ph id="1"/><sc id="1" isolated="yes"/>', ""),
            "'1' occurs twice",
        ),
        (S2.format("", 'a<ph id="1" dataRef="d1"/>', ""), "'d1' is not in <originalD"),
        (S2.format("", 'a<ph id="1" subType="a:b"/>', ""), "subType of <ph> without"),
        (S2.format("", 'a<ph id="1" type="?"/>', ""), "type='?' of <ph>"),
        (S2.format("", 'a<sc id="1"/>', ""), "<sc> '1' without <ec>"),
        (S2.format("", 'a<ec startRef="1"/>', ""), "startRef='1' is not a <sc>"),
        (S2.format("", 'a<ec startRef="1" isolated="yes"/>', ""), "needs id, and no"),
        (S2.format("", 'a<em startRef="1"/>', ""), "startRef='1' is not a <sm>"),
        (S2.format("", 'a<mrk id="1" type="comment">b</mrk>', ""), "a comment needs"),
        (S2.format("", 'a<cp hex="xx"/>', ""), "hex='xx' of <cp> is not a character"),
        (S2.format("", 'a<g id="1"/>', ""), "<g> is not an inline element"),
        (
            S2.format("", 'a<ph id="1"/>', '<target>b<pc id="1"/></target>'),
            "is <ph> in",
        ),
        (
            S2.format(
                'state="final"', 'a<ph id="1" canDelete="no"/>', "<target>b</target>"
            ),
            "<ph> '1', which must stay, is not there",
        ),
        (
            U2.format('<m:matches><m:match ref="#s9"/></m:matches>'),
            "ref='#s9' points to nothing in the unit",
        ),
        (U2.format("<m:matches><m:match/></m:matches>"), "<mtc:match> without ref"),
        ('<trans-unit id="1"/>', "<trans-unit> is not an element of this version"),
        ('<group id="g"><group id="g"/></group>', "id='g' of <group> occurs twice"),
        ("", "<file> without <unit> or <group>"),
    ],
)
def test_broken_rule_of_2_1_is_told_with_its_line(
    body: str, reason: str, tmp_path: Path
) -> None:
    text = (
        '<xliff version="2.1" srcLang="vi" trgLang="id" xmlns:m="urn:oasis:names:tc:'
        'xliff:matches:2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0">\n'
        f'<file id="f">\n{body}\n</file></xliff>'
    )
    assert_told(tmp_path, text, 3 if body else 2, reason)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('<xliff version="3.0"/>', 1, "version='3.0' of <xliff> is not allowed"),
        ('<xliff version="1.2"><file original="a"/></xliff>', 1, "without source-lang"),
        ('<xliff version="2.0"/>', 1, "<xliff> without srcLang"),
        ('<xliff version="2.0" srcLang="!"/>', 1, "srcLang of <xliff>: "),
        ('<xliff version="1.2">\n<file>', 2, "the file ends too early"),
        ("<tmx/>", 1, "<xliff> expected, <tmx> found"),
    ],
)
def test_what_is_wrong_with_the_whole_is_told(
    text: str, line: int, reason: str, tmp_path: Path
) -> None:
    assert_told(tmp_path, text, line, reason)


def assert_told(tmp_path: Path, text: str, line: int, reason: str) -> None:
    path = tmp_path / "file.xlf"
    path.write_text(text, "utf-8")
    found = list(validate(path))
    assert all(fault.path == str(path) for fault in found)
    told = [fault for fault in found if reason in fault.reason]
    assert [fault.line for fault in told[:1]] == [line], found


def test_formats_offer_the_rules() -> None:
    for name in ("xliff", "xliff1"):
        module = formats[name].load_module()
        found = module.validate(FOLDER / "angular2.xlf")  # type: ignore[attr-defined]
        assert list(found) == []


def test_faults_have_their_place() -> None:
    path = FOLDER / "trados.sdlxliff"
    assert next(validate(path)) == FormatViolation(
        str(path), 1, "<x> '9' is not in the source"
    )
    assert list(read(path, ReadOptions()))


def test_a_unit_that_is_too_long_has_that_fault_alone(tmp_path: Path) -> None:
    path = tmp_path / "long.xlf"
    unit = S1.format("a" * 10_000_001)
    head = '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
    path.write_text(f"{head}{HEAD_1}<body>{unit}</body></file></xliff>")
    assert faults(path) == [(1, "an entry of more than 10,000,000 characters")]
