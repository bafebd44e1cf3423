"""Files are replaced once complete, and databases never."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from exports.io.replace_file import replace_file
from tests.cli.calling import call
from tm.errors import InputError


@pytest.fixture
def database_path(tmp_path: Path) -> Path:
    """The path of a database with a log next to it."""
    path = tmp_path / "a.db"
    assert call("add", "một", "satu", *PAIR, "--database", str(path)).code == 0
    return path


PAIR = ("-s", "vi", "-t", "id")


def test_a_database_is_never_replaced(database_path: Path) -> None:
    with closing(sqlite3.connect(database_path)) as connection:
        connection.execute("SELECT count(*) FROM unit").fetchone()
        log_path = database_path.with_name("a.db-wal")
        assert log_path.exists()
        log_path.write_bytes(b"\x37\x7f\x06\x82" + bytes(28))
        link_path = database_path.with_name("link.txt")
        link_path.symlink_to(database_path)
        for path in (database_path, link_path, log_path):
            before = path.read_bytes()
            with pytest.raises(InputError, match="is a database"), replace_file(path):
                raise AssertionError
            assert path.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ("pretranslate", "a.txt", "-O", "a.db", *PAIR),
        ("document", "extract", "a.txt", "-O", "a.db", *PAIR),
        ("export", "a.db", "--as", "tmx", *PAIR),
        ("convert", "a.tsv", "a.db", "--as", "tmx", *PAIR),
        ("terms", "export", "a.db", "--as", "csv"),
        ("analyse", "a.txt", "--html", "a.db", *PAIR),
        ("rules", "-O", "a.db"),
        ("backup", "a.db"),
    ],
)
def test_no_command_writes_over_the_database(
    words: tuple[str, ...], database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(database_path.parent)
    Path("a.txt").write_text("Một câu.\n", "utf-8")
    Path("a.tsv").write_text("một\tsatu\n", "utf-8")
    done = call(*words, *(() if words[0] == "rules" else ("--database", "a.db")))
    assert done.code == 2, done.err
    stats = call("stats", "--database", "a.db", "--format", "json")
    assert stats.code == 0 and '"vi-id":1' in stats.out.replace(" ", "")
