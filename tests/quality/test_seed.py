"""What the checks find in the seed article, against what an editor marked in it.

Recipe: the starter termbase is imported into an empty database, then
`shared/tools/seed_score.py` ingests and checks the page of `shared/data/seed`, in the
profile `strict`. Rows of `expected_findings.csv` count as it says there. Floors only
rise.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.paths import ROOT

pytestmark = pytest.mark.slow

_FLOORS = {
    # priority, what is expected: rows found, of all
    ("must", "finding"): (10, 10),
    ("must", "ingest"): (4, 4),
    ("should", "finding"): (19, 22),
    ("should", "ingest"): (4, 4),
    ("should", "silent"): (5, 5),
    ("stretch", "silent"): (1, 1),
}


def test_the_seed_article_is_read_as_an_editor_reads_it(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = str(tmp_path / "seed.db")
    titles = str(ROOT / "seeds" / "glossary" / "official_titles.csv")
    assert call("--database", database, "terms", "import", titles).code == 0
    # All checks: `news` leaves out some that this article's editor wanted.
    (tmp_path / "padanan.toml").write_text('[checks]\nprofile = "strict"\n', "utf-8")
    program = shlex.join([sys.executable, "-c", "from cli import main; main()"])
    done = subprocess.run(
        [
            *(sys.executable, str(shared / "tools" / "seed_score.py")),
            *("--database", database, "--padanan", program),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    with capsys.disabled():
        print(f"\n{done.stdout.strip()}")
    found = {
        (priority, kind): (int(count), int(total))
        for priority, kind, count, total in re.findall(
            r"(\w+)\s+(finding|ingest|silent)\s+(\d+)/(\d+)", done.stdout
        )
    }
    for row, (least, total) in _FLOORS.items():
        count, of = found[row]
        assert of == total
        assert count >= least, row
