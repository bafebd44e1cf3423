"""Documents that go to people as XLIFF, and come back translated."""

import json
import os
import re
from pathlib import Path

import pytest
from lxml import etree

from tests.cli.calling import Called, call
from tests.exports.documents.building import body_of, docx, paragraph, run

_NAME = "{urn:oasis:names:tc:xliff:document:2.0}"
CONTENT = (
    paragraph(run("One sentence. And "), run("two", "<w:b/>"), run("."))
    + paragraph(run("12"))
    + paragraph(run("See"), '<w:r><w:footnoteReference w:id="1"/></w:r>', run(" it"))
)


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """A document, and the options for it."""
    monkeypatch.chdir(tmp_path)
    docx(Path("a.docx"), CONTENT)
    return ("--database", str(tmp_path / "x.db"), "-s", "en", "-t", "id")


def _extract(options: tuple[str, ...], *more: str) -> Called:
    done = call(
        *("document", "extract", "a.docx", "-O", "a.xlf", *options, *more),
        *("--force", "--format", "json"),
    )
    assert done.code == 0, done.err
    return done


def _translate(change: dict[str, str], path: str = "a.xlf") -> None:
    """Give segments a target: their source, changed by words."""
    tree = etree.parse(path)
    for segment in tree.iter(f"{_NAME}segment"):
        source = segment.find(f"{_NAME}source")
        assert source is not None
        markup = etree.tostring(source).decode()
        for old, new in change.items():
            markup = markup.replace(old, new)
        target = etree.fromstring(markup.rstrip())
        target.tag = f"{_NAME}target"
        segment.append(target)
    tree.write(path, encoding="UTF-8", xml_declaration=True)


def _merge(*more: str) -> Called:
    return call(
        *("document", "merge", "a.xlf", "-O", "b.docx", *more),
        *("--force", "--format", "json"),
    )


@pytest.mark.parametrize("more", [(), ("--link",)])
def test_a_document_goes_and_comes_back(
    more: tuple[str, ...], options: tuple[str, ...]
) -> None:
    counts = json.loads(_extract(options, *more).out)
    assert counts == {"units": 2, "segments": 3, "words": 6}
    assert call("validate", "a.xlf").code == 0
    # Without a translation, and with the same one: the same file.
    assert json.loads(_merge().out)["untranslated"] == 3
    assert Path("b.docx").read_bytes() == Path("a.docx").read_bytes()
    _translate({})
    assert json.loads(_merge().out)["translated"] == 3
    assert Path("b.docx").read_bytes() == Path("a.docx").read_bytes()
    _extract(options, *more)
    _translate({"One sentence": "Satu kalimat", "two": "dua &amp; tiga"})
    done = _merge()
    assert (json.loads(done.out)["translated"], done.err) == (3, "")
    before, after = (
        body_of(Path(name).read_bytes()).replace(' xml:space="preserve"', "")
        for name in ("a.docx", "b.docx")
    )
    expected = before.replace("One sentence", "Satu kalimat")
    assert after == expected.replace("two", "dua &amp; tiga")


def test_an_extracted_file_is_filled_and_imported(options: tuple[str, ...]) -> None:
    assert call("add", "One sentence.", "Satu kalimat.", *options).code == 0
    _extract(options)
    done = call("pretranslate", "a.xlf", "-O", "b.xlf", *options, "--format", "json")
    assert json.loads(done.out)["translated"] == 1
    Path("b.xlf").replace("a.xlf")
    assert json.loads(_merge().out)["translated"] == 1
    assert "Satu kalimat. And " in body_of(Path("b.docx").read_bytes())
    _extract(options)
    _translate({"One": "Satu", "And": "Dan", "See": "Lihat"})
    assert call("import", "a.xlf", *options[:2]).code == 0
    # The neighbours came along, so the whole document is known in context.
    again = call("pretranslate", "a.docx", "-O", "c.docx", *options, "--format", "json")
    assert json.loads(again.out)["bands"]["101"] >= 2


def test_missing_codes_are_told(options: tuple[str, ...]) -> None:
    _extract(options)
    text = Path("a.xlf").read_text("utf-8")
    texts = iter(["Satu.", "Dan dua.", "Lihat."])
    text = re.sub(
        "</source>\n</segment>",
        lambda _: f"</source><target>{next(texts)}</target></segment>",
        text,
    )
    Path("a.xlf").write_text(text, "utf-8")
    done = _merge()
    assert json.loads(done.out) == {"translated": 3, "unfinished": 0, "untranslated": 0}
    assert "are not those of the source" in done.err
    assert done.err.endswith("notes are kept: p1 s2, p3 s1\n")
    assert '<w:r><w:footnoteReference w:id="1"/></w:r>' in body_of(
        Path("b.docx").read_bytes()
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("One sentence", "Another one"),
            "unit p1, segment s1: the source is not that",
        ),
        (("document-sha256", "other"), "no document in it"),
        (("<skeleton>\n", "<skeleton>\nAAAA"), "not the one that was extracted"),
        (("<skeleton>", "<skeleton>é"), "is damaged"),
        (("<xliff ", "<!DOCTYPE xliff><xliff "), "DOCTYPE"),
        (("</source>", "</sauce>"), "not well-formed"),
        (('document-format">docx', 'document-format">jsonl'), "'jsonl'"),
        (('document-format">docx', 'document-format">odt'), "a.xlf: its document"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(
    change: tuple[str, str], message: str, options: tuple[str, ...]
) -> None:
    _extract(options)
    path = Path("a.xlf")
    path.write_text(path.read_text("utf-8").replace(*change, 1), "utf-8")
    done = _merge()
    assert done.code == 2 and message in done.err
    assert not Path("b.docx").exists()


def test_another_document_is_refused(options: tuple[str, ...]) -> None:
    _extract(options, "--link")
    docx(Path("a.docx"), paragraph(run("Changed since.")))
    assert "not the one that was extracted" in _merge().err
    Path("a.docx").unlink()
    done = _merge()
    assert done.code == 2 and "cannot be read" in done.err and "--document" in done.err
    docx(Path("old.docx"), CONTENT)
    assert _merge("--document", "old.docx").code == 0


def test_a_link_to_what_is_no_file_is_refused(options: tuple[str, ...]) -> None:
    """A pipe would be waited for, and a device may have no end."""
    _extract(options, "--link")
    Path("a.docx").unlink()
    os.mkfifo("a.docx")
    done = _merge()
    assert done.code == 2 and "is not a file" in done.err and "--document" in done.err


@pytest.mark.parametrize("name", ["a.docx", "bài báo số 1.docx"])
def test_no_input_is_overwritten(name: str, options: tuple[str, ...]) -> None:
    Path("a.docx").rename(name)
    extracted = ("document", "extract", name, "--link", *options)
    assert call(*extracted, "-O", name).code == 2
    assert call(*extracted, "-O", "a.xlf").code == 0
    before = Path(name).read_bytes()
    for output in (name, "a.xlf"):
        assert call("document", "merge", "a.xlf", "-O", output).code == 2
    assert Path(name).read_bytes() == before
    assert call("document", "merge", "a.xlf", "-O", name, "--force").code == 0


def test_an_edited_output_is_replaced_on_request_only(options: tuple[str, ...]) -> None:
    _extract(options)
    Path("b.docx").write_bytes(b"edited")
    Path("b.xlf").write_bytes(b"edited")
    for arguments in (
        ("document", "merge", "a.xlf", "-O", "b.docx"),
        ("document", "extract", "a.docx", "-O", "b.xlf", *options),
    ):
        output = Path(arguments[4])
        refused = call(*arguments)
        assert refused.code == 2 and f"{output} exists" in refused.err
        assert output.read_bytes() == b"edited"
        assert call(*arguments, "--force").code == 0


def test_what_is_no_document_is_refused(options: tuple[str, ...]) -> None:
    Path("a.tsv").write_text("one\tsatu\n", "utf-8")
    refused = call("document", "extract", "a.tsv", "-O", "a.xlf", *options)
    assert refused.code == 2 and "a.tsv: this is not a document" in refused.err
