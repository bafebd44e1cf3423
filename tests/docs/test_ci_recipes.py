"""The commands about continuous integration do what the page says."""

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.calling import Called, call

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "quality.md").read_text("utf-8")
SECTION = PAGE.partition("## Checks in continuous integration")[2]
COMMANDS = re.findall(
    r"(?:run: |- |entry: |^)(padanan check .*)", SECTION, re.MULTILINE
)
CLEAN = "Harga beras naik\n\nHarga beras naik di Hanoi kemarin.\n"
FAULTY = "Harga beras naik\n\nHarga beras naik naik di Hanoi kemarin .\n"


@pytest.fixture(autouse=True)
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a page, as the recipes have it."""
    monkeypatch.chdir(tmp_path)
    Path("pages").mkdir()
    Path("pages/a.id.txt").write_text(CLEAN, "utf-8")


def run_recipe(command: str) -> Called:
    """Run a command of the page as a shell does; pre-commit adds the files."""
    words = shlex.split(command.partition(" > ")[0])[1:]
    paths = [str(path) for path in Path().glob("pages/*.id.txt")]
    if "pages/*.id.txt" not in words:
        words.append("pages/*.id.txt")
    position = words.index("pages/*.id.txt")
    return call(*words[:position], *paths, *words[position + 1 :])


def test_all_recipes_are_found() -> None:
    assert len(COMMANDS) == 5


@pytest.mark.parametrize("command", [one for one in COMMANDS if "known" not in one])
def test_a_recipe_fails_for_a_fault_and_for_nothing_else(command: str) -> None:
    assert run_recipe(command).code == 0
    Path("pages/a.id.txt").write_text(FAULTY, "utf-8")
    assert run_recipe(command).code == 1
    for report in re.findall(r"--report (\S+)", command):
        assert "word.doubled" in Path(report).read_text("utf-8")


def test_only_new_findings_fail() -> None:
    keep, compare = (command for command in COMMANDS if "known" in command)
    Path("pages/a.id.txt").write_text(FAULTY, "utf-8")
    kept = run_recipe(keep)
    assert kept.code == 0 and "word.doubled" in kept.out
    Path("known.jsonl").write_text(kept.out, "utf-8")
    assert run_recipe(compare).code == 0
    Path("pages/b.id.txt").write_text(CLEAN.replace("naik di", "naik  di"), "utf-8")
    assert run_recipe(compare).code == 1


def test_each_severity_of_fail_on_is_explained() -> None:
    for severity in ("error", "warning", "info", "never"):
        assert f"| `{severity}` |" in SECTION
