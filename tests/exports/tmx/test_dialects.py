"""TMX of other tools: read whole, and given back as it was.

Each `tests/data/tmx/NAME.tmx` is written as its tool writes, and beside it are the
units that it holds, `NAME.jsonl`.
"""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from exports.format import ReadOptions, WriteOptions
from exports.lines_and_json import jsonl
from exports.tmx import format as tmx
from exports.tmx.fields import PADANAN_VALUE_BY_HEADER_ATTRIBUTE, convert_to_iso_date
from tests.exports.tmx.test_tmx import FOLDER, JUDGE
from tm.unit import TranslationUnit

DIALECTS = sorted(path.stem for path in FOLDER.glob("*.tmx"))
WHOLE = [name for name in DIALECTS if name != "damaged"]
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
INHERITED = ("o-encoding", "datatype", "segtype", "o-tmf")
Says = tuple[dict[str, str], list[tuple[str, dict[str, str], str]]]
"""The attributes of an element, and its properties and notes."""


def units(path: Path) -> list[TranslationUnit]:
    found = tmx.read(path, ReadOptions())
    return [entry for entry in found if isinstance(entry, TranslationUnit)]


def written(given: list[TranslationUnit]) -> bytes:
    file = io.BytesIO()
    tmx.write(given, file, WriteOptions())
    return file.getvalue()


def said(element: etree._Element) -> Says:
    """What an element says; in the words of 1.4, languages aside."""
    attributes = {
        str(name): str(value)
        for name, value in element.attrib.items()
        if name not in (LANGUAGE, "lang", "srclang")
    }
    parts = []
    for part in element:
        if part.tag in ("prop", "note"):
            own = {
                "xml:lang" if name in (LANGUAGE, "lang") else str(name): str(value)
                for name, value in part.attrib.items()
            }
            if not own.get("type", "").startswith("x-padanan-"):
                parts.append((str(part.tag), own, part.text or ""))
    return attributes, parts


def all_said(root: etree._Element) -> list[tuple[Says, list[Says]]]:
    """What every `<tu>` says, and its `<tuv>` with text, the source's first."""
    header = root.find("header")
    assert header is not None
    found = []
    for tu in root.iter("tu"):
        attributes, parts = said(tu)
        for name in INHERITED:
            value = str(header.get(name, "unknown"))
            if value.lower() not in (
                "unknown",
                PADANAN_VALUE_BY_HEADER_ATTRIBUTE.get(name),
            ):
                attributes.setdefault(name, value)
        source = str(tu.get("srclang") or header.get("srclang")).lower()
        variants = [tuv for tuv in tu.iter("tuv") if has_text(tuv)]
        variants.sort(key=lambda tuv: language(tuv).lower() != source)
        if len(variants) > 2:
            attributes.setdefault("tuid", "invented")
        found.append(((attributes, notes_first(parts)), [said(v) for v in variants]))
    return found


def language(tuv: etree._Element) -> str:
    return str(tuv.get(LANGUAGE) or tuv.get("lang") or "")


def has_text(tuv: etree._Element) -> bool:
    seg = tuv.find("seg")
    return seg is not None and bool("".join(map(str, seg.itertext())).strip())


def notes_first(
    parts: list[tuple[str, dict[str, str], str]],
) -> list[tuple[str, dict[str, str], str]]:
    """The first note is a field, and stands before what else is said."""
    first = [part for part in parts if part[0] == "note"][:1]
    return first + [part for part in parts if part not in first]


@pytest.mark.parametrize("name", DIALECTS)
def test_a_file_holds_the_units_beside_it(name: str) -> None:
    expected = jsonl.read(FOLDER / f"{name}.jsonl", ReadOptions())
    assert units(FOLDER / f"{name}.tmx") == list(expected)


@pytest.mark.parametrize("name", WHOLE)
def test_all_that_a_file_says_stands_where_it_stood(name: str) -> None:
    given = all_said(etree.parse(FOLDER / f"{name}.tmx").getroot())
    found = all_said(etree.fromstring(written(units(FOLDER / f"{name}.tmx"))))
    for (before, *_), (after, *__) in zip(given, found, strict=True):
        if before[0].get("tuid") == "invented":
            after[0]["tuid"] = "invented"
    assert found == given


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_written_is_valid_read_again_and_written_the_same(
    name: str, tmp_path: Path, tmx_dtd: Callable[[bytes], None]
) -> None:
    first = units(FOLDER / f"{name}.tmx")
    data = written(first)
    tmx_dtd(data)
    path = tmp_path / "again.tmx"
    path.write_bytes(data)
    assert units(path) == first
    assert written(units(path)) == data


@pytest.mark.parametrize("name", WHOLE)
def test_the_other_way_round_nothing_is_lost(name: str, tmp_path: Path) -> None:
    for unit in units(FOLDER / f"{name}.tmx"):
        if unit.target is None:
            continue
        file = io.BytesIO()
        options = WriteOptions(source=unit.target.locale, target=unit.source.locale)
        tmx.write([unit], file, options)
        path = tmp_path / "turned.tmx"
        path.write_bytes(file.getvalue())
        assert units(path) == [unit]


@pytest.fixture
def tmx_dtd() -> Callable[[bytes], None]:
    """Asserts that a file is valid by the DTD."""
    if not JUDGE.exists():
        pytest.skip("OmegaT, which has the DTD of TMX 1.4b, is not installed")
    with zipfile.ZipFile(JUDGE) as jar:
        dtd = etree.DTD(io.BytesIO(jar.read("schemas/tmx14.dtd")))

    def check(data: bytes) -> None:
        assert dtd.validate(etree.fromstring(data)), str(dtd.error_log)

    return check


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("20251008T093000Z", "2025-10-08T09:30:00Z"),
        ("20251008T093000", "20251008T093000"),
        ("٢٠٢٥١٠٠٨T٠٩٣٠٠٠Z", "٢٠٢٥١٠٠٨T٠٩٣٠٠٠Z"),
        ("", ""),
    ],
)
def test_only_a_date_of_tmx_is_read_as_one(given: str, expected: str) -> None:
    assert convert_to_iso_date(given) == expected
