"""OpenDocument texts: what is text, what is a code, and which bytes change."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.exports.documents.building import (
    body_of,
    members_of,
    open_document,
    put,
    rewrite,
    texts,
    write_archive,
)
from tm.errors import FormatError

_NAMES = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "text", "style", "fo", "draw", "svg", "table")
)
_STYLES = "".join(
    f'<style:style style:name="{name}" style:family="text">'
    f"<style:text-properties {properties}/></style:style>"
    for name, properties in (
        ("T1", 'officeooo:rsid="00af" fo:language="vi"'),
        ("T2", 'fo:font-weight="bold" style:font-weight-asian="bold"'),
        ("T3", 'fo:font-style="italic"'),
    )
)


def _root(name: str, content: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:{name}{_NAMES}'
        f' xmlns:officeooo="o"><office:automatic-styles>{_STYLES}'
        f"</office:automatic-styles>{content}</office:{name}>"
    ).encode()


def odt(path: Path, content: str, *, header: str = "") -> Path:
    """Write a document with a text, and perhaps a header."""
    styles = (
        "<office:master-styles><style:master-page><style:header>"
        f"{header}</style:header></style:master-page></office:master-styles>"
    )
    body = f"<office:body><office:text>{content}</office:text></office:body>"
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": _root("document-content", body),
        "styles.xml": _root("document-styles", styles),
        "META-INF/manifest.xml": b"<manifest/>",
        "Pictures/1.png": bytes(500),
    }
    return write_archive(path, members)


def para(content: str) -> str:
    """A paragraph."""
    return f'<text:p text:style-name="P1">{content}</text:p>'


def test_sentences_of_all_parts_are_found(tmp_path: Path) -> None:
    note = f"<text:note><text:note-body>{para('A note')}</text:note-body></text:note>"
    content = (
        f"<text:tracked-changes>{para('Deleted text')}</text:tracked-changes>"
        "<text:h>A heading</text:h>"
        + para(f"One sentence.{note} Another.")
        + f"<table:table><table:table-cell>{para('A cell')}</table:table-cell>"
        "</table:table>"
        + para(
            "<draw:frame><svg:title>A picture</svg:title>"
            f"<draw:text-box>{para('In a box')}</draw:text-box></draw:frame>"
        )
    )
    path = odt(tmp_path / "a.odt", content, header=para("A header"))
    assert texts(open_document(path)) == [
        *("A heading", "One sentence.", "Another.", "A note", "A cell", "A picture"),
        *("In a box", "A header"),
    ]


CASES = {
    "spans that show nothing": (
        'One <text:span text:style-name="T1">and</text:span> two.',
        "One and two.",
    ),
    "bold": (
        'One <text:span text:style-name="T2">and</text:span> two.',
        "One <b>and</b> two.",
    ),
    "a named style": (
        'One <text:span text:style-name="Strong">and</text:span> two.',
        "One <font>and</font> two.",
    ),
    "a link": (
        'See <text:a href="x">this</text:a> page.',
        "See <link>this</link> page.",
    ),
    "spaces, tabs and breaks": (
        'a<text:s/>b<text:s text:c="3"/>c<text:tab/>d<text:line-break/>e',
        "a b   c<tab/>d<br/>e",
    ),
    "white space": ("  One\n   sentence  &amp; more ", "One sentence & more"),
    "fields": (
        "Page <text:page-number>3</text:page-number> of many",
        "Page <field/> of many",
    ),
    "tracked changes": (
        "We <text:change-start/>always<text:change-end/> win<text:change/>ning.",
        "We <change/>always<change/> win<deleted/>ning.",
    ),
}


@pytest.mark.parametrize(("content", "expected"), CASES.values(), ids=[*CASES])
def test_content_is_text_or_code(content: str, expected: str, tmp_path: Path) -> None:
    path = odt(tmp_path / "a.odt", para(content))
    document = open_document(path)
    assert texts(document) == [expected]
    assert rewrite(document, str) == path.read_bytes()
    output = tmp_path / "b.odt"
    output.write_bytes(rewrite(open_document(path), lambda text: text.upper()))
    after = open_document(output)
    assert (
        after.paragraphs[0].text.strip() == document.paragraphs[0].text.upper().strip()
    )


def test_only_the_text_changes(tmp_path: Path) -> None:
    content = para("<!-- x -->One. <text:bookmark/>Two.") + para("3")
    path = odt(tmp_path / "a.odt", content)
    after = members_of(put(open_document(path), [("Satu  &amp;",)]))
    before = members_of(path.read_bytes())
    assert [*after] == [*before]
    assert after.pop("content.xml") == before.pop("content.xml").replace(
        b"One.", b'Satu <text:s text:c="1"/>&amp;amp;'
    )
    assert after == before


def test_a_sentence_ends_inside_a_span_that_shows_nothing(tmp_path: Path) -> None:
    content = 'One <text:span text:style-name="T1">is. Two</text:span> are here.'
    path = odt(tmp_path / "a.odt", para(content))
    document = open_document(path)
    assert texts(document) == ["One is.", "Two are here."]
    body = body_of(put(document, [("Satu.",), ("Dua.",)]), "content.xml")
    span = '<text:span text:style-name="T1">'
    assert f">Satu.{span} Dua.</text:span></text:p>" in body


def test_an_encrypted_document_is_refused(tmp_path: Path) -> None:
    path = odt(tmp_path / "a.odt", para("x"))
    members = members_of(path.read_bytes())
    members["META-INF/manifest.xml"] = b"<m><manifest:encryption-data/></m>"
    write_archive(path, members)
    with pytest.raises(FormatError, match="has a password"):
        open_document(path)


_CONTENTS = st.recursive(
    st.sampled_from(
        [
            *("One ", "a. ", "B", "<text:s/>", "<text:tab/>", "<text:bookmark/>"),
            *("<text:soft-page-break/>", "&lt;", "x. Y"),
        ]
    ),
    lambda inner: st.tuples(
        st.sampled_from(["T1", "T2", "T3"]), st.lists(inner, max_size=4)
    ).map(
        lambda made: (
            f'<text:span text:style-name="{made[0]}">{"".join(made[1])}</text:span>'
        )
    ),
    max_leaves=12,
)


def _letters(data: bytes) -> list[tuple[str, tuple[str, ...]]]:
    """Every letter, and every code, with the visible spans that it is in."""
    found: list[tuple[str, tuple[str, ...]]] = []

    def read(element: "etree._Element", styles: tuple[str, ...]) -> None:
        found.extend(
            (letter, styles) for letter in "".join((element.text or "").split())
        )
        for child in element:
            name = etree.QName(child).localname
            style = child.get(child.tag.replace("span", "style-name"), "T1")
            if name in ("tab", "bookmark"):
                found.append((name, ()))
            read(child, styles if style == "T1" else (*styles, style))
            tail = "".join((child.tail or "").split())
            found.extend((letter, styles) for letter in tail)

    root = etree.fromstring(members_of(data)["content.xml"])
    for element in root.iter():
        if etree.QName(element).localname == "p":
            read(element, ())
    return found


@given(st.lists(_CONTENTS, max_size=6).map("".join))
def test_any_paragraph_can_be_rewritten(
    tmp_path_factory: pytest.TempPathFactory, content: str
) -> None:
    path = odt(tmp_path_factory.getbasetemp() / "any.odt", para(content))
    document = open_document(path)
    data = path.read_bytes()
    assert rewrite(document, str) == data
    changed = rewrite(document, lambda text: text.replace("n", "m"))
    segmented = "".join(segment.source.text for segment in document.document_segments)
    if segmented.count("n") == content.count("n"):
        assert _letters(changed) == [
            (letter.replace("n", "m") if len(letter) == 1 else letter, styles)
            for letter, styles in _letters(data)
        ]
    etree.fromstring(members_of(changed)["content.xml"])
