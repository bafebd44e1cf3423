"""HTML pages: what is text, what is a code, and which bytes change."""

import sys
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.editable_file import Filling
from tests.exports.documents.building import (
    ID,
    open_document,
    put,
    rewrite,
    texts,
    written,
)
from tm.errors import FormatError, InputError
from tm.text.segment import Segment

PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>A page</title>
<meta name="description" content='About "it" &amp; more'>
<style>p { color: red }</style><script>let text = "none";</script></head>
<body><!-- no text --><h1>A   heading
  on two lines</h1>
<p>One <b>bold</b> word. And <a href="x.html" title="A hint">a link</a>.<br><br>
Last&nbsp;one &lt;here&gt;<p>No end tag
<ul><li>An item<li>More <code>let x</code> here</ul>
<img src="a.png" alt="A picture"><input placeholder="Your name" type="text">
<input type="submit" value="Send"><input value="no text">
<pre><code>no text</code></pre><pre>a poem
in lines</pre>
<div translate="no">Not this</div><p class="notranslate">Nor this</p>
<table><tr><th>A cell<td>Another</table></body></html>
"""


def test_texts_and_attributes_are_found(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, "utf-8")
    document = open_document(path)
    assert texts(document) == [
        *("A page", 'About "it" & more', "A heading on two lines"),
        "One <b>bold</b> word.",
        'And <a href="x.html" title="A hint">a link</a>.',
        *("A hint", "Last\u00a0one <here>", "No end tag", "An item"),
        "More <code> here",
        *("A picture", "Your name", "Send", "a poem", "in lines", "A cell", "Another"),
    ]
    assert rewrite(document, str) == path.read_bytes()


@pytest.mark.parametrize(
    ("before", "pieces", "after"),
    [
        ("<p>One <b>two</b>.</p>", ("Dua ", 1), None),
        ("<p>A &amp; b</p>", ("<C> & 'd'",), "<p>&lt;C&gt; &amp; 'd'</p>"),
        ("<p>A&nbsp;b</p>", ("C\u00a0d",), "<p>C&nbsp;d</p>"),
        ("<p>A\u00a0b</p>", ("C\u00a0d",), "<p>C\u00a0d</p>"),
        ("<p title='A b'></p>", ("C \"d'",), "<p title='C &quot;d&#x27;'></p>"),
        ("<p>A <i>b</i> c</p>", ("C ", 0, "d & e", 1), "<p>C <i>d &amp; e</i></p>"),
    ],
)
def test_texts_are_escaped(
    before: str, pieces: tuple[object, ...], after: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<meta charset=utf-8>{before}\r\n", "utf-8", newline="")
    document = open_document(path)
    if after is None:  # a closing code without its opening one
        with pytest.raises(AssertionError):
            put(document, [pieces])
        return
    assert put(document, [pieces]).decode() == f"<meta charset=utf-8>{after}\r\n"


@pytest.mark.parametrize(
    ("head", "encoding", "expected"),
    [
        ('<meta charset="windows-1252">', "cp1252", b"Gi\xe1 &#7873;"),
        ('<meta charset="utf-8">', "utf-8", "Giá ề".encode()),
        ("<p>\u00e9</p>", "utf-8", "Giá ề".encode()),
        # Without a declaration, a reader would not know the encoding.
        ("", "ascii", b"Gi&#225; &#7873;"),
        ('<meta charset="nonsense">', "ascii", b"Gi&#225; &#7873;"),
    ],
)
def test_letters_are_written_as_the_page_can_hold_them(
    head: str, encoding: str, expected: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(f"{head}<p>Price\u00e9</p>".encode(encoding, "ignore"))
    document = open_document(path)
    made = Filling(Segment.of(ID, "Giá ề"), True, 100, "")
    assert document.fill(len(document.segments) - 1, made)
    assert written(document).endswith(b"<p>" + expected + b"</p>")


def test_an_attribute_in_a_code_that_moves_is_translated(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text('<p>See <img alt="a map"> here now</p>', "utf-8")
    document = open_document(path)
    assert texts(document) == ['See <img alt="a map"> here now', "a map"]
    assert put(document, [("Lihat di sini ", 0, " kini"), ("peta",)]) == (
        b'<p>Lihat di sini <img alt="peta"> kini</p>'
    )


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 999 + "Text" + "</div>" * 999,
        "<code>" * 999 + "Text",
        "<li>x" * 9_999 + "Text",
        "<br>" * 20_000 + "Text",
        "<" * 20_000 + "Text",
        "&" * 20_000 + "Text",
        "<!--" * 50,
        "<a title='" * 999,
        "",
    ],
    ids=["div", "code", "li", "br", "lt", "amp", "comment", "attribute", "empty"],
)
def test_pages_that_no_program_writes_stay_as_they_are(
    text: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html>" + text, "utf-8")
    assert rewrite(open_document(path), str) == path.read_bytes()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<div>" * 10_000 + "Text" + "</div>" * 10_000, "nested more than 2,000 deep"),
        ("<svg><p>" * 10_000, "nested more than 2,000 deep"),
        ("<b>x</i>" * 10_000, "nested more than 2,000 deep"),
        ("<!--" * 20_000, "comments without an end"),
    ],
)
def test_pages_that_would_take_hours_are_refused(
    text: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.html"
    path.write_text(text, "utf-8")
    with pytest.raises(FormatError, match=message):
        open_document(path)


_MARKUP = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<br>", "<!-- n -->", "<a "),
            *("n one. ", "Two", "&amp;", "&nbsp;", "&#128196;", "<", ">", "é", "\n "),
            *("<code>", "</code>", "<img alt='n x'>", "<script>n</script>", "</x>"),
        ]
    ),
    max_size=12,
).map("".join)


@given(_MARKUP)
def test_any_page_can_be_rewritten(
    tmp_path_factory: pytest.TempPathFactory, markup: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.html"
    path.write_text(f"<meta charset=utf-8><html>é{markup}", "utf-8")
    document = open_document(path)
    data = path.read_bytes()
    assert rewrite(document, str) == data
    changed = rewrite(document, lambda text: text.replace("n", "m"))

    def view(page: bytes) -> list[tuple[object, ...]]:
        tree = lxml.html.document_fromstring(page)
        return [
            (
                element.tag,
                *sorted(element.attrib.items()),
                "".join((element.text or "").split()),
                "".join((element.tail or "").split()),
            )
            for element in tree.iter()
        ]

    assert str(view(changed)).replace("m", "n") == str(view(data)).replace("m", "n")


def test_without_tree_sitter_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tree_sitter", None)
    path = tmp_path / "a.html"
    path.write_text("<p>Text</p>", "utf-8")
    with pytest.raises(InputError, match=r"padanan\[documents\]"):
        open_document(path)


@pytest.mark.parametrize(
    ("named", "renamed"),
    [("en", "id"), ("EN-gb", "id"), (" en", "id"), ("vi", "vi"), ("", "")],
)
def test_a_translated_page_names_the_language_of_the_translation(
    tmp_path: Path, named: str, renamed: str
) -> None:
    page = '<html lang="{}" xml:lang="{}"><p><i lang="vi">{}</i></html>'
    path = tmp_path / "a.html"
    path.write_text(page.format(named, named, "One two."), "utf-8")
    document = open_document(path)
    assert written(document) == path.read_bytes()
    put(document, [("Satu dua.",)])
    translated = page.format(renamed, renamed, "Satu dua.").encode()
    assert written(document) == written(document) == translated
