"""CSV that no spreadsheet takes for formulas, and that comes back as it was."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call

PAIR = ("-s", "vi", "-t", "id")
TEXTS = ["=HYPERLINK(0)", "+84 4 1234", "-5 độ", "@an", "＝1", "Giá", "'=1", "'ngon'"]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a file of units whose texts look like formulas."""
    monkeypatch.chdir(tmp_path)
    lines = [
        json.dumps(
            {
                "source": text,
                "target": f"{text} x",
                "source_locale": "vi",
                "target_locale": "id",
            }
        )
        for text in TEXTS
    ]
    Path("u.jsonl").write_text("\n".join(lines), "utf-8")


def read_texts(path: str) -> list[tuple[str, str]]:
    assert call("convert", path, "back.jsonl", *PAIR).code == 0
    units = map(json.loads, Path("back.jsonl").read_text("utf-8").splitlines())
    return [(unit["source"], unit["target"]) for unit in units]


@pytest.mark.parametrize("options", [(), ("--raw",)])
def test_texts_come_back_as_they_were(options: tuple[str, ...]) -> None:
    name = "u.csv"
    assert call("convert", "u.jsonl", name, *PAIR, *options).code == 0
    text = Path(name).read_text("utf-8")
    assert ("'=HYPERLINK" in text) is not bool(options)
    assert read_texts(name) == [(one, f"{one} x") for one in TEXTS]


def test_terms_come_back_as_they_were() -> None:
    Path("t.csv").write_text("concept_id,vi,id\na,-ism,=isme\nb,Bộ,K\n", "utf-8")
    database = ("--database", "t.db")
    assert call(*database, "terms", "import", "t.csv").code == 0
    for options, cell in ((), "'=isme"), (("--raw",), ",=isme"):
        assert call(*database, "terms", "export", "o.csv", *options).code == 0
        assert cell in Path("o.csv").read_text("utf-8")
        again = call(*database, "--format", "json", "terms", "import", "o.csv")
        assert json.loads(again.out)["known"] == 2
