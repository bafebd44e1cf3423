"""TMX: other tools' files come in whole, and ours is valid for all of them."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from exports.entry import Entry, Loss, WriteResult
from exports.format import ReadOptions, WriteOptions
from exports.tmx import format as tmx
from tests.examples import examples
from tests.paths import DATA
from tests.properties.strategies import units
from tm.errors import FormatError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit
from tm.unit_property import Property, Side

FOLDER = DATA / "tmx"
JUDGE = Path("/usr/share/omegat/OmegaT.jar")
VI, ID, EN = Locale.parse("vi"), Locale.parse("id"), Locale.parse("en")


def entries(name: str, source: Locale | None = None) -> list[Entry]:
    return list(tmx.read(FOLDER / name, ReadOptions(source)))


def pairs(found: list[Entry]) -> list[tuple[str, str | None]]:
    return [
        (entry.source.text, entry.target.text if entry.target else None)
        for entry in found
        if isinstance(entry, TranslationUnit)
    ]


def written(
    *given: TranslationUnit, options: WriteOptions | None = None
) -> tuple[bytes, WriteResult]:
    file = io.BytesIO()
    result = tmx.write(given, file, options or WriteOptions())
    return file.getvalue(), result


def reading(tmp_path: Path, data: bytes) -> list[Entry]:
    path = tmp_path / "file.tmx"
    path.write_bytes(data)
    return list(tmx.read(path, ReadOptions()))


def whole(body: str, *, srclang: str = "vi", prolog: str = "") -> bytes:
    text = f'{prolog}<tmx version="1.4"><header srclang="{srclang}"/><body>{body}'
    return f"{text}</body></tmx>".encode()


ONE = (
    '<tu><tuv xml:lang="vi"><seg>A</seg></tuv>'
    '<tuv xml:lang="id"><seg>B</seg></tuv></tu>'
)

SEED_LIKE = TranslationUnit(
    Segment.of(VI, "Lễ mở ký"),
    Segment.of(ID, "upacara penandatanganan"),
    State.TRANSLATED,
    Origin(
        article="abb4b40a1eed53ae",
        position=4,
        extent=1,
        kind="paragraph",
        page_url="https://www.vietnam.vn/id/x",
        source_url="https://baotintuc.vn/thoi-su/le-mo-ky-20251008164524000.htm",
        headline="Para pemimpin",
        source_headline="Lãnh đạo cấp cao",
        source_headline_status=HeadlineStatus.CONFIRMED,
        publisher="Báo Tin Tức",
        published="2025-10-08",
        article_author="Dewi Ayu",
        article_place="Hanoi",
        score=0.93,
        method="lengths",
        tuid="t1",
        author="siti",
        created="2025-10-08T09:30:00Z",
        changed="2025-10-09T09:30:00Z",
    ),
    (b"\x00" * 16, b"\x01" * 16),
    "ask the ministry",
)


def test_omegat_1_1_file_comes_in_with_its_lang_attributes() -> None:
    found = entries("omegat.tmx")
    assert pairs(found) == [
        ("The press conference opens at 15:30.", "Konferensi pers dibuka pukul 15.30."),
        ("Press <b>Enter</b> & wait", "Tekan <b>Enter</b> & tunggu"),
    ]
    first, second = found[0], found[1]
    assert isinstance(first, TranslationUnit) and isinstance(second, TranslationUnit)
    assert first.source.locale.tag == "en-US"
    assert first.origin.author == "siti"
    assert first.origin.changed == "2025-10-09T03:15:00Z"
    assert second.note == "check the name of the hall"
    assert Property("tmx:prop:file", "page.txt") in second.properties


def test_trados_codes_come_in_as_codes_and_go_out_as_they_were() -> None:
    found = entries("trados.tmx")
    unit, nested = found[0], found[1]
    assert isinstance(unit, TranslationUnit) and isinstance(nested, TranslationUnit)
    assert (
        unit.source.text == f"The {CODE}signing ceremony{CODE} of the {CODE} convention"
    )
    assert unit.source.codes == (
        Code('bpt x="1" type="12"', "1", ""),
        Code("ept", "1", ""),
        Code('ph type="34"', "2", ""),
    )
    assert nested.source.text == f"See {CODE} and {CODE}Hà Nội{CODE}."
    data, _ = written(unit, nested)
    assert b'<bpt i="1" x="1" type="12"></bpt>signing' in data
    assert b'<sub datatype="html">a map</sub>' in data
    assert '<hi type="term">Hà Nội</hi>'.encode() in data


def test_weblate_padding_is_no_part_of_a_segment() -> None:
    assert pairs(entries("weblate.tmx")) == [
        ("Ministry of Public Security", "Kementerian Keamanan Publik")
    ]


def test_tu_of_several_languages_is_a_star_around_its_source() -> None:
    found = entries("multilingual.tmx")
    assert pairs(found)[:2] == [
        ("Liên hợp quốc", "United Nations"),
        ("Liên hợp quốc", "Perserikatan Bangsa-Bangsa"),
    ]
    first, second = found[0], found[1]
    assert isinstance(first, TranslationUnit) and isinstance(second, TranslationUnit)
    assert (first.origin.tuid, second.origin.tuid) == ("un-1", "un-1")
    assert (first.note, second.note) == ("official", "official")
    assert second.properties[-1] == Property("tmx:note", "in full", Side.TARGET)
    data, _ = written(first, second)
    assert data.count(b"<tu ") == 1 and data.count(b"<tuv ") == 3


@pytest.mark.parametrize(
    ("source", "hub"), [(None, "id"), ("vi", "vi"), ("en", "en"), ("ja", "id")]
)
def test_source_of_a_tu_of_any_language_is_the_one_asked_for_else_the_first(
    source: str | None, hub: str
) -> None:
    found = entries("multilingual.tmx", Locale.parse(source) if source else None)
    star = [entry for entry in found[2:4] if isinstance(entry, TranslationUnit)]
    assert [entry.source.locale.tag for entry in star] == [hub, hub]
    assert star[0].origin.tuid == star[1].origin.tuid is not None


def test_tu_without_the_base_language_is_kept() -> None:
    assert pairs(entries("multilingual.tmx"))[-1] == (
        "without the base language",
        "tanpa bahasa dasar",
    )


def test_damaged_entries_are_skipped_with_their_line_and_the_rest_is_read() -> None:
    found = entries("damaged.tmx")
    skipped = [(e.line, e.reason) for e in found if isinstance(e, SkippedEntry)]
    assert [line for line, _ in skipped] == [5, 6, 7, 8, 9]
    assert "does not name its language" in skipped[0][1]
    assert "qq-nowhere" in skipped[1][1]
    assert "position" in skipped[4][1]
    assert pairs(found)[-1] == ("sáu\xa0sáu", "enam enam")
    assert Loss("characters that XML cannot hold", 1) in found


BOMB = '<!DOCTYPE tmx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
PARAMETER = '<!DOCTYPE tmx [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>'


@pytest.mark.parametrize("prolog", [BOMB, OUTSIDE, PARAMETER])
def test_declared_entities_are_refused(tmp_path: Path, prolog: str) -> None:
    with pytest.raises(FormatError, match="declares an entity") as caught:
        reading(tmp_path, whole(ONE, prolog=prolog))
    assert caught.value.line == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "too early"),
        (b"<tmx><body>", "too early|no element|unclosed|well-formed"),
        (b"<html><body/></html>", "<tmx> expected, <html> found"),
        (whole("<tu><tuv></tu>"), "mismatched tag"),
        (whole("<tu>" * 200), "nested more than 100 deep"),
        (whole(f"<tu>{'<a>' * 5000}"), "nested more than 100 deep"),
        (b'<?xml version="1.0" encoding="klingon"?><tmx/>', "unknown encoding"),
        (b'<?xml version="1.0" encoding="hex"?><tmx/>', "unknown encoding"),
        (whole(ONE).replace(b"A", b"\xff"), "utf-8"),
    ],
)
def test_what_is_not_tmx_is_refused_with_its_place(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    with pytest.raises(FormatError, match=reason) as caught:
        reading(tmp_path, data)
    assert str(caught.value).startswith(f"{tmp_path}/file.tmx:1")


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-8", "UTF-16"),  # re-encoded by somebody who left the declaration
        ("windows-1258", "windows-1258"),
        ("gb18030", "GB18030"),
    ],
)
def test_every_encoding_is_read(tmp_path: Path, encoding: str, declared: str) -> None:
    text = whole(ONE.replace("A", "Đà")).decode()
    text = f'<?xml version="1.0" encoding="{declared}"?>\r\n{text}'
    data = text.replace("Đà", "Đa").encode(encoding)
    assert pairs(reading(tmp_path, data)) == [("Đa", "B")]


def test_decomposed_text_is_read_composed(tmp_path: Path) -> None:
    body = ONE.replace("A", "Hà Nội")
    assert pairs(reading(tmp_path, whole(body))) == [("Hà Nội", "B")]


def test_references_to_characters_xml_cannot_hold_are_removed_across_chunks(
    tmp_path: Path,
) -> None:
    padding = "x" * ((1 << 16) - 160)
    for shift in range(40):
        body = ONE.replace("A", padding + "y" * shift + "&#x1F;&#xD800;&#31;z")
        found = reading(tmp_path, whole(body))
        assert pairs(found)[0][0] == padding + "y" * shift + "z"
        assert found[-1] == Loss("characters that XML cannot hold", 3)


def test_characters_xml_cannot_hold_are_removed_and_counted() -> None:
    unit = TranslationUnit(Segment.of(VI, "a\x01b\ufffe"), Segment.of(ID, "c"))
    unit = unit.with_origin(Origin(headline="\x02"))
    data, result = written(unit)
    assert result.lost == (Loss("characters that XML cannot hold", 3),)
    etree.fromstring(data)


def test_each_unit_carries_its_provenance_as_documented_properties() -> None:
    data, _ = written(SEED_LIKE)
    tu = etree.fromstring(data).find("body/tu")
    assert tu is not None
    props = {prop.get("type"): prop.text for prop in tu.iter("prop")}
    assert props == {
        "x-padanan-source-url": SEED_LIKE.origin.source_url,
        "x-padanan-source-headline": "Lãnh đạo cấp cao",
        "x-padanan-source-headline-status": "confirmed",
        "x-padanan-page-url": "https://www.vietnam.vn/id/x",
        "x-padanan-headline": "Para pemimpin",
        "x-padanan-publisher": "Báo Tin Tức",
        "x-padanan-published": "2025-10-08",
        "x-padanan-article-author": "Dewi Ayu",
        "x-padanan-article-place": "Hanoi",
        "x-padanan-article": "abb4b40a1eed53ae",
        "x-padanan-position": "4",
        "x-padanan-extent": "1",
        "x-padanan-kind": "paragraph",
        "x-padanan-score": "0.93",
        "x-padanan-method": "lengths",
        "x-padanan-memory": "default",
        "x-padanan-state": "translated",
        "x-padanan-before": "00" * 16,
        "x-padanan-after": "01" * 16,
    }
    assert {str(name): value for name, value in tu.attrib.items()} == {
        "tuid": "t1",
        "creationdate": "20251008T093000Z",
        "changedate": "20251009T093000Z",
        "creationid": "siti",
        "srclang": "vi",
    }
    assert tu.findtext("note") == "ask the ministry"


def test_unit_without_a_translation_has_one_tuv() -> None:
    data, _ = written(replace(SEED_LIKE, target=None), options=WriteOptions(VI, ID))
    tu = etree.fromstring(data).find("body/tu")
    assert tu is not None
    assert [tuv.findtext("seg") for tuv in tu.iter("tuv")] == ["Lễ mở ký"]


def test_source_comes_first_in_the_direction_asked_for() -> None:
    data, _ = written(SEED_LIKE, options=WriteOptions(ID, VI))
    root = etree.fromstring(data)
    header, first = root.find("header"), root.find("body/tu/tuv")
    assert header is not None and header.get("srclang") == "id"
    assert first is not None and first.findtext("seg") == "upacara penandatanganan"


ORDER = {
    "tmx": ["header", "body"],
    "tu": ["note|prop", "tuv"],
    "tuv": ["note|prop", "seg"],
}
REQUIRED = {
    "header": set("creationtool creationtoolversion segtype o-tmf adminlang".split())
    | {"srclang", "datatype"},
    "tuv": {"{http://www.w3.org/XML/1998/namespace}lang"},
    "prop": {"type"},
    "bpt": {"i"},
    "ept": {"i"},
    "it": {"pos"},
}
INSIDE = {
    "seg": {"bpt", "ept", "ph", "it", "hi", "ut"},
    "hi": {"bpt", "ept", "ph", "it", "hi", "ut"},
    "sub": {"bpt", "ept", "ph", "it", "hi", "ut"},
    "bpt": {"sub"},
    "ept": {"sub"},
    "ph": {"sub"},
    "it": {"sub"},
    "ut": {"sub"},
}


@settings(max_examples=examples(60))
@given(st.lists(units(), max_size=3))
def test_every_file_has_the_structure_of_tmx_1_4b(given: list[TranslationUnit]) -> None:
    root = etree.fromstring(written(*given)[0])
    assert (root.tag, root.get("version"), len(root.attrib)) == ("tmx", "1.4", 1)
    for element in root.iter():
        name = str(element.tag)
        inner = [str(child.tag) for child in element]
        assert REQUIRED.get(name, set()) <= set(map(str, element.attrib)), name
        if name in INSIDE:
            assert set(inner) <= INSIDE[name]
        elif name in ORDER:
            first, last = ORDER[name]
            steps = ["note|prop" if tag in ("note", "prop") else tag for tag in inner]
            assert steps == sorted(steps, key=[first, last].index)
            assert last in steps
        elif name == "body":
            assert set(inner) <= {"tu"}
        else:
            assert not inner


@settings(max_examples=examples(60))
@given(st.lists(units(), max_size=3))
def test_every_file_is_valid_by_the_dtd(given: list[TranslationUnit]) -> None:
    if not JUDGE.exists():
        pytest.skip("OmegaT, which has the DTD of TMX 1.4b, is not installed")
    with zipfile.ZipFile(JUDGE) as jar:
        dtd = etree.DTD(io.BytesIO(jar.read("schemas/tmx14.dtd")))
    root = etree.fromstring(written(*given)[0])
    assert dtd.validate(root), str(dtd.error_log)


@pytest.mark.parametrize(
    ("texts", "pairs"),
    [
        ("vi:a id:b id:c", "a>b a>c"),
        ("vi:a vi_VN:A in_ID:b", "a>A a>b"),
        ("vi:a vi:A id:b en:c", "a>b a>c A>b A>c"),
        ("id:b vi:a vi:A", "a>b A>b"),
        ("vi:a vi:A", "a>A"),
        ("vi:a x-default:b zh_Hans:c zh-CN:d iw:e", "a>c a>d a>e"),
    ],
)
def test_two_texts_of_one_language_are_wordings_or_translations(
    texts: str, pairs: str, tmp_path: Path
) -> None:
    tuvs = "".join(
        f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>'
        for tag, text in (one.split(":") for one in texts.split())
    )
    data = f'<tmx><header srclang="vi"/><body><tu>{tuvs}</tu></body></tmx>'
    for read in (tmx.read, tmx.read_elements):
        path = tmp_path / "a.tmx"
        path.write_text(data, "utf-8")
        units = [
            e for e in read(path, ReadOptions()) if not isinstance(e, SkippedEntry)
        ]
        assert all(isinstance(unit, TranslationUnit) for unit in units)
        found = [
            f"{unit.source.text}>{unit.target.text}"
            for unit in units
            if isinstance(unit, TranslationUnit) and unit.target
        ]
        assert found == pairs.split()
