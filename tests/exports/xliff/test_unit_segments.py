"""Segments of one unit: read in their order, and written as the unit they were of."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.entry import Entry, Loss
from exports.files import read
from exports.format import ReadOptions, WriteOptions
from exports.format_registries import formats
from exports.tmx.format import validate
from exports.xliff.unit_segments import group_segments_by_unit
from exports.xliff.v1.state import find_state_name
from exports.xliff.validation import validate as validate_xliff
from tests.examples import examples
from tests.exports.xliff import schema
from tests.exports.xliff.test_dialects import units_of
from tests.properties.strategies import segments
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import Origin, State, TranslationUnit
from tm.unit_property import Property, Side

VI, ID = Locale.parse("vi"), Locale.parse("id")
PAIR = WriteOptions(VI, ID)
TWO = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1"
 srcLang="vi" trgLang="id"><file id="f" original="a"><group id="g" name="menu"><notes>
<note>über</note></notes><group id="h"><unit id="u" canResegment="no"><notes>
<note category="c">n</note></notes>
<ignorable><source>— </source><target>- </target></ignorable>
<segment id="s1" state="final"><source>Một.</source><target order="2">Satu.</target>
</segment><ignorable><source> </source></ignorable><ignorable><source>/</source>
</ignorable><segment canResegment="yes"><source>Hai</source></segment>
<ignorable><source>!</source><target> !</target></ignorable></unit></group></group>
<unit id="v"><segment><source>Ba</source></segment></unit></file></xliff>"""
ONE = """<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">
<file original="a" source-language="vi" target-language="id" datatype="plaintext"><body>
<group resname="menu"><note>a</note><note>b</note>
<trans-unit id="u"><source>— Một. Hai!</source><seg-source>— <mrk
 mtype="seg" mid="1">Một.</mrk> <mrk mtype="seg" mid="2">Hai</mrk>!</seg-source>
<target state="final">- <mrk mtype="seg" mid="1">Satu.</mrk> / <mrk mtype="seg"
 mid="2">Dua</mrk>!</target></trans-unit></group></body></file></xliff>"""


def written(name: str, units: list[TranslationUnit]) -> str:
    file = io.BytesIO()
    formats[name].load_module().write(units, file, PAIR)
    return file.getvalue().decode()


def reading(tmp_path: Path, text: str) -> list[TranslationUnit]:
    path = tmp_path / "file.xlf"
    path.write_text(text, "utf-8")
    return units_of(path)


def test_segments_are_written_as_those_of_the_unit_of_2_1(tmp_path: Path) -> None:
    units = reading(tmp_path, TWO)
    data = written("xliff", units)
    assert data.count("<unit ") == 2
    bare = data.replace("\n", "")
    for part in (
        '<group id="g" name="menu"><notes><note>über</note></notes><group id="h"><unit',
        "</unit></group></group><unit",
        "<ignorable><source>— </source><target>- </target></ignorable><segment id",
        '<segment id="s1" canResegment="no" state="final"><source>Một.',
        '</source><target order="2">Satu.</target></segment><ignorable><source> </',
        "</segment><ignorable><source> </source></ignorable><ignorable>",
        "</segment><ignorable><source>!</source><target> !</target></ignorable></unit>",
    ):
        assert part in bare
    assert reading(tmp_path, data) == units
    assert written("xliff", reading(tmp_path, data)) == data


def test_segments_are_written_as_those_of_the_unit_of_1_2(tmp_path: Path) -> None:
    units = reading(tmp_path, ONE)
    data = written("xliff1", units)
    for part in (
        '<group resname="menu">\n<note>a</note>\n<note>b</note>\n<trans-unit id="u" '
        'approved="yes">\n<source>— Một.',
        '<seg-source>— <mrk mtype="seg" mid="1">Một.</mrk> <mrk',
        '<target state="final">- <mrk mtype="seg" mid="1">Satu.</mrk> / <mrk',
    ):
        assert part in data
    assert reading(tmp_path, data) == units
    assert written("xliff1", reading(tmp_path, data)) == data


@pytest.mark.parametrize("text", [ONE, TWO], ids=["1.2", "2.1"])
def test_parts_do_not_share_the_tuid_of_a_tmx(tmp_path: Path, text: str) -> None:
    units = reading(tmp_path, text)
    path = tmp_path / "file.tmx"
    path.write_text(written("tmx", units), "utf-8")
    faults = [fault.reason for fault in validate(path)]
    assert not [reason for reason in faults if "tuid" in reason]
    assert list(read(path, ReadOptions())) == units
    assert path.read_text("utf-8").count(' tuid="u"') == 1


def test_parts_of_which_some_are_missing_are_units_of_their_own(tmp_path: Path) -> None:
    units = reading(tmp_path, TWO)[1:]
    data = written("xliff", units)
    assert data.count("<unit ") == 2
    assert reading(tmp_path, data) == units


@pytest.mark.parametrize("state", State)
def test_parts_of_different_states_are_one_unit_with_the_least_of_them(
    tmp_path: Path, state: State
) -> None:
    first, second = reading(tmp_path, ONE)
    units = [first, replace(second, state=state)]
    data = written("xliff1", units)
    assert data.count("<trans-unit ") == 1
    assert f'<target state="{find_state_name(state)}"' in data  # the other one is final
    assert reading(tmp_path, data) == units
    assert written("xliff1", reading(tmp_path, data)) == data


@pytest.mark.parametrize("name", ["xliff", "xliff1"])
@pytest.mark.parametrize("notes", [("a", "b"), (None, "b"), ("", None), ("a\nb", "b")])
def test_parts_of_different_notes_are_one_unit_with_all_of_them(
    tmp_path: Path, name: str, notes: tuple[str | None, str | None]
) -> None:
    parts = zip(reading(tmp_path, ONE), notes, strict=True)
    units = [replace(unit, note=note) for unit, note in parts]
    data = written(name, units)
    assert data.count("unit id=") == 1
    for note in notes:
        assert note is None or f"<note>{note}</note>" in data
    assert reading(tmp_path, data) == units
    assert written(name, reading(tmp_path, data)) == data


@pytest.mark.parametrize("name", ["xliff", "xliff1"])
@pytest.mark.parametrize(
    ("since", "notes"),
    [
        ("<note>one</note><note>c</note>", ("one\nc", "two\nc")),
        ("<note>ONE</note>", ("ONE", "two\nONE")),
        ("", (None, "two")),
    ],
    ids=["added", "corrected", "removed"],
)
def test_notes_that_somebody_changed_since_are_read(
    tmp_path: Path, name: str, since: str, notes: tuple[str | None, str]
) -> None:
    parts = zip(reading(tmp_path, ONE), ("one", "two"), strict=True)
    data = written(name, [replace(unit, note=note) for unit, note in parts])
    changed = data.replace("<note>one</note>", since)
    assert changed != data
    assert tuple(unit.note for unit in reading(tmp_path, changed)) == notes


@pytest.mark.parametrize("name", ["xliff", "xliff1"])
@pytest.mark.parametrize("has_first", [True, False])
@pytest.mark.parametrize(
    "known",
    [
        Property('xliff:note priority="2"', "look", Side.TARGET),
        Property("xliff:state-qualifier", "exact-match", Side.TARGET),
        Property("xliff:resname", "title"),
        Property("xliff:name", "title"),
        Property("xliff:meta:a/b", "c"),
    ],
    ids=lambda known: known.name,
)
def test_what_only_one_part_says_leaves_them_one_unit(
    tmp_path: Path, name: str, has_first: bool, known: Property
) -> None:
    first, second = reading(tmp_path, ONE)
    chosen = first if has_first else second
    more = replace(chosen, properties=(*chosen.properties, known))
    units = [more, second] if has_first else [first, more]
    data = written(name, units)
    assert data.count("unit id=") == 1
    assert reading(tmp_path, data) == units
    assert written(name, reading(tmp_path, data)) == data


def test_groups_keep_ids_and_notes_in_either_version(tmp_path: Path) -> None:
    unit = reading(tmp_path, TWO)[0]
    known = [one for one in unit.properties if one.name.startswith("xliff:group")]
    assert known == [
        Property("xliff:group", "menu/h"),
        Property("xliff:group-id:1", "g"),
        Property("xliff:group-note:1", "über"),
        Property("xliff:group-id:2", "h"),
    ]
    data = written("xliff1", [unit]).replace("\n", "")
    begin = '<group id="g" resname="menu"><note>über</note><group id="h"><trans-unit'
    assert begin in data
    assert reading(tmp_path, data)[0].properties == unit.properties


def test_a_group_that_begins_again_has_another_id(tmp_path: Path) -> None:
    unit, other = reading(tmp_path, TWO)[0], reading(tmp_path, TWO)[2]
    first, last = (
        replace(
            unit, properties=unit.properties[:5], origin=Origin(tuid=t, article="a")
        )
        for t in "xy"
    )
    data = written("xliff", [first, other, last])
    assert re.findall('<group id="([^"]+)', data) == [
        "g",
        "h",
        "padanan-3",
        "padanan-4",
    ]
    assert reading(tmp_path, data) == [first, other, last]


def test_many_or_long_notes_of_a_group_are_counted(tmp_path: Path) -> None:
    notes = "".join(f"<note>{n}</note>" for n in range(30))
    notes += f'<note>{"a" * 1001}</note><note from="b">c</note>'
    text = ONE.replace("<note>a</note><note>b</note>", notes)
    path = tmp_path / "file.xlf"
    path.write_text(text, "utf-8")
    unit, _, lost = read(path, ReadOptions())
    assert isinstance(unit, TranslationUnit)
    kept = [one.value for one in unit.properties if one.name == "xliff:group-note:1"]
    assert kept == [str(n) for n in range(20)]
    assert lost == Loss("<note> of a file or group", 12)


_HIDDEN = [
    (
        '<mrk mtype="seg" mid="1">Một.</mrk> <ph id="1">img <sub>'
        '<mrk mtype="seg" mid="2">Hai.</mrk></sub></ph>',
        None,
        ["seg-source"],
    ),
    (
        '<mrk mtype="seg" mid="1">Một.</mrk> <ph id="1">img <sub>'
        '<mrk mtype="seg" mid="2">Hai.</mrk></sub></ph>',
        '<mrk mtype="seg" mid="1">Satu.</mrk> <ph id="1">img <sub>'
        '<mrk mtype="seg" mid="2">Dua.</mrk></sub></ph>',
        ["seg-source", "target"],
    ),
]


def _entries(tmp_path: Path, source: str, target: str | None) -> list[Entry]:
    begin, _, rest = ONE.partition("<source>")
    end = rest[rest.index("</trans-unit>") :]
    text = f"{begin}<source>Một. Hai.</source><seg-source>{source}</seg-source>"
    text += f"<target>{target}</target>{end}" if target else end
    path = tmp_path / "file.xlf"
    path.write_text(text, "utf-8")
    return list(read(path, ReadOptions()))


@pytest.mark.parametrize(("source", "target", "lost"), _HIDDEN)
def test_segments_in_native_codes_cost_only_what_is_around(
    tmp_path: Path, source: str, target: str | None, lost: list[str]
) -> None:
    entries = _entries(tmp_path, source, target)
    units = [one for one in entries if isinstance(one, TranslationUnit)]
    assert [unit.source.text for unit in units] == ["Một.", "Hai."]
    assert not [
        one for unit in units for one in unit.properties if "ignorable" in one.name
    ]
    assert [one for one in entries if isinstance(one, Loss)] == [
        Loss(f"codes between the parts of a <{name}>", 1) for name in lost
    ]
    assert reading(tmp_path, written("xliff1", units)) == units


def _seg(mid: int, text: str) -> str:
    return f'<mrk mtype="seg" mid="{mid}">{text}</mrk>'


def _tracked(kind: str, content: str) -> str:
    return f'<mrk mtype="x-sdl-{kind}">{content}</mrk>'


_BOTH = f"{_seg(1, 'Một.')} {_seg(2, 'Hai.')}"
_TRACKED = [
    (_BOTH, f"{_seg(1, 'Satu.')} {_tracked('deleted', _seg(2, 'Dua.'))}", "Satu.|", 1),
    (_BOTH, _tracked("deleted", f"{_seg(1, 'Satu.')} {_seg(2, 'Dua.')}"), "|", 1),
    (
        _BOTH,
        f"{_seg(1, 'Satu.')} {_tracked('added', _seg(2, 'Dua.'))}",
        "Satu.|Dua.",
        0,
    ),
    (
        _BOTH,
        f"{_seg(1, 'Satu' + _tracked('deleted', ' lama') + '.')} "
        f"{_tracked('deleted', 'dan ')}{_seg(2, _tracked('added', 'Dua') + '.')}",
        "Satu.|Dua.",
        2,
    ),
    (f"{_seg(1, 'Một.')} {_tracked('deleted', _seg(2, 'Hai.'))}", None, "", 1),
    (_BOTH, f"{_seg(1, _tracked('deleted', 'Satu.'))} {_seg(2, 'Dua.')}", "|Dua.", 1),
]


@pytest.mark.parametrize(("source", "target", "read_as", "struck"), _TRACKED)
def test_tracked_changes_count_as_accepted(
    tmp_path: Path, source: str, target: str | None, read_as: str, struck: int
) -> None:
    entries = _entries(tmp_path, source, target)
    units = [one for one in entries if isinstance(one, TranslationUnit)]
    assert "|".join(one.target.text if one.target else "" for one in units) == read_as
    assert [unit.source.text for unit in units] == ["Một.", "Hai."][: len(units)]
    lost = [Loss("texts that tracked changes strike out", struck)] if struck else []
    assert [one for one in entries if isinstance(one, Loss)] == lost
    assert reading(tmp_path, written("xliff1", units)) == units


_ODD = [
    (
        f"{_seg(1, 'Satu.')} {_seg(1, 'Dua.')}",
        _BOTH.replace('mid="2"', 'mid="1"'),
        "Satu.|Dua.",
        [],
    ),
    (
        f"{_seg(2, 'Dua.')} {_seg(1, 'Satu.')}",
        _BOTH,
        "Satu.|Dua.",
        ["order of the parts of a <target>"],
    ),
    (
        f"{_seg(1, 'Satu.')} {_seg(2, 'Dua.')} {_seg(3, 'Tiga.')}",
        _BOTH,
        "Satu.|Dua.",
        ["parts of a <target> without a source"],
    ),
    (f"{_seg(1, 'Satu.')} ", _BOTH, "Satu.|", []),
    (
        f"{_seg(1, 'Satu.')} dan",
        _BOTH,
        "Satu.|",
        ["texts between the parts of a <target>"],
    ),
    (
        f'{_seg(1, "Satu.")}<x id="1"/>',
        _BOTH,
        "Satu.|",
        ["texts between the parts of a <target>"],
    ),
]


@pytest.mark.parametrize(("target", "source", "read_as", "lost"), _ODD)
def test_parts_that_do_not_fit_are_told(
    tmp_path: Path, target: str, source: str, read_as: str, lost: list[str]
) -> None:
    entries = _entries(tmp_path, source, target)
    units = [one for one in entries if isinstance(one, TranslationUnit)]
    assert "|".join(one.target.text if one.target else "" for one in units) == read_as
    found = [one for one in entries if isinstance(one, Loss)]
    assert found == [Loss(what, 1) for what in lost]
    assert reading(tmp_path, written("xliff1", units)) == units


@pytest.mark.parametrize("text", [ONE, TWO], ids=["1.2", "2.1"])
@pytest.mark.parametrize("name", ["xliff", "xliff1"])
def test_parts_are_valid_by_the_schemas(tmp_path: Path, text: str, name: str) -> None:
    data = written(name, reading(tmp_path, text))
    assert schema.complaints(name, data.encode()) == []


_texts = st.text("a ＡÂ.\n\t<&￼", max_size=4)
_facts = st.lists(
    st.builds(
        Property,
        st.sampled_from(
            """xliff:ignorable xliff:ignorable-end xliff:segment xliff:name xliff:order
            xliff:canResegment xliff:match xliff:group xliff:group-id:1
            xliff:group-id:2 xliff:group-note:1 a:b""".split()
        ),
        st.sampled_from(["1", "2", "no", "s1", "a/b", '{"target":"t"}']) | _texts,
        st.sampled_from(list(Side)),
    ),
    max_size=4,
).map(tuple)


_states = st.just(State.FINAL) | st.sampled_from(State)
_codes = st.builds(
    Code,
    st.sampled_from("g /g x bx ex bpt ept pc /pc sc ec ph it".split())
    | st.sampled_from(['sc isolated="yes"', 'ph equiv="a"', 'x ctype="pb"']),
    st.sampled_from(["1", "2", "", "a b"]),
    st.sampled_from(["", "<b>"]),
)


def _with_codes(codes: list[Code]) -> str:
    return " ".join("￼" * len(codes)) + "."


@st.composite
def _ignorable(draw: st.DrawFn, name: str) -> list[Property]:
    """What stands between segments, with codes that may be one of a pair."""
    facts = []
    for side in (Side.SOURCE, Side.TARGET)[: draw(st.integers(1, 2))]:
        codes = draw(st.lists(_codes, min_size=1, max_size=2))
        said = {str(at): [c.kind, c.id, c.data] for at, c in enumerate(codes)}
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        facts += [
            Property(name, _with_codes(codes), side),
            Property(f"{name}-codes", text, side),
        ]
    return facts


@st.composite
def _joined_units(draw: st.DrawFn) -> list[TranslationUnit]:
    """The segments of a unit, with codes that belong together over their bounds."""
    count = draw(st.integers(1, 3))
    units = []
    for number in range(1, count + 1):
        facts = [Property("xliff:part", f"{number}/{count}")] if count > 1 else []
        if draw(st.booleans()):
            facts += draw(_ignorable("xliff:ignorable"))
        if number == count and draw(st.booleans()):
            facts += draw(_ignorable("xliff:ignorable-end"))
        codes = [draw(st.lists(_codes, max_size=3)) for _ in range(2)]
        texts = [_with_codes(some) for some in codes]
        units.append(
            TranslationUnit(
                Segment(VI, texts[0], tuple(codes[0])),
                Segment(ID, texts[1], tuple(codes[1])),
                origin=Origin(tuid="u", article="a"),
                properties=tuple(facts),
            )
        )
    return units


@pytest.mark.parametrize("name", ["xliff", "xliff1"])
@settings(max_examples=examples(150))
@given(units=_joined_units())
def test_codes_over_bounds_come_back(
    name: str, units: list[TranslationUnit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("joined") / "file.xlf"
    path.write_text(written(name, units), "utf-8", newline="\n")
    assert list(read(path, ReadOptions())) == units
    # Codes that only a translation has are no fault of the writer.
    faults = [fault.reason for fault in validate_xliff(path)]
    assert [one for one in faults if "is not in the source" not in one] == []


_ORPHAN = Code("sc", "1", "")


@pytest.mark.parametrize(
    ("source", "target", "shared"),
    [
        ((_ORPHAN,), (Code('sc isolated="yes"', "1", ""),), False),
        ((_ORPHAN, Code("ec", "1", "")), (_ORPHAN,), False),
        # An element around text may be two points in the translation.
        (
            (Code("pc", "1", ""), Code("/pc", "1", "")),
            (Code("sc", "1", ""), Code("ec", "1", "")),
            True,
        ),
    ],
)
def test_an_id_is_of_the_same_element_on_either_side(
    tmp_path: Path, source: tuple[Code, ...], target: tuple[Code, ...], shared: bool
) -> None:
    unit = TranslationUnit(
        Segment(VI, _with_codes([*source]), source),
        Segment(ID, _with_codes([*target]), target),
        origin=Origin(tuid="u", article="a"),
    )
    data = written("xliff", [unit])
    assert reading(tmp_path, data) == [unit]
    assert [fault.reason for fault in validate_xliff(tmp_path / "file.xlf")] == []
    assert (re.search("<target><[a-z]+ id=.1", data) is not None) == shared


@st.composite
def _units(draw: st.DrawFn) -> list[TranslationUnit]:
    """Two units of several segments each, with what files say of such."""
    units = []
    for tuid in ("u", "v"):
        count = draw(st.integers(1, 3))
        shared = draw(_facts)
        for number in range(1, count + 1):
            own = draw(_facts) if draw(st.booleans()) else ()
            place = Property("xliff:part", f"{number}/{count}")
            source = replace(draw(segments(xml=True)), locale=VI)
            target = draw(st.none() | segments(xml=True))
            units.append(
                TranslationUnit(
                    source,
                    target and replace(target, locale=ID),
                    state=draw(_states) if target else State.INITIAL,
                    origin=Origin(tuid=tuid, article="a"),
                    properties=(*shared, place, *own),
                )
            )
    return [unit for unit in units if unit.source.text.strip()]


@pytest.mark.parametrize("name", ["xliff", "xliff1"])
@settings(max_examples=examples(60))
@given(units=_units())
def test_parts_give_back_every_unit_whole(
    name: str, units: list[TranslationUnit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("parts") / "file.xlf"
    path.write_text(written(name, units), "utf-8", newline="\n")
    again = list(read(path, ReadOptions()))
    assert again == units


@given(
    places=st.lists(st.sampled_from(["1/2", "2/2", "1/3", "2/3", "3/3", "0/1", ""])),
    tuids=st.lists(st.sampled_from(["u", None]), min_size=9, max_size=9),
)
def test_runs_keep_every_unit_in_its_place(
    places: list[str], tuids: list[str | None]
) -> None:
    text = Segment.of(VI, "a")
    units = [
        TranslationUnit(
            text,
            None,
            origin=Origin(tuid=tuids[at % 9]),
            properties=(Property("xliff:part", place),),
        )
        for at, place in enumerate(places)
    ]
    found = list(group_segments_by_unit(units))
    assert [unit for run in found for unit in run] == units
    for run in found:
        numbers = [unit.properties[0].value for unit in run]
        whole = [f"{at}/{len(run)}" for at in range(1, len(run) + 1)]
        assert len(run) == 1 or numbers == whole
