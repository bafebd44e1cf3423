"""The measurements by size, in small: what they find, and that they can be resumed.

A small version of `benchmarks/scale.py`.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

SIZES = 2_000, 6_000
JOBS = "import", "index", "lookup", "phrases", "check", "export", "peer", "add"


@pytest.mark.thorough
@pytest.mark.slow
def test_a_killed_run_goes_on_and_finds_every_hit(shared: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "scale.py")]
    command += [str(shared / "data"), str(tmp_path), "--units", *map(str, SIZES)]
    command += ["--queries", "40", "--peer-queries", "20"]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        while "lookup …" not in process.stderr.readline():
            pass
        process.kill()
    results_path = tmp_path / "results.json"
    assert list(json.loads(results_path.read_text("utf-8"))["2000"]) == list(JOBS[:2])
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "2,000 units: import" not in done.stderr
    assert "6,000 units: import" in done.stderr
    assert "| lookup warm mean_ms |" in done.stdout
    for size, figures in json.loads(results_path.read_text("utf-8")).items():
        assert list(figures) == list(JOBS)
        assert figures["peer"]["hits"] > 10 and not figures["peer"]["missed"]
        assert figures["index"]["segments"] == 2 * int(size)
        assert figures["add"]["found_after_wall_ms"] > 0
