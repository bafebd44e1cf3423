"""Filling XLIFF in place: targets, states and candidates, and nothing else."""

import codecs
import io
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.editable_file import Filling, TranslationCandidate
from exports.files import read
from exports.format import ReadOptions
from exports.format_registries import formats
from exports.xliff.edit.editor import XliffEditor
from tests.examples import examples
from tests.exports.test_round_trips import PAIR, between
from tests.exports.xliff import schema
from tests.exports.xliff.test_dialects import FILES, FOLDER
from tests.properties.strategies import units
from tm.errors import FormatError, InputError
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment
from tm.unit import State, TranslationUnit

VI, ID = Locale.parse("vi"), Locale.parse("id")
MATCH = TranslationCandidate("usul <1>", "câu", "83", "Padanan: 83 % fuzzy match")


def filled(
    path: Path, target: Segment, *, is_sure: bool = False, candidates: bool = True
) -> bytes:
    """The file with all its empty places filled with one text."""
    file = XliffEditor(path, ReadOptions())
    for number, place in enumerate(file.xliff_segments):
        if place.is_fillable:
            given = (MATCH,) if candidates else ()
            rate = 100 if is_sure else 83
            file.fill(number, Filling(target, is_sure, rate, "", None, given))
    made = io.BytesIO()
    file.write(made)
    return made.getvalue()


def one(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "file.xlf"
    path.write_bytes(text.encode())
    return path


def whole_1(body: str) -> str:
    return (
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
        '<file original="a" source-language="vi" target-language="id"'
        f' datatype="plaintext"><body>{body}</body></file></xliff>'
    )


def whole_2(body: str) -> str:
    return (
        '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0"'
        f' srcLang="vi" trgLang="id"><file id="f">{body}</file></xliff>'
    )


@pytest.mark.parametrize("name", FILES)
def test_file_without_anything_to_fill_stays_byte_for_byte(name: str) -> None:
    file = XliffEditor(FOLDER / name, ReadOptions())
    made = io.BytesIO()
    file.write(made)
    assert made.getvalue() == (FOLDER / name).read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_only_empty_places_are_filled_and_the_rest_says_what_it_said(
    name: str, tmp_path: Path
) -> None:
    before = list(read(FOLDER / name, ReadOptions()))
    path = tmp_path / name
    path.write_bytes(filled(FOLDER / name, Segment.of(ID, "isi"), candidates=False))
    after = list(read(path, ReadOptions()))
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        if not isinstance(old, TranslationUnit):
            assert new == old or name == "damaged.xlf"
            continue
        assert isinstance(new, TranslationUnit)
        assert new.source == old.source
        # Elements of tools, too, but for what memoQ says of what is filled.
        kept = {one for one in old.properties if one.value != "NotStarted"}
        assert set(new.properties) >= kept
        assert (new.note, new.origin) == (old.note, old.origin)
        is_wanted = not any(known.name == "xliff:translate" for known in old.properties)
        if old.target is None and is_wanted:
            assert new.target is not None and new.target.text == "isi"
        else:
            assert new.target == old.target


@pytest.mark.parametrize(
    ("mark", "encoding", "declared"),
    [
        (b"", "utf-8", "utf-8"),
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (b"", "iso-8859-1", "ISO-8859-1"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_and_line_ends_stay(
    mark: bytes, encoding: str, declared: str, end: str, tmp_path: Path
) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>\n'
    unit = '\n<trans-unit id="1">\n  <source>é</source>\n</trans-unit>\n'
    text = (head + whole_1(unit)).replace("\n", end)
    path = tmp_path / "file.xlf"
    path.write_bytes(mark + text.encode(encoding))
    made = filled(path, Segment.of(ID, "đất"), is_sure=True, candidates=False)
    assert made.startswith(mark)
    new = made[len(mark) :].decode(encoding)
    letters = "&#273;&#7845;t" if encoding == "iso-8859-1" else "đất"
    line = (
        f'<target state="translated" state-qualifier="exact-match">{letters}</target>'
    )
    assert line in new
    assert new.replace(f"{end}  {line}", "") == text


def test_a_missing_target_of_1_2_gets_its_state_and_the_proposals_after_it(
    tmp_path: Path,
) -> None:
    unit = '<trans-unit id="1" x:y="z" xmlns:x="u">\n\t<source>a</source><note>n</note>'
    made = filled(one(tmp_path, whole_1(unit + "</trans-unit>")), Segment.of(ID, "b"))
    assert made.decode() == whole_1(
        '<trans-unit id="1" x:y="z" xmlns:x="u">\n\t<source>a</source>\n\t'
        '<target state="needs-review-translation" state-qualifier="fuzzy-match">b'
        '</target>\n\t<alt-trans match-quality="83"'
        ' origin="Padanan: 83 % fuzzy match"><source>câu</source>'
        "<target>usul &lt;1&gt;</target></alt-trans><note>n</note></trans-unit>"
    )


def test_an_empty_target_keeps_its_attributes(tmp_path: Path) -> None:
    unit = (
        "<trans-unit id='1'><source> a </source><target state='new' q='1' />"
        "</trans-unit>"
    )
    made = filled(
        one(tmp_path, whole_1(unit)),
        Segment.of(ID, "b"),
        is_sure=True,
        candidates=False,
    )
    assert made.decode() == whole_1(
        "<trans-unit id='1'><source> a </source>"
        """<target state="translated" q='1' state-qualifier="exact-match">b</target>"""
        "</trans-unit>"
    )


def test_white_space_at_the_ends_is_the_sources_where_it_is_text(
    tmp_path: Path,
) -> None:
    unit = '<trans-unit id="1" xml:space="preserve"><source> a\n</source></trans-unit>'
    made = filled(one(tmp_path, whole_1(unit)), Segment.of(ID, "b"), candidates=False)
    assert b"> b\n</target>" in made


def test_elements_take_the_prefix_of_the_file(tmp_path: Path) -> None:
    unit = '<trans-unit id="1"><source>a</source></trans-unit>'
    text = (
        whole_1(unit)
        .replace("</", "</x:")
        .replace("<", "<x:")
        .replace("<x:/x:", "</x:")
    )
    text = text.replace("xmlns=", "xmlns:x=")
    made = filled(one(tmp_path, text), Segment.of(ID, "b")).decode()
    assert ">b</x:target><x:alt-trans " in made and "</x:alt-trans>" in made
    assert len(list(read(one(tmp_path, made), ReadOptions()))) == 1


def test_a_segment_of_2_1_gets_target_state_id_and_matches(tmp_path: Path) -> None:
    unit = (
        '<unit id="u">\n <notes><note>n</note></notes>\n <segment subState="a:b"'
        ' state="initial">\n  <source>a</source>\n </segment>\n</unit>'
    )
    made = filled(one(tmp_path, whole_2(unit)), Segment.of(ID, "b"), is_sure=True)
    assert made.decode() == whole_2(
        '<unit id="u"><mtc:matches xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0">'
        '<mtc:match ref="#s1" matchQuality="83" origin="Padanan: 83 % fuzzy match">'
        "<source>câu</source><target>usul &lt;1&gt;</target></mtc:match></mtc:matches>"
        '\n <notes><note>n</note></notes>\n <segment state="translated" id="s1">'
        "\n  <source>a</source>\n  <target>b</target>\n </segment>\n</unit>"
    )


def test_matches_join_those_that_are_there(tmp_path: Path) -> None:
    made = filled(FOLDER / "modules.xlf", Segment.of(ID, "habis"))
    path = one(tmp_path, made.decode())
    units = [e for e in read(path, ReadOptions()) if isinstance(e, TranslationUnit)]
    # What Padanan proposed is in the file, and no part of the unit.
    assert not [one for one in units[2].properties if one.name == "xliff:match"]
    assert made.count(b'matchQuality="83"') == 1
    assert made.count(b"<m:match ") == 3 and made.count(b"</m:matches>") == 1
    assert b"mtc:" not in made


def test_a_part_of_a_divided_unit_is_filled_alone(tmp_path: Path) -> None:
    made = filled(
        FOLDER / "trados.sdlxliff", Segment.of(ID, "Habis."), candidates=False
    )
    old = (FOLDER / "trados.sdlxliff").read_bytes()
    state = b'<target state="needs-review-translation" state-qualifier="fuzzy-match">'
    new = old.replace(
        b'<mrk mtype="seg" mid="3"/>', b'<mrk mtype="seg" mid="3">Habis.</mrk>'
    )
    assert made == new.replace(b"<target>", state, 1)


_DELETED = '<mrk mtype="x-sdl-deleted">{}</mrk>'
_SEG = '<mrk mtype="seg" mid="{}">{}</mrk>'


@pytest.mark.parametrize(
    ("target", "new"),
    [
        (f"A{_DELETED.format('b')}", "A"),
        (_DELETED.format("b"), None),
        (_DELETED.format(_SEG.format(1, "b")), None),
        (_SEG.format(1, _DELETED.format("b")), None),
        (f"{_SEG.format(1, '')}{_DELETED.format(' b')}", "isi"),
    ],
)
def test_what_tracked_changes_delete_and_add_stays_where_a_file_is_filled(
    tmp_path: Path, target: str, new: str | None
) -> None:
    other = '<mrk mtype="seg" mid="2">C</mrk><mrk mtype="x-sdl-added">d</mrk>'
    units = (
        f'<trans-unit id="1"><source>A.</source><seg-source>{_SEG.format(1, "A.")}'
        f"</seg-source><target>{target}</target></trans-unit>"
        f'<trans-unit id="2"><source>B.</source><seg-source>{_SEG.format(2, "B.")}'
        f"</seg-source><target>{other}</target></trans-unit>"
    )
    path = one(tmp_path, whole_1(units))
    made = filled(path, Segment.of(ID, "isi"), candidates=False)
    if new == "isi":
        target = target.replace("></mrk><mrk", ">isi</mrk><mrk")
    assert f">{target}</target>" in made.decode()
    assert f"<target>{other}</target>" in made.decode()
    path.write_bytes(made)
    unit = next(iter(read(path, ReadOptions())))
    assert isinstance(unit, TranslationUnit)
    assert (unit.target.text if unit.target else None) == new


def test_a_divided_unit_without_a_target_gets_one_divided_as_its_source(
    tmp_path: Path,
) -> None:
    seg = '<mrk mtype="seg" mid="{}">{}</mrk>'
    source = f'<g id="5">{seg.format(1, "A.")}</g> {seg.format(2, "B.")}'
    unit = (
        f'<trans-unit id="1"><source><g id="5">A.</g> B.</source><seg-source>{source}'
        "</seg-source></trans-unit>"
    )
    file = XliffEditor(one(tmp_path, whole_1(unit)), ReadOptions())
    file.fill(1, Filling(Segment.of(ID, "b"), True, 101, ""))
    made = io.BytesIO()
    file.write(made)
    target = f'<target><g id="5">{seg.format(1, "")}</g> {seg.format(2, "b")}</target>'
    assert made.getvalue().decode() == whole_1(
        unit.replace("</trans-unit>", target + "</trans-unit>")
    )


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        # As they were read from this file.
        ((Code("g", "1", ""), Code("/g", "1", "")), '<g id="1">b</g>'),
        # Of another tool, as many of the same kind.
        ((Code("bpt", "9", "<b>"), Code("ept", "9", "</b>")), '<g id="1">b</g>'),
        # Crossed, or more than there are: written out.
        ((Code("/g", "1", ""), Code("g", "1", "")), "b"),
        ((Code("ph", "1", "%s"), Code("ph", "2", "%d")), "%sb%d"),
    ],
)
def test_codes_become_the_elements_of_the_source(
    codes: tuple[Code, ...], expected: str, tmp_path: Path
) -> None:
    unit = '<trans-unit id="1"><source><g id="1">a</g></source></trans-unit>'
    file = XliffEditor(one(tmp_path, whole_1(unit)), ReadOptions())
    target = Segment(ID, f"{CODE}b{CODE}", codes)
    is_sure = file.fill(0, Filling(target, True, 101, ""))
    made = io.BytesIO()
    file.write(made)
    assert f">{expected}</target>" in made.getvalue().decode()
    assert is_sure == ("<g" in expected)


@pytest.mark.parametrize("format", ["xliff", "xliff1"])
@settings(max_examples=examples(60))
@given(given=st.lists(units(xml=True), min_size=1, max_size=3))
def test_what_we_wrote_and_filled_with_its_own_text_has_the_same_codes(
    format: str, given: list[TranslationUnit]
) -> None:
    empty = [
        replace(between(unit, VI, ID), target=None, state=State.INITIAL)
        for unit in given
    ]
    file = io.BytesIO()
    formats[format].load_module().write(empty, file, PAIR)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.xlf"
        path.write_bytes(file.getvalue())
        filling = XliffEditor(path, ReadOptions())
        for number, unit in enumerate(empty):
            same = replace(unit.source, locale=ID)
            assert filling.fill(
                number, Filling(same, True, 100, "", candidates=(MATCH,))
            )
        with path.open("wb") as made:
            filling.write(made)
        found = list(read(path, ReadOptions()))
    for unit, entry in zip(empty, found, strict=True):
        assert isinstance(entry, TranslationUnit) and entry.target is not None
        assert entry.source == unit.source
        assert entry.target == replace(unit.source, locale=ID)
        assert entry.state is State.TRANSLATED


def test_what_is_filled_in_has_nobody_s_approval(tmp_path: Path) -> None:
    unit = '<trans-unit id="1" approved="yes"><source>a</source></trans-unit>'
    path = one(tmp_path, whole_1(unit))
    made = filled(path, Segment.of(ID, "b"), is_sure=True, candidates=False)
    assert b'<trans-unit id="1" approved="no"><source>a</source><target' in made


def test_what_is_not_to_be_translated_is_not_filled(tmp_path: Path) -> None:
    unit = '<trans-unit id="1" translate="no"><source>a</source></trans-unit>'
    group = f'<group translate="no">{unit.replace(" translate", " x")}</group>'
    for body in (unit, group):
        path = one(tmp_path, whole_1(body))
        assert filled(path, Segment.of(ID, "b")) == path.read_bytes()


def test_a_file_that_does_not_name_its_target_language_names_it_then(
    tmp_path: Path,
) -> None:
    unit = '<trans-unit id="1"><source>a</source></trans-unit>'
    one_2 = '<unit id="u"><segment><source>a</source></segment></unit>'
    for text, name in (
        (whole_1(unit * 2), "target-language"),
        (whole_2(one_2), "trgLang"),
    ):
        bare = text.replace(f' {name}="id"', "")
        made = filled(
            one(tmp_path, bare), Segment.of(ID, "b"), candidates=False
        ).decode()
        assert made.count(f'{name}="id"') == 1
        found = list(read(one(tmp_path, made), ReadOptions()))
        assert all(isinstance(u, TranslationUnit) and u.target for u in found)


@pytest.mark.parametrize("data", ["", "<cf>"])
def test_a_code_is_known_by_its_native_code_or_as_the_same_element(
    data: str, tmp_path: Path
) -> None:
    """Trados explains its codes before the units; older memories have them bare."""
    tag = (
        '<tag-defs xmlns="http://sdl.com/FileTypes/SdlXliff/1.0"><tag id="5"><bpt>'
        '&lt;cf></bpt><ept/></tag><tag id="7"><ph>&lt;br/></ph></tag></tag-defs>'
    )
    unit = '<trans-unit id="1"><source><x id="7"/><g id="5">a</g></source></trans-unit>'
    text = whole_1(unit).replace("<body>", f"<header>{tag}</header><body>")
    file = XliffEditor(one(tmp_path, text), ReadOptions())
    assert [code.data for code in file.xliff_segments[0].source.codes] == [
        "<br/>",
        "<cf>",
        "",
    ]
    codes = (Code("g", "5", data), Code("/g", "5", ""), Code("x", "7", ""))
    target = Segment(ID, f"{CODE}b{CODE}{CODE}", codes)
    assert file.fill(0, Filling(target, True, 101, ""))
    made = io.BytesIO()
    file.write(made)
    assert '><g id="5">b</g><x id="7"/></target>' in made.getvalue().decode()


def test_codes_of_phrase_are_put_in_braces(tmp_path: Path) -> None:
    """In a file of Phrase the inline codes are text; here those of another file."""
    unit = (
        '<trans-unit id="1" m:confirmed="0" xmlns:m="http://www.memsource.com/mxlf/2.0">'
        "<source>{1>a&lt;1} {2}</source><target/><m:tunit-metadata>"
        '<m:mark id="1"/><m:mark id="2"/></m:tunit-metadata></trans-unit>'
    )
    file = XliffEditor(one(tmp_path, whole_1(unit)), ReadOptions())
    known = file.xliff_segments[0].source.codes
    target = Segment(ID, f"{CODE}, {CODE}b{CODE}", (known[2], *known[:2]))
    assert file.fill(0, Filling(target, True, 101, ""))
    made = io.BytesIO()
    file.write(made)
    state = ' state="translated" state-qualifier="exact-match"'
    assert made.getvalue().decode() == whole_1(
        unit.replace("<target/>", f"<target{state}>{{2}}, {{1&gt;b&lt;1}}</target>")
    )


@pytest.mark.parametrize("prefix", ["mq", "q"])
def test_memoq_is_told_that_a_row_is_pretranslated_and_by_what_match(
    prefix: str, tmp_path: Path
) -> None:
    unit = f'<trans-unit id="1" xmlns:{prefix}="MQXliff" {prefix}:status="{{}}"{{}}>'
    begin = unit.format("NotStarted", "")
    path = one(tmp_path, whole_1(begin + "<source>a</source></trans-unit>"))
    for is_sure, rate in ((True, 100), (False, 83)):
        made = filled(path, Segment.of(ID, "b"), is_sure=is_sure).decode()
        assert unit.format("Pretranslated", f' {prefix}:percent="{rate}"') in made


def test_a_status_of_another_tool_beside_that_of_memoq_stays(tmp_path: Path) -> None:
    unit = (
        '<trans-unit id="1" xmlns:o="urn:a" o:status="kept" resname=" q:status=1" '
        'xmlns:q="MQXliff" q:status="{}"{}>'
    )
    begin = unit.format("NotStarted", "")
    path = one(tmp_path, whole_1(begin + "<source>a</source></trans-unit>"))
    made = filled(path, Segment.of(ID, "b")).decode()
    assert unit.format("Pretranslated", ' q:percent="83"') in made


def test_a_status_of_another_tool_than_memoq_stays(tmp_path: Path) -> None:
    unit = '<trans-unit id="1" xmlns:mq="urn:a" mq:status="NotStarted">'
    path = one(tmp_path, whole_1(unit + "<source>a</source></trans-unit>"))
    assert unit in filled(path, Segment.of(ID, "b")).decode()


@pytest.mark.parametrize(
    ("name", "uri", "value"),
    [("m", "http://www.memsource.com/mxlf/2.0", "true"), ("mq", "MQXliff", "locked")],
)
def test_what_a_tool_has_locked_is_not_filled(
    name: str, uri: str, value: str, tmp_path: Path
) -> None:
    unit = f'<trans-unit id="1" xmlns:{name}="{uri}" {name}:locked="{{}}"><source>a'
    for locked in (value, "false"):
        text = whole_1(unit.format(locked) + "</source></trans-unit>")
        path = one(tmp_path, text)
        is_same = filled(path, Segment.of(ID, "b")) == path.read_bytes()
        assert is_same == (locked == value)


def test_units_of_another_language_than_the_first_are_not_filled(
    tmp_path: Path,
) -> None:
    unit = '<trans-unit id="1"><source>a</source></trans-unit>'
    first, _, end = whole_1(unit).partition("</file>")
    file = first[first.index("<file") :].replace('"id"', '"en"')
    path = one(tmp_path, f"{first}</file>{file}</file>{end}")
    places = XliffEditor(path, ReadOptions()).xliff_segments
    assert [place.is_fillable for place in places] == [True, False]
    assert XliffEditor(path, ReadOptions()).target_locale == ID


def test_a_file_of_other_languages_than_asked_for_is_refused(tmp_path: Path) -> None:
    path = one(tmp_path, whole_1('<trans-unit id="1"><source>a</source></trans-unit>'))
    with pytest.raises(InputError, match="the file says id, but target says en"):
        XliffEditor(path, ReadOptions(VI, Locale.parse("en")))
    usual = ReadOptions(VI, Locale.parse("en"), are_default_locales=True)
    assert XliffEditor(path, usual).target_locale == ID


@pytest.mark.parametrize("name", FILES)
def test_a_filled_file_is_as_valid_as_it_was(name: str) -> None:
    format = "xliff" if b' version="2.' in (FOLDER / name).read_bytes() else "xliff1"
    old = (FOLDER / name).read_bytes()
    if name == "damaged.xlf" or schema.complaints(format, old):
        pytest.skip("not valid before")
    assert schema.complaints(format, filled(FOLDER / name, Segment.of(ID, "b"))) == []


def test_hostile_xml_is_refused_with_its_line(tmp_path: Path) -> None:
    text = '<!DOCTYPE xliff [\n<!ENTITY a "b">]>' + whole_1("")
    with pytest.raises(FormatError, match=r"file\.xlf:2.*declares an entity"):
        XliffEditor(one(tmp_path, text), ReadOptions())


def test_characters_that_xml_cannot_hold_stay_where_they_are(tmp_path: Path) -> None:
    unit = '<trans-unit id="1"><source>a\x01b&#2;\ufffe</source></trans-unit>'
    path = one(tmp_path, whole_1(unit))
    made = filled(path, Segment.of(ID, "c"), candidates=False)
    assert made.decode().startswith(path.read_text("utf-8").partition("</source>")[0])
