"""What is odd at the edges of a call comes out as a clear message, never as a bug."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.paths import DATA

_PROGRAM = "from cli import main; main()"
_PAIR = ("-s", "vi", "-t", "id")
_TMX = DATA / "tmx" / "matecat.tmx"


def _shell(place: Path, words: str) -> subprocess.CompletedProcess[bytes]:
    """What a shell makes of words after `padanan`."""
    line = f'exec "$0" -c "$1" --database "$2" {words}'
    command = ["sh", "-c", line, sys.executable, _PROGRAM, str(place)]
    return subprocess.run(command, capture_output=True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("stats >&-", 2, b"standard output is closed"),
        ("check - -t id <&-", 2, b"standard input is closed"),
        ("lookup --batch - -s vi -t id <&-", 2, b"standard input is closed"),
        ("stats 2>&-", 0, b""),
        ("stats > /dev/full", 2, b"standard output: the disk is full"),
        (f"convert {_TMX} - --as-out po > /dev/full", 2, b"the disk is full"),
    ],
)
def test_streams_that_are_closed_or_full_are_named(
    tmp_path: Path, words: str, code: int, said: bytes
) -> None:
    done = _shell(tmp_path / "x.db", words)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr


def test_what_was_stored_is_said_to_be_when_output_fails(tmp_path: Path) -> None:
    done = _shell(tmp_path / "x.db", "add satu một -s id -t vi > /dev/full")
    assert done.returncode == 2
    assert b"of the command are stored" in done.stderr
    assert call("lookup", "satu", "-s", "id", "-t", "vi", "--database",
                str(tmp_path / "x.db")).code == 0  # fmt: skip


_LATIN = "caf\udce9"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["show", _LATIN], 2),
        (["articles", "--source-url", _LATIN], 2),
        (["articles", "--publisher", _LATIN], 2),
        (["export", "-", "--as", "tsv", *_PAIR, "--article", _LATIN], 2),
        (["history", "--who", _LATIN], 2),
        (["undo", _LATIN], 2),
        (["review", "--article", _LATIN], 2),
        (["concordance", _LATIN, *_PAIR], 2),
        (["terms", "import", "a\0b"], 2),
        (["terms", "extract", "a\0b", "-l", "vi"], 2),
        (["terms", "impact", "--from-file", "a\0b"], 2),
        (["import", "a\0b", *_PAIR], 2),
        (["show", ""], 2),
        (["review", "--accept", ""], 2),
        (["review", "--reject", ""], 2),
        (["review", "--accept", "", "--reject", "x"], 2),
    ],
)
def test_odd_arguments_are_bad_input(
    tmp_path: Path, words: list[str], code: int
) -> None:
    done = call(*words, "--database", str(tmp_path / "x.db"))
    assert (done.code, "bug" in done.err) == (code, False), done.err


@pytest.mark.parametrize(
    "words", [["terms", "show"], ["terms", "import"], ["terms", "add"], ["undo"]]
)
def test_what_was_pasted_whole_is_not_said_whole(
    tmp_path: Path, words: list[str]
) -> None:
    done = call(*words, "x" * 100_000, "--database", str(tmp_path / "x.db"))
    assert done.code in (1, 2)
    assert len(done.err) < 5000


def test_a_database_may_have_a_name_in_any_encoding(tmp_path: Path) -> None:
    place = str(tmp_path / f"{_LATIN}.db")
    assert call("add", "một", "satu", *_PAIR, "--database", place).code == 0
    assert call("lookup", "một", *_PAIR, "--database", place).code == 0
    assert os.path.exists(place)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x = " + "[" * 100_000, "too deep"),
        (f"[lookup]\nlimit = {'9' * 5000}\n", "not TOML"),
        ("# x\n" * 300_000, "larger than a megabyte"),
        ('database = "~nosuchuser/x.db"\n', "no such user"),
        (
            '[fetch]\ncache = "~nosuchuser/x"\n',
            "[fetch] cache: ~nosuchuser/x: no such",
        ),
        ('database = "a\\u0000b.db"\n', "is not a path"),
    ],
)
def test_absurd_settings_are_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "padanan.toml").write_text(content, "utf-8")
    done = call("lookup", "một", *_PAIR)
    assert (done.code, said in done.err) == (2, True), done.err


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ("?mode=ro", 3, "no such file"),
        ("?mode=rw", 3, "no such file"),
        ("?mode=memory", 2, "mode=ro"),
        ("?cache=shared", 2, "unknown ?cache"),
    ],
)
def test_a_url_s_query_is_heeded_or_refused(
    tmp_path: Path, query: str, code: int, said: str
) -> None:
    done = call("stats", "--database", f"sqlite:///{tmp_path}/x.db{query}")
    assert (done.code, said in done.err) == (code, True), done.err


def test_a_database_that_is_opened_for_reading_is_not_written(tmp_path: Path) -> None:
    place = tmp_path / "x.db"
    call("add", "một", "satu", *_PAIR, "--database", str(place))
    only = f"sqlite:///{place}?mode=ro"
    assert call("lookup", "một", *_PAIR, "--database", only).code == 0
    done = call("add", "hai", "dua", *_PAIR, "--database", only)
    assert (done.code, "read-only" in done.err) == (3, True), done.err


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    place = tmp_path / "x.db"
    place.symlink_to(tmp_path / "away" / "y.db")
    done = call("stats", "--database", str(place))
    assert (done.code, "the link leads to" in done.err) == (3, True), done.err


def test_a_folder_that_cannot_be_read_is_the_store_s_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No permission binds root, so the system's answer is given here.
    def refused(path: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_dir", refused)
    done = call("stats", "--database", str(tmp_path / "x.db"))
    assert (done.code, "permission denied" in done.err) == (3, True), done.err


def test_the_key_that_interrupts_is_heeded_from_the_start(tmp_path: Path) -> None:
    # A module that is imported first of all presses the key.
    (tmp_path / "click.py").write_text(
        "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n", "utf-8"
    )
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {_PROGRAM}"
    done = subprocess.run([sys.executable, "-c", program, "stats"], capture_output=True)
    assert done.returncode == 130
    assert b"interrupted" in done.stderr and b"Traceback" not in done.stderr
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_undo_advises_what_stands_not_what_was_undone(tmp_path: Path) -> None:
    place = ("--database", str(tmp_path / "x.db"))
    for words in (
        ("add", "một", "satu", *_PAIR),
        ("remove", "một", *_PAIR),
        ("add", "một", "satu", *_PAIR),
        ("undo", "i3"),
    ):
        assert call(*words, *place).code == 0
    done = call("undo", "i1", *place)
    assert (done.code, "by i2 (remove); undo that first" in done.err) == (2, True)
    assert call("undo", "i2", *place).code == 0
    assert call("undo", "i1", *place).code == 0


def test_a_lookup_goes_into_another_language(tmp_path: Path) -> None:
    place = ("--database", str(tmp_path / "x.db"))
    done = call("lookup", "một", "-s", "vi", "-t", "vi", *place)
    assert done.code == 2
    assert "source and target are both vi; give another" in done.err
