"""Pages in office documents: checked and ingested like text, a line a paragraph."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import Called, call
from tests.exports.documents.building import docx, paragraph, run

ORIGINAL = (
    "Việt Nam và Indonesia tăng cường hợp tác nghề cá",
    "Bộ trưởng cho biết 16.700 tàu cá đã đăng ký trong năm nay.",
    "Hai bên sẽ họp lại tại Hà Nội vào tháng tới.",
)
TRANSLATION = (
    "Vietnam dan Indonesia mempererat kerja sama perikanan",
    "Menteri mengatakan 16.900 kapal ikan telah terdaftar tahun ini.",
    "Kedua pihak akan bertemu lagi di Hanoi bulan depan.",
)


@pytest.fixture(autouse=True)
def _pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document and its translation, which has a wrong number and a header."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_DATABASE", str(tmp_path / "x.db"))
    Path("pages").mkdir()
    for name, texts in (("a.vi", ORIGINAL), ("a.id", TRANSLATION)):
        docx(
            Path(f"pages/{name}.docx"),
            "".join(
                paragraph(run(text[:9]), run(text[9:], "<w:b/>")) for text in texts
            ),
            header1=paragraph(run("Halaman  1")),
        )


def find_numbers(called: Called) -> list[tuple[str, int, str]]:
    findings = map(json.loads, called.out.splitlines())
    return [(one["file"], one["line"], one["quote"]) for one in findings]


@pytest.mark.parametrize(
    "words",
    [("pages/a.id.docx", "--source", "pages/a.vi.docx"), ("pages",)],
    ids=["page", "folder"],
)
def test_a_document_is_compared_with_its_original(words: tuple[str, ...]) -> None:
    checked = call("check", *words, "-s", "vi", "-t", "id", "--only", "num,space")
    assert find_numbers(checked) == [("pages/a.id.docx", 2, "16.900")]
    assert "all 3 segments aligned" in checked.err


def test_a_document_is_ingested_with_its_original() -> None:
    pair = ("pages/a.id.docx", "--source", "pages/a.vi.docx")
    (article,) = json.loads(call("ingest", *pair).out)["articles"]
    assert (article["segments"], article["units"]) == (3, 3)
    assert article["headline"] == TRANSLATION[0]
    found = call("lookup", ORIGINAL[2], "-s", "vi", "-t", "id")
    assert json.loads(found.out)["matches"][0]["target"] == TRANSLATION[2]


def test_a_document_is_not_fixed_in_place() -> None:
    content = Path("pages/a.id.docx").read_bytes()
    fixed = call("check", "pages/a.id.docx", "-t", "id", "--fix", "--yes")
    assert fixed.code == 2 and "cannot be fixed in place" in fixed.err
    assert Path("pages/a.id.docx").read_bytes() == content


def test_a_damaged_document_is_named() -> None:
    damaged = Path("b.docx")
    damaged.write_bytes(Path("pages/a.id.docx").read_bytes()[:300])
    for command in ("check", "ingest"):
        refused = call(
            command, str(damaged), "-t" if command == "check" else "-l", "id"
        )
        assert refused.code == 2 and "damaged document" in refused.err
