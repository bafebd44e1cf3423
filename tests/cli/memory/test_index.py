"""The index is made when segments come, and is no reason to fail."""

from pathlib import Path

import pytest

from tests.cli.calling import call
from tm.match.index.manifest import MEMTABLE_LIMIT

_PAIR = ("-s", "vi", "-t", "id")


def _pairs(folder: Path, count: int) -> str:
    path = folder / "pairs.tsv"
    lines = [
        f"câu số {number} có từ a{number}\tkata {number}" for number in range(count)
    ]
    path.write_text("\n".join(["source\ttarget", *lines]) + "\n", "utf-8")
    return str(path)


@pytest.mark.parametrize(("count", "is_made"), [(10, False), (MEMTABLE_LIMIT, True)])
def test_an_import_of_many_segments_makes_the_index(
    tmp_path: Path, count: int, is_made: bool
) -> None:
    place = tmp_path / "x.db"
    done = call("import", _pairs(tmp_path, count), *_PAIR, "--database", str(place))
    assert done.code == 0, done.err
    manifest = tmp_path / "x.db.index" / "manifest"
    assert manifest.is_file() is is_made


def test_an_import_does_not_fail_where_no_index_can_be_written(tmp_path: Path) -> None:
    place = tmp_path / "x.db"
    (tmp_path / "x.db.index").write_text("in the way", "utf-8")
    (Path.home() / ".cache").write_text("in the way", "utf-8")
    pairs = _pairs(tmp_path, MEMTABLE_LIMIT)
    done = call("import", pairs, *_PAIR, "--database", str(place))
    assert (done.code, "the index cannot be written" in done.err) == (0, True), done.err


def test_the_quiet_are_warned_of_a_damaged_index(tmp_path: Path) -> None:
    place = tmp_path / "x.db"
    call("import", _pairs(tmp_path, 10), *_PAIR, "--database", str(place))
    assert call("index", "--database", str(place)).code == 0
    words = ("lookup", "câu số 7 có từ a7", *_PAIR, "--database", str(place))
    for quiet in ((), ("--quiet",)):
        (tmp_path / "x.db.index" / "manifest").write_bytes(b"damaged")
        done = call(*words, *quiet)
        assert (done.code, "damaged" in done.err) == (0, True), done.err
