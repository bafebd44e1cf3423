"""Another program reads our workbooks: openpyxl, of which many tools are made.

It is run by the Python that `PADANAN_PEERS` names, an environment of its own (`make
peers`).
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from exports.format import WriteOptions
from exports.xlsx import format as xlsx
from tests.tm.store.samples import unit

PEER = os.environ.get("PADANAN_PEERS", "")
READING = """
import json, sys
from openpyxl import load_workbook
sheet = load_workbook(sys.argv[1]).worksheets[0]
print(json.dumps([[cell.value for cell in row] for row in sheet.iter_rows()]))
print(json.dumps([cell.data_type for row in sheet.iter_rows() for cell in row]))
"""
TEXTS = [
    *("=1+1", "+62 21", "-5 derajat", "@SUM(A1)", "0012", "1e5", "TRUE", "#N/A"),
    *("2024-01-02", "Họp báo <b>5&amp;6</b>", "satu\ndua", "satu\tdua", "😀 𐐷"),
    *("\u200bnol", "<script>alert(1)</script>", "x" * 32_000),
]


@pytest.mark.skipif(not PEER, reason="PADANAN_PEERS names no Python")
@pytest.mark.parametrize("formula_safe", [False, True])
def test_openpyxl_reads_the_same_texts_and_no_formula(
    tmp_path: Path, formula_safe: bool
) -> None:
    path = tmp_path / "a.xlsx"
    units = [unit(f"câu {text}", text, note=text) for text in TEXTS]
    with path.open("wb") as file:
        xlsx.write(units, file, WriteOptions(formula_safe=formula_safe))
    done = subprocess.run(
        [PEER, "-c", READING, str(path)], capture_output=True, encoding="utf-8"
    )
    if "ModuleNotFoundError" in done.stderr:
        pytest.skip("openpyxl is not installed there")
    assert done.returncode == 0, done.stderr
    (header, *rows), data_types = map(json.loads, done.stdout.splitlines())
    for column, texts in (
        ("source", [f"câu {text}" for text in TEXTS]),
        ("target", TEXTS),
        ("note", TEXTS),
    ):
        cells = [row[header.index(column)] for row in rows]
        # A guard keeps a spreadsheet from taking a text for a formula.
        assert [cell.removeprefix("'") for cell in cells] == texts
    assert "f" not in data_types
