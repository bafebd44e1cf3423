"""Temporary files go, also those of a process that was killed, and no others."""

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exports.io.replace_file import replace_file
from exports.io.temporary_files import make_temporary_folder, make_temporary_name
from tm.errors import InputError

# Ends itself in a given way when it has begun to write what it has unpacked.
_ENDED = """
import os, signal, sys
import cli
from exports.tmx import format as tmx

how = getattr(signal, sys.argv.pop(1))

def write(units, file, options):
    next(iter(units))
    file.write(b"half")
    os.kill(os.getpid(), how)

tmx.write = write
cli.main()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with another in it for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "pairs.tsv.gz").write_bytes(gzip.compress("một\tsatu\n".encode()))
    return tmp_path


def ended(folder: Path, how: str) -> subprocess.CompletedProcess[str]:
    words = ["convert", "pairs.tsv.gz", "out.tmx", "-s", "vi", "-t", "id"]
    return subprocess.run(
        [sys.executable, "-c", _ENDED, how, *words],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def temporary(folder: Path) -> list[Path]:
    """What is left over, in either folder."""
    return [*folder.glob(".out*"), *(folder / "temporary").iterdir()]


def made_old(paths: list[Path]) -> None:
    for path in paths:
        os.utime(path, (time.time() - 3600,) * 2)


@pytest.mark.parametrize(
    ("how", "code", "said"),
    [("SIGTERM", 143, "terminated"), ("SIGINT", 130, "interrupted")],
)
def test_a_process_that_is_told_to_end_leaves_nothing(
    folder: Path, how: str, code: int, said: str
) -> None:
    done = ended(folder, how)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
    assert temporary(folder) == []
    assert not (folder / "out.tmx").exists()


def test_what_a_killed_process_leaves_goes_with_the_next_run(folder: Path) -> None:
    assert ended(folder, "SIGKILL").returncode == -signal.SIGKILL
    left = temporary(folder)
    assert len(left) == 2
    with replace_file(folder / "out.tmx"), make_temporary_folder():
        assert set(temporary(folder)) > set(left)  # as if they were in use
    made_old(left)
    with replace_file(folder / "out.tmx") as file, make_temporary_folder():
        file.write(b"whole")
        assert not any(path.exists() for path in left)
    assert temporary(folder) == []
    assert (folder / "out.tmx").read_bytes() == b"whole"


def test_what_is_in_use_or_not_ours_stays(folder: Path) -> None:
    others = [
        folder / ".out.tmx.0123.tmp",
        folder / ".other.tmx.0123456789ab.tmp",
        folder / "temporary" / "padanan-backup.tmp",
        folder / "temporary" / "padanan-glossary.tmp",
        folder / "temporary" / "padanan-0123456789ab-abcdefgh.tmp",
    ]
    for path in others:
        path.write_text("mine")
    folders = [
        folder / "temporary" / "padanan-memories.tmp",
        folder / ".out.tmx.0123456789ab.tmp",
        folder / "elsewhere",
    ]
    for path in folders:
        path.mkdir()
    elsewhere = folders[-1]
    link = folder / "temporary" / "padanan-0123456789ab-ijklmnop.tmp"
    link.symlink_to(elsewhere)
    with replace_file(folder / "out.tmx") as file, make_temporary_folder() as used:
        (half,) = filter(Path.is_file, folder.glob(".out.tmx.????????????.tmp"))
        made_old([half, used, *others, *folders])
        with replace_file(folder / "out.tmx"), make_temporary_folder():
            assert half.exists() and used.exists()
        file.write(b"whole")
    assert all(path.exists() for path in (*others, *folders, link))
    assert (folder / "out.tmx").read_bytes() == b"whole"


@pytest.mark.parametrize("letter", ["x", "文", "🙂"])
def test_a_name_is_as_long_as_a_file_system_takes(tmp_path: Path, letter: str) -> None:
    path = tmp_path / (letter * (250 // len(letter.encode())))
    assert len(os.fsencode(Path(make_temporary_name(path, "0" * 12)).name)) < 255
    with replace_file(path) as file:
        file.write(b"whole")
    assert path.read_bytes() == b"whole"


def test_an_error_of_the_caller_is_not_that_of_the_output(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    with pytest.raises(FileNotFoundError), replace_file(path):
        (tmp_path / "missing.txt").read_bytes()
    assert not path.exists()
    with pytest.raises(InputError, match="the disk is full"):
        with replace_file(Path("/dev/full")) as file:
            file.write(b"x")
