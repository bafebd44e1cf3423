"""Other programs read our PO: translate-toolkit and moz.l10n, each with its own parser.

They are run by the Python that `PADANAN_PEERS` names, an environment of its own (`make
peers`), since translate-toolkit is under the GPL, and never imported by ours.
"""

import json
from pathlib import Path

import pytest

from exports.format import ReadOptions, WriteOptions
from exports.po import format as po
from tests.exports.po.test_po import EN, FOLDER, ID, UNTRANSLATED
from tests.exports.tmx.test_tmx_peers import needed, run
from tm.unit import TranslationUnit

TOOLKIT = """
import json, sys
from translate.storage.pypo import pofile
for unit in pofile.parsefile(sys.argv[1]).units:
    if not unit.isheader():
        texts = lambda string: list(map(str, getattr(string, "strings", [string])))
        print(json.dumps([
            unit.getcontext(), texts(unit.source), texts(unit.target), unit.isfuzzy(),
            unit.isobsolete(), unit.getnotes("translator"), unit.getlocations(),
        ]))
"""
MOZILLA = """
import json, sys
from moz.l10n.formats.gettext.parse import gettext_parse
from moz.l10n.model import Entry
for section in gettext_parse(open(sys.argv[1], "rb").read()).sections:
    for entry in section.entries:
        if isinstance(entry, Entry):
            print(json.dumps(list(entry.id)[0]))
"""


def written(path: Path) -> None:
    """A file of what another tool had and of what came from an article."""
    found = po.read(FOLDER / "gettext.po", ReadOptions(source=EN))
    units = [entry for entry in found if isinstance(entry, TranslationUnit)]
    with path.open("wb") as file:
        po.write([*units, UNTRANSLATED], file, WriteOptions(source=EN, target=ID))


@needed
def test_translate_toolkit_reads_every_part_of_an_entry(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    written(path)
    said = [json.loads(line) for line in run(TOOLKIT, path).splitlines()]
    assert [entry[1] for entry in said][1:4] == [
        ["%d file", "%d files"],
        *[["Open"]] * 2,
    ]
    assert [entry[2] for entry in said][1:4] == [["%d berkas"], ["Buka"], ["Terbuka"]]
    assert [entry[0] for entry in said][1:4] == ["", "menu", "door"]
    first = said[0]
    assert first[1][0].endswith("Try another one.\n") and first[3]
    assert first[5].endswith("Ask the ministry.")
    assert first[6][0] == "lib/copy.c:118"
    assert sum(entry[4] for entry in said) == 2


@needed
def test_mozillas_library_reads_every_entry_in_use(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    written(path)
    said = [json.loads(line) for line in run(MOZILLA, path).splitlines()]
    assert said[1:4] == ["%d file", "Open", "Open"]


@needed
@pytest.mark.parametrize("name", ["gettext", "tools", "weblate"])
def test_translate_toolkit_finds_the_same_texts_in_what_it_and_we_read(
    name: str, tmp_path: Path
) -> None:
    options = ReadOptions(source=EN, with_untranslated=True)
    found = [u for u in po.read(FOLDER / f"{name}.po", options)]
    path = tmp_path / "a.po"
    with path.open("wb") as file:
        units = [unit for unit in found if isinstance(unit, TranslationUnit)]
        po.write(units, file, WriteOptions(source=EN, target=ID))
    assert run(TOOLKIT, path) == run(TOOLKIT, FOLDER / f"{name}.po")
