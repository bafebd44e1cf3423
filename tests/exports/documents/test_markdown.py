"""Markdown files: what is text, what is a code, and which bytes change."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from exports.documents.code_fitting import FittedTranslation
from tests.exports.documents.building import open_document, put, rewrite, texts
from tm.errors import FormatError

TEXT = """\
---
title: No text
---
# A *short* heading

One sentence
on two lines. And **two** with `code`, [a link](http://x "t") &amp; ![a map](m.png).

```python
no_text = 1
```

    no text

> A quotation
> goes on.

1. An item
   - A [named] one, [so] on \\*
   - [ ] to do

| A cell | Two \\| parts |
|--------|--------------|
| one    | **two**      |

A title
=======

Line one \x20
line two and <b>bold</b> <http://x.y> {{ tag }} $x^2$ for $5 and $6.

<div class="x">
<p>In HTML <i>too</i></p>
</div>

[named]: http://x "T"
"""


def test_texts_and_codes_are_found(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(TEXT, "utf-8")
    document = open_document(path)
    assert texts(document) == [
        "A *short* heading",
        "One sentence on two lines.",
        'And **two** with `code`, [a link](http://x "t") & ![a map](m.png).',
        *("a map", "A quotation goes on.", "An item", "A [named] one, [so] on *"),
        *("to do", "A cell", "Two | parts", "one", "two", "A title"),
        "Line one<br/>line two and <b>bold</b> <http://x.y> {{ tag }} $x^2$ for $5 and"
        " $6.",
        "In HTML <i>too</i>",
    ]
    assert rewrite(document, str) == path.read_bytes()


@pytest.mark.parametrize(
    ("before", "pieces", "after"),
    [
        ("A b\n", ("1. C",), "1\\. C\n"),
        ("A b\n", ("- c",), "\\- c\n"),
        ("A b\n", ("# c",), "\\# c\n"),
        ("> A b\n", ("> c",), "> \\> c\n"),
        ("- A b\n", ("+ c",), "- \\+ c\n"),
        ("A b\n", ("*c* _d_ e_f 2 * 3",), "\\*c\\* \\_d\\_ e_f 2 * 3\n"),
        ("A b\n", ("[c](d) `e` <f> &amp; \\*",), None),
        ("A b [c]\n", ("D [e]",), "D [e]\n"),
        ("|A b|\n|---|\n", ("c | d",), "|c \\| d|\n|---|\n"),
        ("A **b** c\n", ("D", 0, " e ", 1, "f"), "D **e** f\n"),
        ("A b\r\nc\r\n", ("D\ne",), "D e\r\n"),
        ("See [It]\n\n[it]: u\n", ("Lihat ", 0, "itu", 1), None),
        ("> A  \n> b\n", ("C", 0, "d"), "> C  \n> d\n"),
        ("A b c\n> d\n", ("x",), "x\n> d\n"),
    ],
)
def test_texts_are_escaped(
    before: str, pieces: tuple[object, ...], after: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(before.encode())
    written = put(open_document(path), [pieces]).decode()
    if after is None:
        shown = MarkdownIt().render(written)
        expected = {
            "A b\n": "<p>[c](d) `e` &lt;f&gt; &amp;amp; \\*</p>\n",
            "See [It]\n\n[it]: u\n": '<p>Lihat <a href="u">itu</a></p>\n',
        }
        assert shown == expected[before]
    else:
        assert written == after


@pytest.mark.parametrize(
    ("text", "message"),
    [("> " * 10_000 + "x", "nested more than 200 deep"), ("- " * 500 + "x", "nested")],
)
def test_nesting_that_would_take_hours_is_refused(
    text: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.md"
    path.write_text(text, "utf-8")
    with pytest.raises(FormatError, match=message):
        open_document(path)


@pytest.mark.parametrize("text", ["*a ", "**a", "~~a", "_a ", "![", "`a", "<b>", "{{"])
def test_a_paragraph_of_many_signs_stays(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"One.\n\n{text * 20_000}\n\nTwo.\n", "utf-8")
    document = open_document(path)
    assert rewrite(document, str) == path.read_bytes()
    assert texts(document)[0] == "One." and texts(document)[-1] == "Two."


_PIECES = st.lists(
    st.sampled_from(
        [
            *("*", "**", "_", "`", "[", "]", "(u)", "!", "<b>", "</b>", "\\", "~~"),
            *("one ", "Two", ". ", "é", " ", "\n", "\n\n", "  \n", "- ", "> ", "1. "),
            *("| ", "|-|\n", "# ", "&lt;", "&", "```\n", "{{x}}", "    "),
        ]
    ),
    max_size=14,
).map("".join)


@given(_PIECES)
def test_any_file_stays_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.md"
    path.write_text(text + "é", "utf-8", newline="")
    document = open_document(path)
    assert rewrite(document, str) == path.read_bytes()


_LETTERS = st.text(
    st.sampled_from("ab *_`[]()<>#-+=.1!~&;\\|$\t:"), min_size=1, max_size=12
).filter(lambda text: text.strip() == text)


@given(_LETTERS)
def test_any_translation_is_shown_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.md"
    path.write_text("Before.\n\nText\n\n> Text\n\nAfter.\n", "utf-8")
    document = open_document(path)
    for index in (1, 2):
        made = FittedTranslation((text,), True)
        assert document.put_translation(index, made)
    output = path.with_suffix(".out")
    with output.open("wb") as file:
        document.write(file)
    shown = MarkdownIt().render(output.read_text("utf-8"))
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    joined = re.sub(r"[ \t]+", " ", shown)
    paragraph = f"<p>{re.sub(r'[ 	]+', ' ', escaped)}</p>"
    assert joined == (
        f"<p>Before.</p>\n{paragraph}\n<blockquote>\n{paragraph}\n</blockquote>\n"
        "<p>After.</p>\n"
    )
