"""A finding of renderings that vary becomes a concept by one command."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call

_PHRASE, _USUAL = "Bộ Giáo dục và Đào tạo", "Kementerian Pendidikan dan Pelatihan"
_RARE = "Departemen Pendidikan dan Pelatihan"
_FRAMES = (
    ("{} tổ chức họp báo.", "{} menggelar konferensi pers."),
    ("Theo {}, tỷ lệ đạt 24%.", "Menurut {}, tingkatnya mencapai 24%."),
    ("Ông Hải đến thăm {}.", "Hai mengunjungi {}."),
    ("Hôm qua, {} đã ký bản ghi nhớ.", "Kemarin {} menandatangani nota."),
    ("Đại diện {} phát biểu.", "Perwakilan {} berbicara."),
)


@pytest.fixture
def units(tmp_path: Path) -> Path:
    path = tmp_path / "units.jsonl"
    rows = [
        {
            "id": str(number),
            "source": source.format(_PHRASE),
            "target": target.format(_RARE if number == 4 else _USUAL),
            "published": f"2025-0{number + 1}-01",
        }
        for number, (source, target) in enumerate(_FRAMES)
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_a_finding_becomes_a_concept(
    units: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = ("--database", str(tmp_path / "a.db"))
    only = ("--only", "term.inconsistent", "--format", "jsonl", "-s", "vi", "-t", "id")
    found = call(*database, "check", str(units), *only)
    finding = json.loads(found.out)
    assert (finding["source_phrase"], finding["usual"]) == (_PHRASE, _USUAL)
    assert (finding["rare"], finding["quote"]) == (_RARE, _RARE)
    assert (finding["usual_count"], finding["rare_count"]) == (4, 1)
    assert finding["usual_dates"] == ["2025-01-01", "2025-04-01"]
    add = ("terms", "add", "--from-finding")
    made = call(*database, *add, "-", "--format", "json", typed=found.out)
    assert made.code == 0
    terms = [(term["text"], term["status"]) for term in json.loads(made.out)["terms"]]
    assert terms == [
        (_PHRASE, "preferred"),
        (_USUAL, "preferred"),
        (_RARE, "deprecated"),
    ]
    # What the termbase knows, its own checks look after.
    again = call(*database, "check", str(units), *only)
    assert again.out == ""


@pytest.mark.parametrize("lines", ["", "{}", "[1]", '{"fingerprint": "0"}'])
def test_what_is_no_such_finding_is_said(lines: str, tmp_path: Path) -> None:
    database = ("--database", str(tmp_path / "a.db"))
    done = call(*database, "terms", "add", "--from-finding", "-", typed=lines)
    assert done.code == 2
    assert "no such finding on standard input" in done.err
