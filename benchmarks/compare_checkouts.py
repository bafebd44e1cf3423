"""Compare two checkouts of Padanan, command by command, on the same machine.

    python benchmarks/compare_checkouts.py OLD NEW DATA [--count 100000] [--runs 10]
        [--only import,lookup] [--python PYTHON]

OLD and NEW are folders of checkouts, DATA that of the development data. Each job is a
command, run as a process of its own in both checkouts in turn, the order reversed each
time, so that what else the machine does falls on both. Printed are the medians of the
processor time (user and system, of the process and its children) and the ratio of the
two. Both read the same files; each has a database of its own, made by itself. What runs
is what a wheel of each would install: a copy, with data files as its build makes them.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from exchange_corpus import write_corpus

from tm.language_data import convert_to_json

_PADANAN_CODE = "import cli; cli.main()"
_QUERY_COUNT = 1000
_CHECKED_UNIT_COUNT = 6000


@dataclass(frozen=True, slots=True)
class Job:
    """A command that is timed."""

    name: str
    arguments: Sequence[str]
    prepare: Callable[[Path], None] = lambda folder: None
    """Puts the folder into the state in which the command is run."""
    exit_codes: Sequence[int] = (0,)


@dataclass(frozen=True, slots=True)
class Checkout:
    """One of the two, with a folder for its databases."""

    root: Path
    folder: Path
    python: str

    def run(self, job: Job) -> float:
        """Seconds of the processor that the command took."""
        job.prepare(self.folder)
        usage_before = resource.getrusage(resource.RUSAGE_CHILDREN)
        completed_process = subprocess.run(
            [self.python, "-c", _PADANAN_CODE, *job.arguments],
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
        )
        usage_after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if completed_process.returncode not in job.exit_codes:
            sys.exit(f"{self.root}: {job.name}: {completed_process.stderr}")
        return (
            usage_after.ru_utime
            + usage_after.ru_stime
            - usage_before.ru_utime
            - usage_before.ru_stime
        )

    def _environment(self) -> dict[str, str]:
        """The environment of a command, which keeps compiled modules next to databases.

        Without them each run would also measure how long the sources take to compile.
        """
        environment = {
            name: value
            for name, value in os.environ.items()
            if name != "PYTHONDONTWRITEBYTECODE"
        }
        return environment | {
            "PYTHONPATH": str(self.root),
            "PYTHONPYCACHEPREFIX": str(self.folder.parent / "compiled"),
            "PADANAN_OFFLINE": "1",
        }


def main() -> None:
    """Compare the checkouts that the command line names."""
    options = _parse_options()
    with TemporaryDirectory(dir=options.folder) as temporary_folder:
        inputs_folder = Path(temporary_folder) / "inputs"
        inputs_folder.mkdir()
        _write_inputs(inputs_folder, options.data, options.count)
        python_path = os.path.abspath(options.python)
        checkouts = []
        for name, root in (("old", options.old), ("new", options.new)):
            database_folder = Path(temporary_folder) / name
            database_folder.mkdir()
            packages_folder = Path(temporary_folder) / f"{name}-packages"
            _copy_packages(root.resolve(), packages_folder)
            checkouts.append(Checkout(packages_folder, database_folder, python_path))
        print(
            f"{options.count:,} units; {options.runs} runs in turn; "
            "medians of processor seconds"
        )
        print(f"{'job':<22}{'old':>9}{'new':>9}{'ratio':>8}")
        for job in _make_jobs(inputs_folder, options.new.resolve()):
            if not options.only or job.name in options.only.split(","):
                _compare_job(job, checkouts, options.runs)
            elif job.name in ("import", "terms", "index"):  # others build on these
                for checkout in checkouts:
                    checkout.run(job)


def _compare_job(job: Job, checkouts: Sequence[Checkout], run_count: int) -> None:
    seconds: list[list[float]] = [[], []]
    for run_number in range(run_count):
        order = (0, 1) if run_number % 2 == 0 else (1, 0)
        for checkout_index in order:
            seconds[checkout_index].append(checkouts[checkout_index].run(job))
    old_seconds, new_seconds = (
        statistics.median(checkout_seconds) for checkout_seconds in seconds
    )
    print(
        f"{job.name:<22}{old_seconds:>9.3f}{new_seconds:>9.3f}"
        f"{new_seconds / old_seconds:>8.2f}",
        flush=True,
    )


_DATABASE = ("--database", "memory.db")
_LANGUAGES = ("-s", "vi", "-t", "id")


def _make_jobs(inputs_folder: Path, root_folder: Path) -> list[Job]:
    sentence = (inputs_folder / "queries.txt").read_text("utf-8").split("\n")[0]
    return [
        *_make_storing_jobs(inputs_folder),
        *_make_lookup_jobs(inputs_folder, sentence),
        Job("export", ["export", "out.tmx", *_DATABASE]),
        *_make_text_jobs(inputs_folder, root_folder / "seeds" / "articles"),
        Job(
            "concordance",
            ["concordance", "Việt Nam", *_LANGUAGES, *_DATABASE],
            exit_codes=(0, 1),
        ),
        Job(
            "terms find",
            ["terms", "find", sentence, "-l", "vi", *_DATABASE],
            exit_codes=(0, 1),
        ),
    ]


def _make_storing_jobs(inputs_folder: Path) -> list[Job]:
    """Make the jobs that start the program, and fill a database."""
    glossary_path = str(inputs_folder / "glossary.csv")
    return [
        Job("start", ["--version"]),
        Job(
            "import",
            ["import", str(inputs_folder / "corpus.tmx"), "--no-index", *_DATABASE],
            prepare=_remove_database,
        ),
        Job("index", ["index", "--rebuild", *_DATABASE]),
        Job("terms", ["terms", "import", glossary_path, *_DATABASE], exit_codes=(0, 1)),
    ]


def _make_lookup_jobs(inputs_folder: Path, sentence: str) -> list[Job]:
    """Make the jobs that look up one text, and many."""
    queries_path = str(inputs_folder / "queries.txt")
    return [
        Job("lookup", ["lookup", sentence, *_LANGUAGES, *_DATABASE], exit_codes=(0, 1)),
        Job(
            "lookup batch", ["lookup", "--batch", queries_path, *_LANGUAGES, *_DATABASE]
        ),
    ]


def _make_text_jobs(inputs_folder: Path, articles_folder: Path) -> list[Job]:
    """Make the jobs that check units and a page, and align a page."""
    units_path = str(inputs_folder / "units.jsonl")
    source_path, target_path = (
        str(articles_folder / f"hoi-nghi-rung-ngap-man.{side}.txt")
        for side in ("vi", "id")
    )
    return [
        Job(
            "check units",
            ["check", units_path, *_LANGUAGES, "--format", "jsonl", *_DATABASE],
            exit_codes=(0, 1),
        ),
        Job(
            "check page",
            ["check", target_path, "--source", source_path, *_LANGUAGES, *_DATABASE],
            exit_codes=(0, 1),
        ),
        Job(
            "align",
            [
                *("align", source_path, target_path),
                *(*_LANGUAGES, "--format", "json", *_DATABASE),
            ],
        ),
    ]


def _copy_packages(root_folder: Path, packages_folder: Path) -> None:
    """Copy the packages of a checkout, with its data files as a wheel has them."""
    project = tomllib.loads((root_folder / "pyproject.toml").read_text("utf-8"))
    for package in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        shutil.copytree(root_folder / package, packages_folder / package)
    if not (root_folder / "wheel_data.py").exists():
        return
    for toml_path in packages_folder.rglob("data/**/*.toml"):
        toml_path.with_suffix(".json").write_bytes(
            convert_to_json(toml_path.read_bytes())
        )


def _remove_database(folder: Path) -> None:
    for path in folder.glob("memory.db*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _write_inputs(folder: Path, data_folder: Path, unit_count: int) -> None:
    """The files that both checkouts read."""
    write_corpus(folder / "corpus.tmx", data_folder, unit_count)
    lines = [
        line.split("\t")
        for path in sorted((data_folder / "memory").glob("*_vi_id.tsv"))
        for line in path.read_text("utf-8").split("\n")
        if line.count("\t") >= 1
    ]
    step = max(1, len(lines) // _QUERY_COUNT)
    queries = [line[0] for line in lines[::step] if len(line[0]) > 40][:_QUERY_COUNT]
    (folder / "queries.txt").write_text("\n".join(queries) + "\n", "utf-8")
    units = []
    with (data_folder / "checks" / "base.jsonl").open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            segment = json.loads(line)
            if "vi" in segment and "id" in segment:
                units.append(
                    {
                        "document": segment.get("doc", "base"),
                        "id": str(number),
                        "source": segment["vi"],
                        "target": segment["id"],
                    }
                )
    text = "".join(
        json.dumps(unit, ensure_ascii=False) + "\n"
        for unit in units[:_CHECKED_UNIT_COUNT]
    )
    (folder / "units.jsonl").write_text(text, "utf-8")
    shutil.copy(data_folder / "checks" / "glossary.csv", folder / "glossary.csv")


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--only", help="names of jobs, with commas between them")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--folder", type=Path, help="where the databases are made")
    return parser.parse_args()


if __name__ == "__main__":
    main()
