"""One machine at 1, 4 and 10 million units: time, memory and bytes of every job.

    python benchmarks/scale.py DATA FOLDER --units 1000000 4000000 10000000

DATA has fuzzy/segments_200k.txt.xz (English sentences) and memory/*_vi_id.tsv and
*_id.tsv (pairs of sentences), of which units are recombined. FOLDER gets the databases
and results.json. Every job is a process of its own, and is written to the results when
it is done: an interrupted run goes on with the first job that is missing, and --again
JOB measures one anew. Imports and exports are of one TMX file; checks are of a
hundredth as many aligned pairs; rapidfuzz is measured with --peer-queries queries.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import scale_queries
from scale_corpus import Sentences, make_pairs, write_units
from server_corpus import make_pairs as make_aligned_pairs
from server_corpus import read_pairs

Figures = dict[str, Any]  # as in JSON
_PADANAN_CODE = """
import sys
from pathlib import Path
from cli import main
try:
    main()
finally:
    # The high water mark of rusage is that of the process which started this one.
    status = Path("/proc/self/status").read_text()
    print(status.split("VmHWM:")[1].split()[0], file=sys.stderr)
"""
_UNITS_PER_CHECKED_UNIT = 100
_ADDED_UNIT_COUNT = 1_000
_QUERY_COUNT = 1_200
_ROOT = Path(__file__).parent.parent


class ScaleRun:
    """The jobs of one memory, and what is known of them."""

    def __init__(self, options: argparse.Namespace, unit_count: int) -> None:
        self.unit_count = unit_count
        self._options = options
        self._folder: Path = options.folder
        self._database = self._folder / f"memory-{unit_count}.db"
        self._results_path = self._folder / "results.json"
        self._sentences: Sentences | None = None

    def run(self) -> None:
        """Run the jobs that have no result yet."""
        for job_name, run_job in self._list_jobs().items():
            size = str(self.unit_count)
            if job_name in read_results(self._results_path).get(size, {}):
                continue
            print(f"{self.unit_count:,} units: {job_name} …", file=sys.stderr)
            figures = run_job()
            # Read again, since another size may be measured at the same time.
            results = read_results(self._results_path)
            results.setdefault(size, {})[job_name] = figures
            temporary_path = self._results_path.with_suffix(".new")
            temporary_path.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
            temporary_path.replace(self._results_path)

    def _list_jobs(self) -> dict[str, Callable[[], Figures]]:
        return {
            "import": self._import,
            "index": self._index,
            "lookup": lambda: self._ask("measure_lookup", self._make_queries()),
            "phrases": lambda: self._ask("measure_phrases", self._make_queries()),
            "check": self._check,
            "export": self._export,
            "peer": lambda: self._ask("measure_peer", self._make_peer_queries()),
            "add": self._add,
        }

    def _import(self) -> Figures:
        for path in self._folder.glob(f"{self._database.name}*"):
            if path.is_file():
                path.unlink()
        units_path = self._folder / f"units-{self.unit_count}.tmx"
        if not units_path.exists():
            temporary_path = units_path.with_suffix(".new")
            write_units(temporary_path, self._read_sentences(), range(self.unit_count))
            temporary_path.replace(units_path)
        figures = self._run_command("import", str(units_path), "--no-index")
        return figures | {"store_bytes": self._database.stat().st_size}

    def _index(self) -> Figures:
        figures = self._run_command("index", "--rebuild")
        states = json.loads(figures.pop("output"))
        return figures | {
            "store_bytes": self._database.stat().st_size,
            "index_bytes": sum(state["bytes"] for state in states),
            "segments": sum(state["segments"] for state in states),
            "shards": sum(state["parts"] for state in states),
        }

    def _check(self) -> Figures:
        pairs = make_aligned_pairs(
            read_pairs(self._options.data), self.unit_count // _UNITS_PER_CHECKED_UNIT
        )
        path = self._folder / "checked.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for source, target in pairs:
                file.write(json.dumps({"source": source, "target": target}) + "\n")
        figures = self._run_command(
            *("check", str(path), "-s", "vi", "-t", "id", "--fail-on", "never"),
            unit_count=self.unit_count // _UNITS_PER_CHECKED_UNIT,
        )
        path.unlink()
        return figures

    def _export(self) -> Figures:
        path = self._folder / "export.tmx"
        figures = self._run_command("export", str(path))
        figures["bytes"] = path.stat().st_size
        path.unlink()
        return figures

    def _add(self) -> Figures:
        path = self._folder / "added.tmx"
        added_range = range(self.unit_count, self.unit_count + _ADDED_UNIT_COUNT)
        sentences = self._read_sentences()
        write_units(path, sentences, added_range)
        *_, (last_source, _) = make_pairs(sentences, added_range)
        return self._ask("measure_addition", str(path), last_source)

    def _make_queries(self) -> list[str]:
        return scale_queries.make_queries(
            self._read_sentences(), self.unit_count, self._options.queries
        )

    def _make_peer_queries(self) -> list[str]:
        queries = self._make_queries()
        return queries[:: max(1, len(queries) // self._options.peer_queries)]

    def _read_sentences(self) -> Sentences:
        if self._sentences is None:
            self._sentences = Sentences.read(self._options.data)
        return self._sentences

    def _ask(self, function_name: str, *arguments: object) -> Figures:
        """Run a function of `scale_queries` in a process of its own."""
        request = json.dumps([function_name, str(self._database), *arguments])
        command = [sys.executable, __file__, "--answer"]
        answer = subprocess.run(
            command, input=request, capture_output=True, text=True, check=True
        )
        figures: Figures = json.loads(answer.stdout)
        return figures

    def _run_command(self, *arguments: str, unit_count: int | None = None) -> Figures:
        command = [sys.executable, "-c", _PADANAN_CODE, "--format", "json"]
        usage_before = resource.getrusage(resource.RUSAGE_CHILDREN)
        result = subprocess.run(
            [*command, "--database", str(self._database), *arguments],
            stdout=subprocess.PIPE if arguments[0] == "index" else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=_ROOT,
        )
        if result.returncode:
            raise SystemExit(f"{arguments[0]} failed: {result.stderr}")
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = usage.ru_utime + usage.ru_stime
        seconds -= usage_before.ru_utime + usage_before.ru_stime
        figures: Figures = {
            "cpu_s": round(seconds, 2),
            "units_per_cpu_s": round((unit_count or self.unit_count) / seconds),
            "peak_bytes": int(result.stderr.split()[-1]) * 1024,
        }
        return figures | ({"output": result.stdout} if result.stdout else {})


def read_results(path: Path) -> Figures:
    """Read the results so far."""
    if not path.exists():
        return {}
    results: Figures = json.loads(path.read_text("utf-8"))
    return results


def print_table(results: Figures) -> None:
    """Print a line a figure and a column a size."""
    sizes = sorted(results, key=int)
    rows: dict[str, list[str]] = {}
    for column, size in enumerate(sizes):
        for job_name, figures in results[size].items():
            for name, figure in _flatten(figures):
                cells = rows.setdefault(f"{job_name} {name}", [""] * len(sizes))
                cells[column] = f"{figure:,}"
    print("| figure | " + " | ".join(f"{int(size):,}" for size in sizes) + " |")
    print("|---|" + "---:|" * len(sizes))
    for name, cells in rows.items():
        print(f"| {name} | " + " | ".join(cells) + " |")


def _flatten(figures: Figures) -> list[tuple[str, float]]:
    flat_figures: list[tuple[str, float]] = []
    for name, figure in figures.items():
        if isinstance(figure, dict):
            flat_figures += [
                (f"{name} {inner_name}", inner) for inner_name, inner in figure.items()
            ]
        else:
            flat_figures.append((name, figure))
    return flat_figures


def answer_request() -> None:
    """Run a function of `scale_queries` that standard input names."""
    function_name, database, *arguments = json.load(sys.stdin)
    if function_name == "measure_addition":
        arguments[0] = Path(arguments[0])
    function = getattr(scale_queries, function_name)
    print(json.dumps(function(Path(database), *arguments)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the jobs that are missing, and print the table and its recipe."""
    if sys.argv[1:] == ["--answer"]:
        answer_request()
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--units", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--queries", type=int, default=_QUERY_COUNT)
    parser.add_argument("--peer-queries", type=int, default=20)
    parser.add_argument("--again", action="append", default=[], metavar="JOB")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    results_path = options.folder / "results.json"
    results = read_results(results_path)
    if options.again:
        for unit_count in options.units:
            for job_name in options.again:
                results.get(str(unit_count), {}).pop(job_name, None)
        results_path.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    for unit_count in options.units:
        ScaleRun(options, unit_count).run()
    print_table(read_results(results_path))
    print(
        f"\nRecipe: `{' '.join(sys.argv)}`; Python {platform.python_version()}, "
        f"{os.cpu_count()} cores; processor time unless a figure says wall."
    )


if __name__ == "__main__":
    main()
