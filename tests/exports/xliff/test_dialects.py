"""Files of other tools come in whole: each has beside it what it says, as JSON.

`python -m tests.exports.xliff.test_dialects` prints what is read of a file, to look at
before it becomes a fixture.
"""

import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exports.entry import Entry, Loss
from exports.files import detect_unit_format, read
from exports.format import ReadOptions, WriteOptions
from exports.format_registries import formats
from tests.exports.xliff import schema
from tests.paths import DATA
from tm.file_remarks import SkippedEntry
from tm.text.segment import Segment
from tm.unit import TranslationUnit

FOLDER = DATA / "xliff"
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".json")


def said(entry: Entry) -> list[Any]:
    """An entry as the fixtures have it."""
    if isinstance(entry, SkippedEntry):
        return ["skipped", entry.line, entry.reason]
    if isinstance(entry, Loss):
        return ["lost", entry.what, entry.count]
    assert isinstance(entry, TranslationUnit)
    origin = entry.origin
    known = {
        "id": origin.tuid,
        "article": origin.article,
        "author": origin.author,
        "created": origin.created,
        "changed": origin.changed,
        "state": str(entry.state),
        "source": _side(entry.source),
        "target": _side(entry.target) if entry.target else None,
        "note": entry.note,
        "properties": [
            f"{known.name}={known.value}"
            if known.side == "unit"
            else f"{known.side}: {known.name}={known.value}"
            for known in entry.properties
        ],
    }
    return ["unit", {name: value for name, value in known.items() if value}]


def _side(segment: Segment) -> list[Any]:
    codes = [[code.kind, code.id, code.data] for code in segment.codes]
    return [segment.locale.tag, segment.text, *codes]


def found(name: str) -> list[list[Any]]:
    return [said(entry) for entry in read(FOLDER / name, ReadOptions())]


@pytest.mark.parametrize("name", FILES)
def test_file_is_read_as_it_is_meant(name: str) -> None:
    expected = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    assert found(name) == expected


@pytest.mark.parametrize("name", FILES)
def test_version_is_found_by_content(name: str) -> None:
    is_two = b' version="2.' in (FOLDER / name).read_bytes()
    assert detect_unit_format(FOLDER / name).name == ("xliff" if is_two else "xliff1")


def written(name: str, units: list[TranslationUnit]) -> bytes:
    source = units[0].source.locale
    target = next(unit.target.locale for unit in units if unit.target)
    file = io.BytesIO()
    options = WriteOptions(source, target)
    formats[name].load_module().write(units, file, options)
    return file.getvalue()


def units_of(path: Path) -> list[TranslationUnit]:
    return [
        entry
        for entry in read(path, ReadOptions())
        if isinstance(entry, TranslationUnit)
    ]


@pytest.mark.parametrize("way", ["xliff", "xliff1", "tmx"])
@pytest.mark.parametrize("name", FILES)
def test_units_survive_every_way_and_are_written_as_before(
    name: str, way: str, tmp_path: Path
) -> None:
    units = units_of(FOLDER / name)
    first = written(detect_unit_format(FOLDER / name).name, units)
    between = tmp_path / f"between{formats[way].suffixes[0]}"
    between.write_bytes(written(way, units))
    again = units_of(between)
    if way != "xliff" and name == "modules.xlf":  # it has BEL and ESC, as others cannot
        again[1] = replace(again[1], source=units[1].source, target=units[1].target)
    assert again == units
    assert written(detect_unit_format(FOLDER / name).name, again) == first


def test_proposals_of_one_version_are_proposals_of_the_other() -> None:
    data = written("xliff", units_of(FOLDER / "memoq.mqxliff")).decode()
    match = '<mtc:match ref="#padanan-1" matchQuality="78" origin="TM">'
    assert match in data and '<segment id="padanan-1" state="initial">' in data
    data = written("xliff1", units_of(FOLDER / "modules.xlf")).decode()
    head = '<alt-trans match-quality="92.5" origin="berita.tmx" alttranstype="x-tm"'
    assert head in data


@pytest.mark.parametrize("format", ["xliff", "xliff1"])
@pytest.mark.parametrize("name", FILES)
def test_what_is_written_of_a_file_is_valid(name: str, format: str) -> None:
    data = written(format, units_of(FOLDER / name))
    assert schema.complaints(format, data) == []


@pytest.mark.parametrize("name", FILES)
def test_modules_of_what_is_written_have_the_structure_of_2_1(name: str) -> None:
    assert schema.module_complaints(written("xliff", units_of(FOLDER / name))) == []


def test_the_grammar_of_modules_refuses_what_is_none() -> None:
    good = written("xliff", units_of(FOLDER / "modules.xlf"))
    for old, new in (
        (b' ref="#s2"', b""),
        (b'matchQuality="92.5"', b'matchQuality="101"'),
        (b'type="mt"', b'type="machine"'),
        (b"<gls:term>", b"<gls:definition/><gls:term>"),
        (b'<mda:meta type="author"', b"<mda:meta"),
        (b"</mda:meta>", b"<b/></mda:meta>"),
    ):
        assert schema.module_complaints(good.replace(old, new, 1)) != []


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        (
            "okapi.xlf",
            ["<sub>a map</sub>", '<bx rid="1" id="1"/>', '<it id="2" pos="open">'],
        ),
        ("okapi.xlf", ['<mrk mtype="protected">ASEAN</mrk>', 'match-quality="90"']),
        ("weblate.xlf", ['approved="yes"', 'state="translated"', 'from="developer"']),
        ("weblate.xlf", ['<context context-type="linenumber">42</context>']),
        ("trados.sdlxliff", ['<x id="9"/>', 'source-language="vi-VN"']),
        ("angular1.xlf", ['<x id="INTERPOLATION" equiv-text="{{name}}"/>']),
        ("angular2.xlf", ['<ph id="1" equiv="INTERPOLATION" disp="{{name}}"/></pc>']),
        ("modules.xlf", ['<data id="d1">&lt;b&gt;</data>', 'U+<cp hex="0007"/>']),
        ("modules.xlf", ['<ec startRef="2" dataRef="d2"/>', '<cp hex="001B"/>']),
        ("modules.xlf", ['subState="tool:lgtm"', "<gls:term>lễ mở ký</gls:term>"]),
        ("modules.xlf", ['<mtc:match ref="#s2" matchQuality="92.5"', '"cms"']),
        ("modules.xlf", ['<ec id="9" isolated="yes"/>', 'canResegment="no"']),
        (
            "parts1.xlf",
            [
                '<g id="1">One.<x id="2"/> Two<bpt id="3">&lt;i&gt;</bpt>.x<ept id="3"',
                '<g id="1"><mrk mtype="seg" mid="1">Satu.</mrk><x id="2"/> <mrk mtype',
                '</bpt>.</mrk><mrk mtype="seg" mid="3">y<ept id="3">&lt;/i&gt;',
            ],
        ),
        (
            "parts2.xlf",
            [
                '<sc id="1" subType="xlf:b" type="fmt" dataRef="d1"/>tebal.</target>',
                'Masih<ec startRef="1" subType="xlf:b" type="fmt" dataRef="d3"/>.',
                '<source> <ph id="2" dataRef="d2"/> </source>',
                '<target><ph id="2" dataRef="d2"/></target>',
                '<source><pc id="3"> </pc></source>',
            ],
        ),
    ],
)
def test_what_a_version_has_a_place_for_is_given_back(
    name: str, parts: list[str]
) -> None:
    data = written(
        detect_unit_format(FOLDER / name).name, units_of(FOLDER / name)
    ).decode()
    assert [part for part in parts if part not in data] == []


if __name__ == "__main__":
    for given in sys.argv[1:]:
        print(json.dumps(found(given), ensure_ascii=False, indent=1))
