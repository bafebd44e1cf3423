"""Streams: pipes, devices, and what has no end."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from exports.files import read
from exports.format import ReadOptions
from tm.errors import FormatError, InputError
from tm.text.input.encoding import read_bytes
from tm.text.input.stream import convert_read_errors, is_stream, read_stream


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/random", "/dev/full"])
def test_a_device_without_an_end_is_refused(device: str) -> None:
    assert is_stream(device)
    with pytest.raises(InputError, match=f"{device}: this is a device"):
        read_bytes(device)
    with pytest.raises(InputError, match=f"{device}: this is a device"):
        list(read(Path(device), ReadOptions()))


def test_the_device_of_nothing_is_an_empty_file() -> None:
    assert read_bytes(os.devnull) == b""
    with pytest.raises(FormatError, match="is empty"):
        list(read(Path(os.devnull), ReadOptions()))


def test_a_named_pipe_is_read_to_its_end(pipe: Path) -> None:
    data = b"Ia datang.\n" * 200_000
    writer = threading.Thread(target=pipe.write_bytes, args=(data,))
    writer.start()
    assert b"".join(read_stream(pipe)) == data
    writer.join()


def test_a_named_pipe_without_a_writer_is_given_up(pipe: Path) -> None:
    with pytest.raises(
        InputError, match=r"no data came from this pipe for 0\.1 seconds"
    ):
        list(read_stream(pipe, timeout=0.1))


def test_a_named_pipe_that_stays_open_is_given_up(pipe: Path) -> None:
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    writing = os.open(pipe, os.O_WRONLY)
    os.write(writing, b"Ia")
    found = read_stream(pipe, timeout=0.1)
    assert next(found) == b"Ia"
    with pytest.raises(InputError, match="no data came"):
        next(found)
    os.close(writing)
    os.close(reading)


def test_what_has_no_end_is_read_to_the_limit(tmp_path: Path) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("while True: print('Ia datang.')")
    with subprocess.Popen(
        [sys.executable, endless], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as writer:
        assert writer.stdout is not None
        place = f"/dev/fd/{writer.stdout.fileno()}"
        with pytest.raises(InputError, match="more than 3,000,000 bytes"):
            list(read_stream(place, max_bytes=3_000_000))
        writer.stdout.close()


def test_nothing_but_nuls_is_refused_at_once() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"\0" * 4096)
    with pytest.raises(InputError, match="NULs instead of text"):
        list(read_stream(f"/dev/fd/{reading}"))
    os.close(writing)
    os.close(reading)


def test_who_reads_no_more_is_no_fault_of_a_file() -> None:
    with pytest.raises(BrokenPipeError), convert_read_errors("file.txt"):
        raise BrokenPipeError
    with pytest.raises(InputError, match=r"file\.txt: denied"):
        with convert_read_errors("file.txt"):
            raise PermissionError(13, "denied")


def test_what_is_read_as_a_whole_may_be_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"1234")
    assert read_bytes(path, max_bytes=4) == b"1234"
    with pytest.raises(InputError, match="has more than 3 bytes"):
        read_bytes(path, max_bytes=3)
