"""Files of other tools go into a database and out again, and nothing changes any more.

Beside the tests of each format, which are about values, this one is about all of it:
two imports and two exports for each file that is written as another tool writes.
"""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.paths import DATA

PAIRS = {"po": ("-s", "en", "-t", "id"), "csv": ("-s", "vi", "-t", "id")}
"""What the files of a folder do not say themselves."""
FILES = sorted(
    path
    for folder, suffixes in (
        ("tmx", {".tmx"}),
        ("xliff", {".xlf", ".xliff", ".mqxliff", ".mxliff", ".sdlxliff"}),
        ("po", {".po"}),
        ("csv", {".csv", ".tsv", ".txt"}),
        ("weblate", {".json"}),
    )
    for path in (DATA / folder).iterdir()
    if path.suffix in suffixes
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_came_in_goes_out_and_comes_in_the_same(
    path: Path, tmp_path: Path
) -> None:
    kind = path.parent.name
    pair, format = PAIRS.get(kind, ()), ("--as", "csv") if kind == "csv" else ()
    files, units = [path], []
    for name in ("first", "second"):
        database = ("--database", str(tmp_path / f"{name}.db"))
        whole, made = tmp_path / f"{name}.jsonl", tmp_path / f"{name}{path.suffix}"
        for words in (
            ("import", str(files[-1]), *pair, "--no-index"),
            ("export", str(whole)),
        ):
            done = call(*database, *words)
            assert done.code == 0, done.err
        units.append(whole.read_bytes())
        first = json.loads(units[0].splitlines()[0])
        if kind != "tmx":  # which holds more than one pair
            pair = ("-s", first["source_locale"], "-t", first["target_locale"])
        done = call(*database, "export", str(made), *pair, *format)
        assert done.code == 0, done.err
        files.append(made)
    assert files[2].read_bytes() == files[1].read_bytes()
    # What Weblate's memory cannot hold, and says so, is gone after the first time.
    assert units[1] == units[0] or kind == "weblate"
