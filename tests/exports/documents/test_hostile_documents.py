"""Documents that are damaged, or made to do harm."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.exports.documents.building import (
    docx,
    members_of,
    open_document,
    paragraph,
    rewrite,
    run,
    write_archive,
)
from tm.errors import FormatError, InputError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def _refusal(path: Path) -> str:
    with pytest.raises(InputError) as refused:
        open_document(path)
    assert str(path) in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "has a password"),
        ("a.docx", OLE, "old format of Word; save it as DOCX"),
        ("a.doc", OLE, "old format of Word; save it as DOCX"),
        ("a.docx", b"{\\rtf1 x}", "RTF; save it as DOCX"),
        ("a.docx", b"just text", "no ZIP archive"),
        ("a.docx", b"", "no ZIP archive"),
        ("a.docx", b"PK\x03\x04" + bytes(40), "damaged"),
    ],
)
def test_what_only_has_the_name_of_a_document_is_refused(
    name: str, data: bytes, message: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert message in _refusal(path)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_document_is_refused(share: float, tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", paragraph(run("Text " * 999)))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert "damaged" in _refusal(path)


def test_a_damaged_part_is_refused(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", paragraph(run("Text " * 999)))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        offset = archive.getinfo("word/document.xml").header_offset + 80
    data[offset : offset + 9] = b"\xff" * 9
    path.write_bytes(data)
    assert "word/document.xml is damaged" in _refusal(path)


def test_a_damaged_picture_is_reported_when_the_document_is_written(
    tmp_path: Path,
) -> None:
    path = docx(tmp_path / "a.docx", paragraph(run("Text")))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        offset = archive.getinfo("word/media/image1.png").header_offset + 80
    data[offset : offset + 9] = b"\xff" * 9
    path.write_bytes(data)
    document = open_document(path)
    with pytest.raises(FormatError, match=r"word/media/image1\.png is damaged"):
        rewrite(document, str.upper)


@pytest.mark.parametrize(
    ("name", "is_encrypted"), [("a.odt", True), ("a.bin", True), ("a.bin", False)]
)
def test_an_archive_whose_type_cannot_be_read_is_refused(
    name: str, is_encrypted: bool, tmp_path: Path
) -> None:
    members = {"content.xml": b"<a/>", "mimetype": b"application/vnd.oasis." * 9}
    data = bytearray(write_archive(tmp_path / name, members).read_bytes())
    if is_encrypted:
        data[data.rindex(b"PK\1\2") + 8] |= 1
        data[data.rindex(b"PK\3\4") + 6] |= 1
    else:
        offset = data.index(b"mimetype") + len("mimetype")
        data[offset : offset + 2] = b"\xff\xff"
    (tmp_path / name).write_bytes(data)
    assert _refusal(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<w:p>" * 10_000 + "</w:p>" * 10_000, "nested more than 400 deep"),
        ("<w:p><w:r>", "mismatched tag"),
        ("<![CDATA[x]]>", "CDATA"),
    ],
)
def test_xml_that_is_damaged_or_does_harm_is_refused(
    content: str, message: str, tmp_path: Path
) -> None:
    assert message in _refusal(docx(tmp_path / "a.docx", content))


def _with_document(path: Path, data: bytes) -> Path:
    members = members_of(docx(path, paragraph(run("Text"))).read_bytes())
    return write_archive(path, members | {"word/document.xml": data})


def test_entities_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden", "utf-8")
    xml = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><w:p>&e;</w:p>'
    path = _with_document(tmp_path / "a.docx", xml.encode())
    assert "DOCTYPE" in _refusal(path)


def test_a_part_in_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    xml = b'<?xml version="1.0" encoding="x-mine"?><a/>'
    assert "x-mine" in _refusal(_with_document(tmp_path / "a.docx", xml))


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = _with_document(tmp_path / "a.docx", b"<a>" + b" " * (80 << 20) + b"</a>")
    assert "too many bytes" in _refusal(path)


def test_a_bomb_of_many_parts_is_refused(tmp_path: Path) -> None:
    members = members_of(docx(tmp_path / "a.docx", paragraph(run("Text"))).read_bytes())
    parts = {f"word/media/{number}.bmp": bytes(20 << 20) for number in range(8)}
    path = write_archive(tmp_path / "a.docx", members | parts)
    assert "too many bytes" in _refusal(path)


def test_a_document_with_two_parts_of_a_name_is_refused(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", paragraph(run("Text")))
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(path, "a") as archive,
    ):
        archive.writestr("word/document.xml", "<a/>")
    assert "same name" in _refusal(path)


def test_another_archive_is_refused(tmp_path: Path) -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("x.txt", "x")
    path = tmp_path / "a.docx"
    path.write_bytes(output.getvalue())
    assert "not a Word document" in _refusal(path)


@pytest.mark.thorough
def test_many_unclosed_fields_are_read_in_time(tmp_path: Path) -> None:
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    document = open_document(
        docx(tmp_path / "a.docx", paragraph(field * 20_000, run("Text")))
    )
    assert len(document.document_segments) == 1


def test_a_document_without_a_language_is_told(tmp_path: Path) -> None:
    from exports.format import ReadOptions

    path = docx(tmp_path / "a.docx", paragraph(run("Text")))
    with pytest.raises(FormatError, match="name it") as refused:
        open_document(path, ReadOptions())
    assert refused.value.parameters == ("source",)
