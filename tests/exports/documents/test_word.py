"""Word documents: what is text, what is a code, and which bytes change."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from exports.documents.paragraph import DocumentParagraph
from exports.editable_file import Filling
from tests.exports.documents.building import (
    ID,
    body_of,
    docx,
    members_of,
    open_document,
    paragraph,
    part,
    put,
    rewrite,
    run,
    texts,
    write_archive,
    written,
)
from tm.text.segment import CODE, Code, Segment

BOLD = "<w:b/>"


def test_sentences_of_all_parts_are_found(tmp_path: Path) -> None:
    path = docx(
        tmp_path / "a.docx",
        paragraph(run("One sentence. Another one."))
        + f"<w:tbl><w:tr><w:tc>{paragraph(run('A cell'))}</w:tc></w:tr></w:tbl>",
        footnotes=f"<w:footnote>{paragraph(run('A note'))}</w:footnote>",
        endnotes=f"<w:endnote>{paragraph(run('An end note'))}</w:endnote>",
        comments=f"<w:comment>{paragraph(run('A comment'))}</w:comment>",
        header1=paragraph(run("A header")),
        footer1=paragraph(run("A footer")),
    )
    assert texts(open_document(path)) == [
        *("One sentence.", "Another one.", "A cell", "A note", "An end note"),
        *("A comment", "A header", "A footer"),
    ]


CASES = {
    "runs that differ in nothing visible are joined": (
        run("Split ", attributes=' w:rsidR="1"')
        + '<w:proofErr w:type="spellStart"/>'
        + run("here", '<w:lang w:val="en-US"/><w:noProof/>')
        + run(" too."),
        "Split here too.",
    ),
    "formatting": (
        run("Plain and ") + run("bold", BOLD) + run(" text."),
        "Plain and <b>bold</b> text.",
    ),
    "what most of a text has needs no code": (
        run("All this is bold, but ", BOLD) + run("not") + run(" this.", BOLD),
        "All this is bold, but <not-b>not</not-b> this.",
    ),
    "a space has the format before it": (
        run("Two", BOLD)
        + run(" ")
        + run("bold words", BOLD)
        + run(" and a longer tail."),
        "<b>Two bold words</b> and a longer tail.",
    ),
    "codes in a run": (
        "<w:r><w:t>One</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r>",
        "One<br/>two<tab/>three",
    ),
    "a note at the end stays outside": (
        run("A sentence.") + '<w:r><w:footnoteReference w:id="1"/></w:r>',
        "A sentence.",
    ),
    "a note in the middle": (
        run("A word") + '<w:r><w:footnoteReference w:id="1"/></w:r>' + run(" more."),
        "A word<note/> more.",
    ),
    "a link": (
        run("See ") + f"<w:hyperlink>{run('this page', BOLD)}</w:hyperlink>" + run("."),
        "See <link>this page</link>.",
    ),
    "a link as a field": (
        run("See ")
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        + '<w:r><w:instrText> HYPERLINK "x" </w:instrText></w:r>'
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("this page")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        + run("."),
        "See <link>this page</link>.",
    ),
    "another field": (
        run("Page ")
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        + "<w:r><w:instrText> PAGE </w:instrText></w:r>"
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("7")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        + run(" of many"),
        "Page <field/> of many",
    ),
    "a short field": (
        run("On ") + f"<w:fldSimple>{run('Monday')}</w:fldSimple>" + run(" next"),
        "On <field/> next",
    ),
    "tracked changes": (
        run("We ")
        + f'<w:ins w:id="1">{run("always")}</w:ins>'
        + '<w:del w:id="2"><w:r><w:delText>never</w:delText></w:r></w:del>'
        + run(" win."),
        "We <inserted>always</inserted><deleted/> win.",
    ),
    "a bookmark": (
        run("To ")
        + '<w:bookmarkStart w:id="1"/>'
        + run("be")
        + '<w:bookmarkEnd w:id="1"/>',
        "To <bookmark/>be",
    ),
    "references to characters": (run("R&amp;D &#8211; &lt;x&gt;"), "R&D – <x>"),
}


@pytest.mark.parametrize(("content", "expected"), CASES.values(), ids=[*CASES])
def test_content_is_text_or_code(content: str, expected: str, tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", paragraph(content))
    document = open_document(path)
    assert texts(document) == [expected]
    # The same translation: the same file.
    assert rewrite(document, str) == path.read_bytes()
    changed = open_document(path)
    output = tmp_path / "b.docx"
    output.write_bytes(rewrite(changed, lambda text: text.replace("e", "é")))
    old_codes = [code.code for code in changed.paragraphs[0].codes]
    after = open_document(output)
    assert [code.code for code in after.paragraphs[0].codes] == old_codes
    assert after.paragraphs[0].text == changed.paragraphs[0].text.replace("e", "é")


def test_only_the_text_changes(tmp_path: Path) -> None:
    content = paragraph(run("One. Two."), run(" Four", BOLD)) + "<w:sectPr/>"
    path = docx(tmp_path / "a.docx", content, footnotes=paragraph(run("Five")))
    document = open_document(path)
    assert texts(document) == ["One.", "Two.", "Four", "Five"]
    after = members_of(put(document, [("Satu.",)]))
    before = members_of(path.read_bytes())
    assert [*after] == [*before]
    assert after.pop("word/document.xml").decode() == part(
        "document", content.replace("One.", "Satu.")
    )
    del before["word/document.xml"]
    assert after == before


def test_codes_may_change_their_places(tmp_path: Path) -> None:
    content = (
        run("A ")
        + run("red", BOLD)
        + run(" car is here")
        + "<w:r><w:br/></w:r>"
        + run("x")
    )
    path = docx(tmp_path / "a.docx", paragraph(content))
    document = open_document(path)
    assert texts(document) == ["A <b>red</b> car is here<br/>x"]
    output = tmp_path / "b.docx"
    output.write_bytes(
        put(document, [("Mobil ", 2, 0, "merah & besar", 1, " yang satu ini")])
    )
    assert texts(open_document(output)) == [
        "Mobil <br/><b>merah & besar</b> yang satu ini"
    ]
    assert run("merah &amp; besar", BOLD).replace(
        "<w:t>", '<w:t xml:space="preserve">'
    ) in body_of(output.read_bytes())


def test_a_sentence_ends_inside_a_run(tmp_path: Path) -> None:
    content = (
        run("See ") + run("this. And that", BOLD) + run(" is more text than that.")
    )
    path = docx(tmp_path / "a.docx", paragraph(content))
    document = open_document(path)
    assert texts(document) == ["See <b>this.", "And that</b> is more text than that."]
    output = tmp_path / "b.docx"
    output.write_bytes(
        put(
            document,
            [("Lihat ", 0, "ini."), ("Dan itu", 1, " lebih panjang dari itu.")],
        )
    )
    assert texts(open_document(output)) == [
        "Lihat <b>ini.",
        "Dan itu</b> lebih panjang dari itu.",
    ]


@pytest.mark.parametrize(
    ("target", "codes", "expected"),
    [
        ("Klik ￼di sini￼ ya￼.", "bBn", "Klik <link>di sini</link> ya<note/>."),
        ("Klik ya￼.", "n", "<link>Klik ya<note/>.</link>"),
        ("Klik di sini.", "", "<link>Klik di sini.</link><note/>"),
        ("Klik ￼sini￼.", "xX", "<link>Klik sini.</link><note/>"),
    ],
)
def test_a_match_with_other_codes_loses_nothing(
    target: str, codes: str, expected: str, tmp_path: Path
) -> None:
    content = (
        run("Click ")
        + f"<w:hyperlink>{run('here')}</w:hyperlink>"
        + run(" now")
        + '<w:r><w:footnoteReference w:id="1"/></w:r>'
        + run(".")
    )
    path = docx(tmp_path / "a.docx", paragraph(content))
    document = open_document(path)
    made = {
        "b": Code("pc", "1", "<link>"),
        "B": Code("/pc", "1", "</link>"),
        "n": Code("ph", "2", "<note/>"),
        "x": Code("bpt", "1", "<other>"),
        "X": Code("ept", "1", "</other>"),
    }
    segment = Segment(ID, target, tuple(made[letter] for letter in codes))
    is_sure = document.fill(0, Filling(segment, True, 100, "Padanan: 100 %"))
    assert is_sure == (len(codes) == 3)
    output = tmp_path / "b.docx"
    output.write_bytes(written(document))
    paragraph_after = open_document(output).paragraphs[0]
    shown = Segment(
        ID, paragraph_after.text, tuple(c.code for c in paragraph_after.codes)
    )
    assert shown.display_text == expected


def test_both_versions_of_a_text_box_are_one(tmp_path: Path) -> None:
    picture = '<wp:docPr descr="A &quot;map&quot;"/>'
    box = f"<w:txbxContent>{paragraph(run('In a box'))}</w:txbxContent>"
    content = (
        run("Before")
        + "<w:r><mc:AlternateContent>"
        + f'<mc:Choice Requires="wps">{picture}{box}</mc:Choice>'
        + f"<mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback>"
        + "</mc:AlternateContent></w:r>"
        + run(" and after")
    )
    document = open_document(docx(tmp_path / "a.docx", paragraph(content)))
    assert texts(document) == ["Before<image/> and after", 'A "map"', "In a box"]
    body = body_of(
        put(
            document,
            [
                (
                    "Sesudah ",
                    0,
                    " dan sebelum",
                ),
                ('Peta "ini"',),
                ("Dalam kotak",),
            ],
        )
    )
    assert body.count("<w:t>Dalam kotak</w:t>") == 2
    assert 'descr="Peta &quot;ini&quot;"' in body


def test_a_mark_shows_what_is_not_translated(tmp_path: Path) -> None:
    document = open_document(
        docx(tmp_path / "a.docx", paragraph(run("One. Two. Six.")))
    )
    document.marks_unfinished = True
    sure, unsure = (
        Filling(Segment.of(ID, text), is_sure, 100, "")
        for text, is_sure in (("Satu.", True), ("Dua.", False))
    )
    assert document.fill(0, sure) is True
    assert document.fill(1, unsure) is False
    assert "<w:t>Satu. ⟦Dua.⟧ ⟦Six.⟧</w:t>" in body_of(written(document))


_TEXTS = st.text(st.sampled_from("ab c.&<é\u2003X"), min_size=1, max_size=8)
_RUNS = st.lists(
    st.one_of(
        st.tuples(_TEXTS, st.sampled_from(["", BOLD, "<w:i/>", "<w:b/><w:i/>"])).map(
            lambda made: run(
                made[0].replace("&", "&amp;").replace("<", "&lt;"), made[1]
            )
        ),
        st.sampled_from(
            [
                "<w:r><w:tab/></w:r>",
                '<w:bookmarkStart w:id="1"/>',
                f"<w:hyperlink>{run('link ')}{run('bold', BOLD)}</w:hyperlink>",
                "<w:r><w:t>x</w:t><w:br/><w:t xml:space='preserve'>y. Z</w:t></w:r>",
            ]
        ),
    ),
    max_size=8,
)


_TAG = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _shown(data: bytes) -> list[tuple[str, str, bool]]:
    """Every letter with its format and whether it is in a link, and every code."""
    found = []
    for element in etree.fromstring(members_of(data)["word/document.xml"]).iter():
        parent = element.getparent()
        name = element.tag.removeprefix(_TAG)
        if name in ("br", "tab", "bookmarkStart"):
            found.append((name, "", False))
        elif name == "t" and parent is not None:
            properties = parent.find(_TAG + "rPr")
            names = "" if properties is None else ",".join(p.tag for p in properties)
            in_link = next(parent.iterancestors(_TAG + "hyperlink"), None) is not None
            letters = "".join((element.text or "").split())
            found += [(letter, names, in_link) for letter in letters]
    return found


@given(_RUNS)
def test_any_paragraph_can_be_rewritten(
    tmp_path_factory: pytest.TempPathFactory, runs: list[str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.docx"
    docx(path, paragraph(*runs))
    document = open_document(path)
    data = path.read_bytes()
    assert rewrite(document, str) == data
    # The text of a sentence must be found again if nothing but spaces changes.
    doubled = rewrite(document, lambda text: text.replace("a", "aa"))
    segmented = {
        (paragraph_index, offset)
        for paragraph_index, start, end in (
            (s.paragraph_index, s.start, s.end) for s in document.document_segments
        )
        for offset in range(start, end)
    }
    expected = []
    letters = iter(_shown(data))
    for paragraph_index, read in enumerate(document.paragraphs):
        for offset, character in enumerate(read.text):
            if character.isspace() or (
                character == CODE and not _is_written(read, offset)
            ):
                continue
            letter = next(letters)
            is_doubled = character == "a" and (paragraph_index, offset) in segmented
            expected += [letter] * (2 if is_doubled else 1)
    assert _shown(doubled) == expected


def _is_written(read: DocumentParagraph, offset: int) -> bool:
    """Whether a code is an element that `_shown` lists."""
    return next(c for c in read.codes if c.offset == offset).code.kind == "ph"


def test_another_library_reads_the_translation(tmp_path: Path) -> None:
    content = (
        paragraph(run("One "), run("bold", BOLD), run(" word."))
        + "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>"
        + paragraph(run("A cell"))
        + "</w:tc></w:tr></w:tbl>"
    )
    path = docx(tmp_path / "a.docx", content)
    members = members_of(path.read_bytes())
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    members["_rels/.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="a" Type="{relation}/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    ).encode()
    members["[Content_Types].xml"] = members["[Content_Types].xml"].replace(
        b'xmlns="types">',
        b'xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        b'package.relationships+xml"/><Default Extension="xml" ContentType="a/xml"/>'
        b'<Default Extension="png" ContentType="image/png"/>',
    )
    write_archive(path, members)
    data = put(open_document(path), [("Kata ", 0, "tebal", 1, " satu."), ("Sel",)])
    opened = Document(BytesIO(data))
    runs = [(found.text, bool(found.bold)) for found in opened.paragraphs[0].runs]
    assert runs == [("Kata ", False), ("tebal", True), (" satu.", False)]
    assert opened.tables[0].cell(0, 0).text == "Sel"


def test_charts_and_diagrams_are_text(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", paragraph(run("Text")))
    chart = (
        '<c:chartSpace xmlns:c="c" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:p><a:pPr/><a:r><a:rPr lang="en" b="1"/><a:t>A </a:t></a:r>'
        '<a:r><a:rPr lang="vi" b="1" dirty="0"/><a:t>chart of </a:t></a:r>'
        '<a:r><a:rPr i="1"/><a:t>it</a:t></a:r><a:endParaRPr/></a:p></c:chartSpace>'
    )
    members = members_of(path.read_bytes())
    members["word/charts/chart1.xml"] = chart.encode()
    members["[Content_Types].xml"] = members["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/word/charts/chart1.xml" ContentType="application/'
        b'vnd.openxmlformats-officedocument.drawingml.chart+xml"/></Types>',
    )
    write_archive(path, members)
    document = open_document(path)
    assert texts(document) == ["Text", "A chart of <i><not-b>it</not-b></i>"]
    made = put(document, [("Teks",), ("Bagan ", 0, "itu", 1, " saja")])
    assert body_of(made, "word/charts/chart1.xml") == chart.replace(
        chart[chart.index("<a:t>A") : chart.index("<a:endParaRPr/>")],
        "<a:t>Bagan </a:t></a:r>"
        '<a:r><a:rPr i="1"/><a:t>itu</a:t></a:r>'
        '<a:r><a:rPr lang="en" b="1"/><a:t> saja</a:t></a:r>',
    )
