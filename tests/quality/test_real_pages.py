"""The benchmark of labelled pages, on two pages written for this test."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

pytestmark = pytest.mark.slow

_PAGE = """Hanoi Buka Tiga Rute Bus Malam

Dinas Perhubungan Hanoi membuka tiga rute bus bus malam pada 3 Maret 2026.

“Penumpang memintanya sejak lama,” kata Nguyen Van Lam, kepala dinas itu.

Bahasa Indonesia: Rute ketiga melewati Jembatan Long Bien.
"""
_ORIGINAL = """Hà Nội mở ba tuyến xe buýt đêm

Sở Giao thông Hà Nội mở ba tuyến xe buýt đêm vào ngày 3 tháng 3 năm 2026.

“Hành khách yêu cầu từ lâu”, ông Nguyễn Văn Lâm, giám đốc sở, nói.

Tuyến thứ ba đi qua cầu Long Biên.
"""
_OTHER_PAGE = """Pasar Bunga Da Lat Dibuka

Pasar bunga di Da Lat dibuka kembali setelah diperbaiki selama dua bulan.

Para pedagang menempati kios kios baru sejak hari Senin.
"""
_LABELS = {
    "findings_judged.tsv": (
        "page\tmode\tcheck\tseverity\tverdict\tquote\tmessage\n"
        "bus\tmono\tword.doubled\twarning\tT\tbus bus\tDoubled word\n"
        "flowers\tmono\tword.doubled\twarning\tF\tkios kios\tDoubled word\n"
    ),
    "missed_faults.tsv": (
        "class\tpage\tas_it_stands\tbetter\n"
        "J\tbus\trute bus bus malam\trute bus malam\n"
        "H\tflowers\tsetelah diperbaiki\tsesudah direnovasi\n"
        "A\tflowers\tIKLAN\t(drop)\n"
    ),
    "title_mentions.tsv": (
        "page\tid\tvi\ten\tvietnamese_or_foreign\n"
        "bus\tPerdana Menteri\tThủ tướng Chính phủ\tPrime Minister\tV\n"
        "bus\tPerdana Menteri\tPhó Thủ tướng\tDeputy Prime Minister\tV\n"
    ),
    "page_parts.tsv": (
        "page\tpart\tvalue\n"
        "bus\theadline\tHanoi Buka Tiga Rute Bus Malam\n"
        "bus\tpublisher\tHanoi Baru|\n"
    ),
    "gold_pairs.tsv": (
        "page\tsource\ttarget\n"
        "bus\tTuyến thứ ba đi qua cầu Long Biên.\t"
        "Kalimat yang tidak ada di halaman.\n"
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two pages, an original and labels."""
    folder = tmp_path_factory.mktemp("pages")
    texts = {
        "bus.id.txt": _PAGE,
        "bus.vi.txt": _ORIGINAL,
        "flowers.id.txt": _OTHER_PAGE,
        **_LABELS,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def printed_lines(folder: Path) -> list[str]:
    """What the benchmark prints; it writes unjudged.tsv into the folder, too."""
    return _run(folder, "--judge-list", str(folder / "unjudged.tsv"))


def test_verdicts_are_found_by_page_check_and_quote(printed_lines: list[str]) -> None:
    assert _find_row(printed_lines, "word.doubled")[:5] == ["1", "0", "1", "0", "0.50"]
    precision = _find_row(printed_lines, "page alone, spacing aside: strict precision")
    assert precision == ["0.50", "0.09–0.91", "1 / 2"]


def test_a_fault_counts_as_found_if_a_finding_touches_it(
    printed_lines: list[str],
) -> None:
    assert _find_row(printed_lines, "faults of class J")[2] == "1 / 1"
    assert _find_row(printed_lines, "faults of class H")[2] == "0 / 1"
    # The finding judged true is the fault of class J.
    assert _find_row(printed_lines, "known faults found")[2] == "2 / 3"


def test_residue_that_the_page_reader_drops_counts_as_found(
    printed_lines: list[str],
) -> None:
    assert _find_row(printed_lines, "faults of class A")[2] == "1 / 1"


def test_a_title_of_another_rank_is_not_right(printed_lines: list[str]) -> None:
    assert _find_row(printed_lines, "titles right")[2] == "1 / 2"


def test_parts_and_pairs_are_scored(printed_lines: list[str]) -> None:
    assert _find_row(printed_lines, "headline right")[2] == "1 / 1"
    assert _find_row(printed_lines, "publisher right")[2] == "1 / 1"
    assert _find_row(printed_lines, "gold pairs in use")[2] == "0 / 1"


def test_findings_without_a_verdict_are_listed_to_be_judged(
    folder: Path, printed_lines: list[str]
) -> None:
    header, *lines = (folder / "unjudged.tsv").read_text("utf-8").splitlines()
    count = int(_find_row(printed_lines, "findings without a verdict")[0])
    assert header.split("\t")[:6] == [
        "page",
        "mode",
        "check",
        "severity",
        "verdict",
        "quote",
    ]
    assert len(lines) == count
    assert not any("bus bus" in line.split("\t")[5] for line in lines)


def _run(folder: Path, *options: str) -> list[str]:
    script = ROOT / "benchmarks" / "real_pages.py"
    completed_process = subprocess.run(
        [sys.executable, str(script), str(folder), *options],
        capture_output=True,
        text=True,
        check=True,
    )
    return completed_process.stdout.splitlines()


def _find_row(lines: list[str], name: str) -> list[str]:
    """The cells of a row of a table, after its name."""
    row = next(line for line in lines if line.startswith(f"| {name} |"))
    return [cell.strip() for cell in row.strip("| ").split("|")][1:]
