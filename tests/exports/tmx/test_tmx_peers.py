"""Another program reads our TMX: translate-toolkit, which is under the GPL.

It is run by the Python that `PADANAN_PEERS` names, an environment of its own (`make
peers`), and is never imported by ours.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from exports.format import ReadOptions, WriteOptions
from exports.tmx import format as tmx
from tests.exports.tmx.test_tmx import FOLDER
from tm.text.segment import CODE
from tm.unit import TranslationUnit

PEER = os.environ.get("PADANAN_PEERS", "")
READING = """
import json, sys
from translate.storage.tmx import tmxfile
for unit in tmxfile.parsefile(sys.argv[1]).units:
    print(json.dumps([str(unit.source), str(unit.target or ""), unit.getnotes()]))
"""
WRITING = """
import sys
from translate.storage.tmx import tmxfile
store = tmxfile()
store.addtranslation("Public Security", "en", "Keamanan & Publik", "id", "a note")
store.addtranslation("Hall", "en", "Hội trường", "vi")
with open(sys.argv[1], "wb") as file:
    store.serialize(file)
"""

needed = pytest.mark.skipif(
    not PEER, reason="PADANAN_PEERS names no Python (`make peers` makes one)"
)


def run(program: str, path: Path) -> str:
    done = subprocess.run(
        [PEER, "-c", program, str(path)], capture_output=True, encoding="utf-8"
    )
    if "ModuleNotFoundError" in done.stderr:
        pytest.skip(f"not installed there: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return done.stdout


def bilingual(name: str) -> list[TranslationUnit]:
    """The units of a fixture without codes, of which readers make what they will."""
    found = tmx.read(FOLDER / f"{name}.tmx", ReadOptions())
    return [
        unit
        for unit in found
        if isinstance(unit, TranslationUnit)
        and unit.target is not None
        and CODE not in unit.source.text
    ]


@needed
@pytest.mark.parametrize("name", ["matecat", "memoq", "omegat", "weblate"])
def test_translate_toolkit_reads_every_text(name: str, tmp_path: Path) -> None:
    units = bilingual(name)
    path = tmp_path / "file.tmx"
    with path.open("wb") as file:
        tmx.write(units, file, WriteOptions())
    said = [json.loads(line)[:2] for line in run(READING, path).splitlines()]
    expected = [[unit.source.text, unit.target and unit.target.text] for unit in units]
    assert units and said == expected


@needed
@pytest.mark.parametrize("name", ["matecat", "memoq", "okapi", "trados"])
def test_it_finds_codes_and_notes_in_ours_as_in_the_tools_file(
    name: str, tmp_path: Path
) -> None:
    found = tmx.read(FOLDER / f"{name}.tmx", ReadOptions())
    path = tmp_path / "file.tmx"
    with path.open("wb") as file:
        units = [unit for unit in found if isinstance(unit, TranslationUnit)]
        tmx.write(units, file, WriteOptions())
    given = run(READING, FOLDER / f"{name}.tmx")
    assert given and run(READING, path) == given


@needed
def test_what_translate_toolkit_writes_comes_in_whole(tmp_path: Path) -> None:
    path = tmp_path / "file.tmx"
    run(WRITING, path)
    first, second = tmx.read(path, ReadOptions())
    assert isinstance(first, TranslationUnit) and isinstance(second, TranslationUnit)
    assert first.target and second.target
    assert (first.source.text, first.target.text) == (
        "Public Security",
        "Keamanan & Publik",
    )
    assert first.note == "a note"
    assert second.target.locale.tag == "vi"
