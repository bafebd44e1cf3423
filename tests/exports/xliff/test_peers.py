"""Other programs read what we write: translate-toolkit (both versions), moz.l10n (1.2).

They are run by the Python that `PADANAN_PEERS` names, an environment of their own:
translate-toolkit is under the GPL, and is never imported by ours.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.exports.xliff.test_dialects import FOLDER, units_of, written
from tm.text.segment import CODE
from tm.unit import TranslationUnit

PLAIN = (
    "damaged.xlf",
    "memoq.mqxliff",
    "phrase.mxliff",
    "symfony.xlf",
    "weblate.xlf",
    "xcode.xliff",
)
"""Files with translations without codes."""
PEER = os.environ.get("PADANAN_PEERS", "")
_TOOLKIT = """
import json, sys
from translate.storage import xliff, xliff2
kind = xliff.xlifffile if sys.argv[2] == "xliff1" else xliff2.Xliff2File
store = kind.parsefile(sys.argv[1])
for unit in store.units:
    if unit.istranslatable():
        print(json.dumps([str(unit.source), str(unit.target or "")]))
"""
_DETAILS = """
import json, sys
from translate.storage import poxliff, xliff
kind = poxliff.PoXliffFile if sys.argv[2] == "plurals" else xliff.xlifffile
for unit in kind.parsefile(sys.argv[1]).units:
    texts = [list(map(str, getattr(text, "strings", [text])))
             for text in (unit.source, unit.target or "")]
    proposals = [[str(one.source), str(one.target)] for one in unit.getalttrans()]
    print(json.dumps([
        *texts, unit.getid(), unit.isapproved(), unit.isfuzzy(),
        unit.getnotes("developer"), unit.getnotes("translator"), proposals,
    ]))
"""
_MOZ = """
import json, sys
from moz.l10n.formats import Format
from moz.l10n.resource import parse_resource
resource = parse_resource(Format.xliff, open(sys.argv[1], "rb").read())
for section in resource.sections:
    for entry in section.entries:
        pattern = entry.value.pattern
        print(json.dumps("".join(p for p in pattern if isinstance(p, str))))
"""


def said_by(program: str, *words: str) -> list[Any]:
    """What a program prints, a JSON value a line."""
    done = subprocess.run(
        [PEER, "-c", program, *words], capture_output=True, encoding="utf-8"
    )
    if "ModuleNotFoundError" in done.stderr:
        pytest.skip(f"not installed there: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def plain(units: list[TranslationUnit]) -> list[TranslationUnit]:
    """Units without codes, of which the programs differ in what they make."""
    return [
        unit
        for unit in units
        if CODE not in unit.source.text
        and not (unit.target and CODE in unit.target.text)
        and not any(known.value == "no" for known in unit.properties)
    ]


needed = pytest.mark.skipif(not PEER, reason="PADANAN_PEERS names no Python")


@needed
@pytest.mark.parametrize("format", ["xliff", "xliff1"])
@pytest.mark.parametrize("name", PLAIN)
def test_translate_toolkit_reads_every_text(
    name: str, format: str, tmp_path: Path
) -> None:
    units = plain(units_of(FOLDER / name))
    path = tmp_path / "file.xlf"
    path.write_bytes(written(format, units))
    texts = [
        [unit.source.text, unit.target.text if unit.target else ""] for unit in units
    ]
    # White space around a segment of 1.2 is part of what is read there.
    said = said_by(_TOOLKIT, str(path), format)
    assert [[text.strip() for text in one] for one in said] == texts


@needed
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("angular1.xlf", "singulars"),
        ("okapi.xlf", "singulars"),
        ("parts1.xlf", "singulars"),
        ("symfony.xlf", "singulars"),
        ("weblate.xlf", "plurals"),
        ("xcode.xliff", "singulars"),
    ],
)
def test_translate_toolkit_finds_all_in_ours_that_it_finds_in_the_tools_file(
    name: str, kind: str, tmp_path: Path
) -> None:
    """Codes, plural forms, states, notes and proposals.

    Not places: it knows them by a name which the schema lets a file have only once.
    """
    path = tmp_path / "file.xlf"
    path.write_bytes(written("xliff1", units_of(FOLDER / name)))
    given = said_by(_DETAILS, str(FOLDER / name), kind)
    assert given and said_by(_DETAILS, str(path), kind) == given


@needed
@pytest.mark.parametrize("name", PLAIN)
def test_moz_l10n_reads_every_translation(name: str, tmp_path: Path) -> None:
    units = [unit for unit in plain(units_of(FOLDER / name)) if unit.target]
    path = tmp_path / "file.xlf"
    path.write_bytes(written("xliff1", units))
    assert said_by(_MOZ, str(path)) == [
        unit.target.text for unit in units if unit.target
    ]
