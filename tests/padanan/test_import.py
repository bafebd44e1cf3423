"""Importing the front door: quick, complete, and only beside its own neighbours."""

import subprocess
import sys
from pathlib import Path

import pytest

import padanan
from tests.paths import ROOT

HEAVY = ("alembic", "lxml", "numpy", "rapidfuzz", "regex", "rich", "sqlalchemy")


def run(code: str, *, path: str = "", folder: Path = ROOT) -> tuple[str, str]:
    """What a fresh Python prints, and says of errors, with a folder first on its path.

    -P: the current folder, where the tests run, is not on the path.
    """
    lines = [
        "import sys",
        f"sys.path[:0] = {[path] * bool(path) + [str(ROOT)]}",
        code,
    ]
    done = subprocess.run(
        [sys.executable, "-P", "-c", "\n".join(lines)],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    return done.stdout, done.stderr


def test_import_brings_nothing_heavy() -> None:
    modules = set(run("import padanan; print(*sys.modules)")[0].split())
    assert not modules & {*HEAVY, "typing", "re", "tm", "checks", "glossary", "exports"}


def test_import_takes_less_than_thirty_milliseconds() -> None:
    code = (
        "import time; start = time.process_time(); import padanan; "
        "print(time.process_time() - start)"
    )
    assert min(float(run(code)[0]) for _ in range(3)) < 0.03


@pytest.mark.parametrize("name", padanan.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(padanan, name) is getattr(padanan, name)
    assert name in dir(padanan)


def test_names_for_type_checkers_are_those_that_are_imported() -> None:
    assert sorted(padanan._MODULE_BY_NAME) == sorted(padanan.__all__)


def test_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'memoir'"):
        padanan.memoir  # type: ignore[attr-defined]  # noqa: B018


def test_package_of_a_name_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "__init__.py").touch()
    _, errors = run("import padanan", path=str(tmp_path))
    assert f"the package 'checks' in {tmp_path / 'checks'} is not Padanan's" in errors
    assert f"{ROOT / 'checks'}: rename yours" in errors


def test_module_of_a_name_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tm.py").touch()
    _, errors = run("import tm, padanan", path=str(tmp_path))
    assert f"the package 'tm' in {tmp_path / 'tm.py'} is not Padanan's" in errors


def test_package_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "padanan").symlink_to(ROOT / "padanan")
    code = "sys.path[:] = [sys.path[0], *sys.path[2:]]; import padanan"
    _, errors = run(code, path=str(tmp_path), folder=tmp_path)
    # Beside the link there is none; where it leads there are all.
    assert "ImportError" in errors or not errors
