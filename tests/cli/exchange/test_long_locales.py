"""`vi-VN` and `vi`, `id-ID` and `id` are the same languages in every command."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call

_TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence"
 o-tmf="x" adminlang="en-US" srclang="vi-VN" datatype="plaintext"/><body>
<tu><tuv xml:lang="vi-VN"><seg>Sáng nay có họp báo.</seg></tuv>
<tuv xml:lang="id-ID"><seg>Pagi ini ada jumpa pers.</seg></tuv></tu>
</body></tmx>
"""
PAIRS = [("vi", "id"), ("vi-VN", "id-ID"), ("vi-VN", "id")]


@pytest.fixture
def place(tmp_path: Path) -> tuple[str, str]:
    """The option for a database with a unit and a term in the long form."""
    place = ("--database", str(tmp_path / "x.db"))
    (tmp_path / "a.tmx").write_text(_TMX, "utf-8")
    terms = tmp_path / "terms.csv"
    terms.write_text("vi-VN,id-ID\nhọp báo,konferensi pers\n", "utf-8")
    imported = call("import", str(tmp_path / "a.tmx"), "-s", "vi", "-t", "id", *place)
    assert imported.code == 0, imported.err
    assert call("terms", "import", str(terms), *place).code == 0
    return place


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_long_and_short_form_serve_alike(
    place: tuple[str, str], tmp_path: Path, source: str, target: str
) -> None:
    pair = ("-s", source, "-t", target)
    [match] = json.loads(
        call("lookup", "Sáng nay có họp báo.", *pair, *place, "--format", "json").out
    )
    assert match["similarity"] == 100 and "variant" not in str(match["penalties"])
    [hit] = json.loads(
        call(
            *("concordance", "hop bao", "-l", source, "-o", target, *place),
            *("--format", "json"),
        ).out
    )
    assert hit["target"] == "Pagi ini ada jumpa pers."
    [found] = json.loads(
        call(
            *("terms", "find", "có họp báo", "-l", source, "-o", target, *place),
            *("--format", "json"),
        ).out
    )
    assert found["preferred"] == ["konferensi pers"]
    checked = call("check", "--memory", *pair, *place, "--format", "jsonl")
    assert json.loads(checked.out)["check"] == "term.missing"
    out = tmp_path / "out.tsv"
    assert call("export", str(out), *pair, *place).code == 0
    assert out.read_text("utf-8").startswith("Sáng nay có họp báo.\tPagi ini")


def test_a_language_and_its_long_form_are_no_pair(place: tuple[str, str]) -> None:
    done = call("lookup", "x", "-s", "vi", "-t", "vi-VN", *place)
    assert done.code == 2 and "source and target are both vi" in done.err
