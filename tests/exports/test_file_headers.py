"""What a file says of itself before its units goes with it into its own format."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from exports.entry import FileHeader, Loss
from exports.files import read_header_for_output
from exports.format import ReadOptions, WriteOptions
from exports.format_registries import formats
from exports.io.compressed_input import open_unpacked_file
from exports.po import format as po
from exports.tmx import format as tmx
from exports.xml.escaping import escape_text, quote_attribute
from tests.paths import DATA
from tests.properties.strategies import texts
from tm.text.locale import Locale
from tm.unit import TranslationUnit

VI, ID, EN = map(Locale.parse, ("vi", "id", "en"))
PO = WriteOptions(EN, ID)


def written(name: str, path: Path, options: WriteOptions) -> bytes:
    """The file as it is when it is converted into its own format."""
    format = formats[name]
    with open_unpacked_file(path) as file:
        options = replace(options, header=read_header_for_output(file, f"a.{name}"))
    found = format.load_module().read(
        path, ReadOptions(counts_header_losses=False, with_untranslated=True)
    )
    out = io.BytesIO()
    units = (entry for entry in found if isinstance(entry, TranslationUnit))
    format.load_module().write(units, out, options)
    return out.getvalue()


def test_po_is_the_same_file_again() -> None:
    path = DATA / "po" / "heading.po"
    assert written("po", path, PO).decode() == path.read_text("utf-8")


def test_po_in_another_encoding_says_how_it_is_written_now(tmp_path: Path) -> None:
    text = (DATA / "po" / "heading.po").read_text("utf-8")
    text = text.replace("charset=UTF-8", "charset=CP1252").replace("berkas-", "berkasé")
    path = tmp_path / "a.po"
    path.write_bytes(text.encode("cp1252"))
    expected = text.replace("charset=CP1252", "charset=UTF-8")
    assert written("po", path, PO).decode() == expected


def test_po_for_another_language_has_its_own_rule_of_plurals() -> None:
    known = po.read_file_header(DATA / "po" / "heading.po")
    out = io.BytesIO()
    po.write([], out, WriteOptions(VI, EN, header=known))
    text = out.getvalue().decode()
    assert '"Language: en\\n"' in text and '"Plural-Forms: nplurals=2; plural' in text
    assert '"Language-Team: \\n"' in text and '"X-Crowdin-Project: program\\n"' in text


@pytest.mark.parametrize(
    ("said", "asked", "expected"),
    [
        ("id_ID", "id", "id_ID"),
        ("id", "id", "id"),
        ("", "id", "id"),
        ("id_ID", "id-ID", "id_ID"),
    ],
)
def test_po_keeps_what_it_says_of_the_language_that_is_asked_for(
    said: str, asked: str, expected: str, tmp_path: Path
) -> None:
    text = (DATA / "po" / "heading.po").read_text("utf-8")
    old = '"Language: id\\n"'
    assert old in text and '"Language-Team: \\n"' not in text
    path = tmp_path / "a.po"
    path.write_text(text.replace(old, f'"Language: {said}\\n"'), "utf-8")
    options = WriteOptions(EN, Locale.parse(asked), header=po.read_file_header(path))
    found = po.read(path, ReadOptions(target=options.target, with_untranslated=True))
    out = io.BytesIO()
    po.write((u for u in found if isinstance(u, TranslationUnit)), out, options)
    whole = text.replace(old, f'"Language: {expected}\\n"')
    assert out.getvalue().decode() == whole


def test_a_template_gets_the_rule_of_plurals_of_its_language() -> None:
    fields = (
        ("Language-Team", "LANGUAGE <LL@li.org>"),
        ("Language", ""),
        ("Plural-Forms", "nplurals=INTEGER; plural=EXPRESSION;"),
    )
    out = io.BytesIO()
    po.write([], out, WriteOptions(EN, ID, header=FileHeader(fields)))
    text = out.getvalue().decode()
    assert "nplurals=1; plural=0;" in text and "LL@li.org" not in text


def children(data: bytes) -> list[tuple[str, dict[str, str], str]]:
    header = etree.fromstring(data).find("header")
    assert header is not None
    return [
        (str(one.tag), {str(k): str(v) for k, v in one.attrib.items()}, one.text or "")
        for one in header.iter()
        if one is not header
    ]


def test_tmx_keeps_notes_properties_and_characters_of_its_header() -> None:
    path = DATA / "tmx" / "headed.tmx"
    data = written("tmx", path, WriteOptions(main_source=VI))
    assert children(data) == children(path.read_bytes())
    head = data.decode().partition("<body>")[0]
    for part in ('creationid="siti"', 'changeid="budi"', 'adminlang="en-us"'):
        assert part in head
    assert 'creationtool="padanan"' in head and "lastusagedate" not in head


def test_what_the_dtd_has_no_place_for_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(
        '<tmx><header x="y"><prop>a</prop><b/>c<note onclick="d">e</note></header>'
        "</tmx>"
    )
    assert tmx.read_file_header(path) == FileHeader((), "<note>e</note>\n")


@pytest.mark.parametrize("name", ["po", "tmx"])
def test_a_heading_is_for_its_own_format_only(name: str) -> None:
    path = DATA / name / {"po": "heading.po", "tmx": "headed.tmx"}[name]
    with open_unpacked_file(path) as file:
        assert read_header_for_output(file, "a.xlf") is None
        assert read_header_for_output(file, f"a.{name}") is not None


def test_what_is_lost_of_a_header_is_counted_unless_it_is_kept() -> None:
    path = DATA / "tmx" / "headed.tmx"
    lost = [
        Loss("elements <note> of the header", 1),
        Loss("elements <prop> x-client of the header", 1),
    ]
    assert [*tmx.read(path, ReadOptions())][1:3] == lost
    assert len([*tmx.read(path, ReadOptions(counts_header_losses=False))]) == 1


@given(
    names=st.lists(st.from_regex(r"X-[A-Z][a-z]{0,8}", fullmatch=True), unique=True),
    text=st.text('aé# \\"\t:,', max_size=9),
    comment=st.text("aé#., ~|\n", max_size=9),
)
def test_po_gives_back_a_heading(
    names: list[str], text: str, comment: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    fields = tuple((name, text.strip()) for name in names)
    lines = "\n".join(line.rstrip() for line in comment.strip().split("\n"))
    known = FileHeader(
        (*po.read_file_header(DATA / "po" / "heading.po").fields, *fields), lines
    )
    out = io.BytesIO()
    po.write([], out, replace(PO, header=known))
    path = tmp_path_factory.mktemp("po") / "a.po"
    path.write_bytes(out.getvalue())
    assert po.read_file_header(path) == known


@given(value=texts(xml=True), note=texts(xml=True))
def test_tmx_gives_back_a_heading(
    value: str, note: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = f"<note>{escape_text(note)}</note>\n"
    content += f"<prop type={quote_attribute(value)}></prop>\n"
    known = FileHeader((("creationid", value), ("adminlang", "en")), content)
    out = io.BytesIO()
    tmx.write([], out, WriteOptions(header=known))
    path = tmp_path_factory.mktemp("tmx") / "a.tmx"
    path.write_bytes(out.getvalue())
    assert tmx.read_file_header(path) == known
