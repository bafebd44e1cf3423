"""Processor time of `padanan check` of one page, against importing four libraries.

    python benchmarks/check_start_up.py
    python benchmarks/check_start_up.py --page a.id.txt --source a.vi.txt --runs 31

Builds the wheel (which needs pip, and Hatchling or a package index), installs it with
compiled bytecode into a new environment that borrows the dependencies of this one, and
runs the commands in turn, so that what else the machine does falls on all of them.
Prints the medians of processor and clock time, and their ratio to the imports.
"""

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_PAGE_STEM = "seeds/articles/hoi-nghi-rung-ngap-man"
_LIBRARIES = ("sqlalchemy", "numpy", "rapidfuzz", "regex")
_BORROWED_LIBRARIES = (*_LIBRARIES, "click", "lxml", "babel", "httpx", "ahocorasick")
"""Packages whose folders hold all dependencies."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took, in seconds."""

    processor_seconds: float
    clock_seconds: float


def main() -> None:
    """Build, install, measure and print."""
    options = _parse_options()
    with tempfile.TemporaryDirectory(prefix="padanan-start-up-") as folder_name:
        folder = Path(folder_name)
        wheel_path = options.wheel or _build_wheel(folder)
        environment_folder = folder / "venv"
        _install(wheel_path, environment_folder)
        command_by_name = _list_commands(environment_folder, options)
        environment = _make_environment(folder)
        runs_by_name = _measure(command_by_name, options.runs, folder, environment)
    imports_name = next(iter(command_by_name))
    imports_seconds = _find_median(runs_by_name[imports_name]).processor_seconds
    print(f"{'':44} {'CPU ms':>8} {'clock ms':>8} {'ratio':>6}")
    for name, runs in runs_by_name.items():
        median_run = _find_median(runs)
        print(
            f"{name:44} {median_run.processor_seconds * 1000:8.0f} "
            f"{median_run.clock_seconds * 1000:8.0f} "
            f"{median_run.processor_seconds / imports_seconds:6.2f}"
        )
    print(f"medians of {options.runs} runs in turn, Python {sys.version.split()[0]}")


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--page", type=Path, default=_ROOT / f"{_PAGE_STEM}.id.txt")
    parser.add_argument("--source", type=Path, default=_ROOT / f"{_PAGE_STEM}.vi.txt")
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--wheel", type=Path, help="a wheel that is built already")
    return parser.parse_args()


def _build_wheel(folder: Path) -> Path:
    pip_command = (
        [sys.executable, "-m", "pip"]
        if importlib.util.find_spec("pip") is not None
        else [shutil.which("pip") or "pip"]
    )
    subprocess.run(
        [*pip_command, "--quiet", "wheel", "--no-deps", "-w", folder, _ROOT], check=True
    )
    (wheel_path,) = folder.glob("padanan-*.whl")
    return wheel_path


def _install(wheel_path: Path, environment_folder: Path) -> None:
    """Install a wheel, compiled, into a new environment; it borrows dependencies."""
    venv.create(environment_folder, with_pip=True)
    (site_folder,) = environment_folder.glob("lib/python*/site-packages")
    subprocess.run(
        [
            *(environment_folder / "bin" / "python", "-m", "pip", "--quiet"),
            *("--disable-pip-version-check", "install", "--compile", "--no-deps"),
            *("--no-index", wheel_path),
        ],
        check=True,
    )
    borrowed_folders = dict.fromkeys(_find_package_folders())
    (site_folder / "borrowed.pth").write_text("\n".join(borrowed_folders) + "\n")


def _find_package_folders() -> Iterator[str]:
    for library_name in _BORROWED_LIBRARIES:
        library_spec = importlib.util.find_spec(library_name)
        assert library_spec is not None and library_spec.origin is not None
        origin_folder = Path(library_spec.origin).parent
        is_package = library_spec.submodule_search_locations is not None
        yield str(origin_folder.parent if is_package else origin_folder)


def _list_commands(
    environment_folder: Path, options: argparse.Namespace
) -> dict[str, list[str]]:
    python, program = (
        str(environment_folder / "bin" / name) for name in ("python", "padanan")
    )
    page_path = str(options.page.resolve())
    check_command = [program, "check", page_path, "-t", "id"]
    return {
        f"import {', '.join(_LIBRARIES)}": [
            python,
            "-c",
            f"import {', '.join(_LIBRARIES)}",
        ],
        "padanan --version": [program, "--version"],
        "padanan check PAGE": check_command,
        "padanan check PAGE --source PAGE": [
            *check_command,
            "--source",
            str(options.source.resolve()),
            "-s",
            "vi",
        ],
    }


def _make_environment(folder: Path) -> dict[str, str]:
    """Make an environment without settings, caches or a database of the user."""
    home_folders = {
        f"XDG_{name}_HOME": str(folder / name.lower())
        for name in ("DATA", "CACHE", "CONFIG")
    }
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PADANAN_", "PYTHON"))
    }
    return inherited | home_folders


def _measure(
    command_by_name: dict[str, list[str]],
    run_count: int,
    folder: Path,
    environment: dict[str, str],
) -> dict[str, list[Run]]:
    """Run the commands in turn, after one run of each that is not counted."""
    runs_by_name: dict[str, list[Run]] = {name: [] for name in command_by_name}
    for run_number in range(run_count + 1):
        for name, command in command_by_name.items():
            run = _run_process(command, folder, environment)
            if run_number:
                runs_by_name[name].append(run)
    return runs_by_name


def _run_process(
    command: Sequence[str], folder: Path, environment: dict[str, str]
) -> Run:
    start_time = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode < 2, f"{command} failed: {process.returncode}"
    return Run(usage.ru_utime + usage.ru_stime, time.perf_counter() - start_time)


def _find_median(runs: Sequence[Run]) -> Run:
    return Run(
        statistics.median(run.processor_seconds for run in runs),
        statistics.median(run.clock_seconds for run in runs),
    )


if __name__ == "__main__":
    main()
