"""TMX through a memory: what another tool says is there when it is exported again."""

from pathlib import Path

import pytest
from lxml import etree

from tests.cli.calling import call
from tests.exports.tmx.test_dialects import all_said
from tests.exports.tmx.test_tmx import FOLDER


@pytest.mark.parametrize(
    "name", ["memoq", "okapi", "omegat", "star", "trados", "wordfast", "workbench"]
)
def test_all_that_a_file_says_comes_back_from_the_memory(
    tmp_path: Path, name: str
) -> None:
    database = ("--database", str(tmp_path / "memory.db"))
    exported = tmp_path / "out.tmx"
    assert call("import", str(FOLDER / f"{name}.tmx"), *database).code == 0
    assert call("export", str(exported), *database).code == 0
    given = all_said(etree.parse(FOLDER / f"{name}.tmx").getroot())
    found = all_said(etree.parse(exported).getroot())
    for name_of_value in ("creationdate", "creationid"):
        values = {attributes.get(name_of_value) for (attributes, _), _ in given}
        for (attributes, _), _ in found:
            if attributes.get(name_of_value) not in values:
                # A memory notes when it got a unit, and from whom, if the file does not
                # say so.
                del attributes[name_of_value]
    assert sorted(found, key=repr) == sorted(given, key=repr)


def test_export_import_and_export_make_the_same_file(tmp_path: Path) -> None:
    for name in ("star", "omegat", "multilingual"):
        data = [str(FOLDER / f"{name}.tmx")]
        files = []
        for number in (1, 2):
            database = ("--database", str(tmp_path / f"{name}{number}.db"))
            exported = str(tmp_path / f"{name}{number}.tmx")
            assert call("import", *data, *database).code == 0
            assert call("export", exported, *database).code == 0
            data = [exported]
            files.append(Path(exported).read_bytes())
        assert files[0] == files[1]
