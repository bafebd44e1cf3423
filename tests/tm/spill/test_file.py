"""What waits outside memory reads as the bytes it stands for, and leaves nothing."""

import os
from pathlib import Path
from tempfile import gettempdir

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.spill.file import SpillFile


@given(
    st.lists(st.tuples(st.binary(max_size=9), st.booleans(), st.integers(0, 40))),
    st.sampled_from([0, 5, 1 << 20]),
)
def test_it_reads_as_the_bytes_it_stands_for(
    writes: list[tuple[bytes, bool, int]], in_memory: int
) -> None:
    slow = bytearray()
    scratch = SpillFile(max_byte_count_in_memory=in_memory)
    for data, is_new, at in writes:
        if is_new:
            assert scratch.append(data) == len(slow)
            slow += data
        elif at + len(data) <= len(slow):
            scratch.write(at, data)
            slow[at : at + len(data)] = data
    assert len(scratch) == len(slow)
    assert scratch.read(0, len(slow)) == slow
    assert scratch.read(3, 4) == slow[3:7]


def test_its_file_has_no_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    scratch = SpillFile(max_byte_count_in_memory=0)
    scratch.append(b"kata")
    assert scratch.read(0, 4) == b"kata"
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="needs a device that is always full"
)
@pytest.mark.parametrize("is_given", [False, True])
def test_a_full_disk_is_told_with_the_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_given: bool
) -> None:
    folder = tmp_path if is_given else None
    monkeypatch.setattr(
        "tm.spill.file.TemporaryFile",
        lambda **given: open("/dev/full", "r+b", buffering=0),
    )
    with pytest.raises(OSError, match="temporary files are written") as caught:
        SpillFile(folder, max_byte_count_in_memory=0).append(b"kata")
    assert caught.value.filename == str(folder or gettempdir())
    assert ("set TMPDIR" in str(caught.value)) is not is_given
