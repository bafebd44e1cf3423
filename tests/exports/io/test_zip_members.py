"""Archives that are copied with new contents."""

import io
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from exports.io.zip_members import copy_archive
from tm.errors import FormatError


def _make_archive() -> bytes:
    output = io.BytesIO()
    with ZipFile(output, "w") as archive:
        archive.comment = b"made by hand"
        for name, method in (("a.txt", ZIP_DEFLATED), ("b.png", ZIP_STORED)):
            member_info = ZipInfo(name, (2024, 5, 6, 7, 8, 10))
            member_info.compress_type = method
            archive.writestr(member_info, f"content of {name}" * 99)
    return output.getvalue()


def _copy(archive: ZipFile, **new_contents: bytes) -> bytes:
    output = io.BytesIO()
    copy_archive(archive, output, new_contents, path="a.docx")
    return output.getvalue()


def test_only_the_named_members_change_each_time() -> None:
    with ZipFile(io.BytesIO(_make_archive())) as archive:
        first, second = (_copy(archive, **{"a.txt": b"new"}) for _ in range(2))
        infos = [(info.filename, info.compress_type) for info in archive.infolist()]
    assert first == second
    with ZipFile(io.BytesIO(first)) as copied:
        assert copied.comment == b"made by hand"
        assert copied.read("a.txt") == b"new"
        assert copied.read("b.png") == b"content of b.png" * 99
        assert [(one.filename, one.compress_type) for one in copied.infolist()] == infos


@pytest.mark.parametrize(
    ("damaged_bytes", "message"),
    [
        (b"content of b", "b.png is damaged: Bad CRC-32"),
        (b"PK\x03\x04", "a.txt is damaged: Bad magic number"),
    ],
)
def test_a_damaged_member_is_reported_with_its_name(
    damaged_bytes: bytes, message: str
) -> None:
    data = _make_archive().replace(damaged_bytes, b"X" + damaged_bytes[1:], 1)
    with (
        ZipFile(io.BytesIO(data)) as archive,
        pytest.raises(FormatError) as error_info,
    ):
        _copy(archive)
    assert message in str(error_info.value)


def test_an_encrypted_member_is_reported_as_such() -> None:
    data = bytearray(_make_archive())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with (
        ZipFile(io.BytesIO(data)) as archive,
        pytest.raises(FormatError, match=r"a\.txt is encrypted"),
    ):
        _copy(archive)
