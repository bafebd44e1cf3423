"""OmegaT, run as people run it, works with what we export; and we with its files."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.paths import DATA

FOLDER = DATA / "omegat"
OMEGAT = Path("/usr/share/omegat/OmegaT.jar")

needed = pytest.mark.skipif(
    not OMEGAT.exists() or shutil.which("java") is None,
    reason="OmegaT or Java is not installed (Debian: omegat)",
)
PAIRS = (
    ("Lễ mở ký Công ước Hà Nội.", "Upacara penandatanganan Konvensi Hanoi."),
    ("Bộ Công an & Bộ Ngoại giao", "Kementerian Keamanan Publik & Luar Negeri"),
)
UNKNOWN = "Câu này không có trong bộ nhớ."


def run(*words: str, home: Path) -> str:
    environment = {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["java", "-Dfile.encoding=UTF-8", f"-Duser.home={home}", *words],
        capture_output=True,
        encoding="utf-8",
        env=environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A memory that holds the pairs."""
    path = str(tmp_path / "memory.db")
    for source, target in PAIRS:
        words = ("add", source, target, "-s", "vi", "-t", "id")
        assert call(*words, "--database", path).code == 0
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of OmegaT with a text to translate."""
    folder = tmp_path / "project"
    for name in ("source", "target", "tm/auto", "glossary", "dictionary", "omegat"):
        (folder / name).mkdir(parents=True)
    shutil.copy(FOLDER / "omegat.project", folder)
    lines = [*(source for source, _ in PAIRS), UNKNOWN]
    (folder / "source" / "page.txt").write_text("\n\n".join(lines), encoding="utf-8")
    return folder


def translate(project: Path, home: Path) -> None:
    """Have OmegaT translate a project."""
    options = ("--mode=console-translate", f"--config-dir={home / 'config'}")
    run("-jar", str(OMEGAT), str(project), *options, home=home)


def padanan(*words: str | Sequence[str], database: str) -> None:
    flat = [
        word for part in words for word in ([part] if isinstance(part, str) else part)
    ]
    done = call(*flat, "--database", database)
    assert done.code == 0, done.err


@needed
def test_omegat_translates_a_text_by_our_tmx(
    project: Path, database: str, tmp_path: Path
) -> None:
    exported = str(project / "tm" / "auto" / "padanan.tmx")
    padanan("export", exported, "-s", "vi", "-t", "id", database=database)
    translate(project, tmp_path)
    translated = (project / "target" / "page.txt").read_text(encoding="utf-8")
    expected = [*(target for _, target in PAIRS), UNKNOWN]
    assert translated.split("\n\n") == expected


@needed
def test_omegat_saves_what_we_exported_and_we_know_it_again(
    project: Path, database: str, tmp_path: Path
) -> None:
    exported = str(project / "tm" / "auto" / "padanan.tmx")
    padanan("export", exported, "-s", "vi", "-t", "id", database=database)
    translate(project, tmp_path)
    for level in ("level1", "level2", "omegat"):
        saved = str(project / f"project-{level}.tmx")
        fresh = str(tmp_path / f"{level}.db")
        padanan("import", saved, database=fresh)
        again = str(tmp_path / f"{level}.tsv")
        padanan("export", again, "-s", "vi", "-t", "id", database=fresh)
        rows = Path(again).read_text(encoding="utf-8").splitlines()
        pairs = {tuple(row.split("\t")[:2]) for row in rows}
        assert pairs >= set(PAIRS), level


@needed
@pytest.mark.skipif(shutil.which("javac") is None, reason="no Java compiler is here")
def test_omegat_reads_our_glossary(tmp_path: Path) -> None:
    database = str(tmp_path / "terms.db")
    table = tmp_path / "terms.csv"
    table.write_text(
        "concept_id,vi,id,domain,note\n"
        "moha,Bộ Công an,Kementerian Keamanan Publik,ministry,official\n"
        "mofa,Bộ Ngoại giao,Kementerian Luar Negeri,,\n",
        encoding="utf-8",
    )
    padanan("terms", "import", str(table), database=database)
    exported = str(tmp_path / "padanan.utf8")
    padanan(
        ("terms", "export", exported, "--as", "omegat"),
        ("-s", "vi", "-t", "id"),
        database=database,
    )
    said = run(
        "-cp", str(OMEGAT), str(FOLDER / "Glossary.java"), exported, home=tmp_path
    )
    assert sorted(said.splitlines()) == [
        "Bộ Công an\tKementerian Keamanan Publik\tdomain: ministry | official",
        "Bộ Ngoại giao\tKementerian Luar Negeri\t",
    ]
