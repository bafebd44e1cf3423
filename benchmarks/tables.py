"""How fast tables, PO and XLIFF are read and written, and in how much memory.

    python benchmarks/tables.py --count 200000 [--peer]

Makes so many units, writes them as CSV, XLSX, JSON lines, plain and gzipped, PO and
XLIFF, and reads each file again: processor seconds, and the peak of memory of a process
that does nothing else, for a quarter of the units and for all of them. `--peer` reads
the workbook with python-calamine too, which must be installed: a reader in Rust that
holds a sheet in memory.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from exports.files import read, write
from exports.format import ReadOptions, WriteOptions
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit

VI, ID = Locale.parse("vi"), Locale.parse("id")
FORMATS = ("csv", "xlsx", "jsonl", "jsonl.gz", "po", "xlf", "1.xlf")
"""How the files end; the last is XLIFF 1.2, that before it 2.1."""


def main() -> None:
    """Print a line for each format and size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--job", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job is not None:
        print(json.dumps(_measure_job(*options.job)))
        return
    print(f"{'job':24} {'units':>9} {'CPU s':>7} {'peak MB':>8} {'file MB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for suffix in FORMATS:
            for unit_count in (options.count // 4, options.count):
                path = Path(folder) / f"{unit_count}.{suffix}"
                _run_job_in_process("write", unit_count, path)
                _run_job_in_process("read", unit_count, path)
                if options.peer and suffix == "xlsx":
                    _run_job_in_process("calamine", unit_count, path)


def _run_job_in_process(job: str, unit_count: int, path: Path) -> None:
    command = [sys.executable, __file__, "--job", job, str(unit_count), str(path)]
    completed_process = subprocess.run(
        command, capture_output=True, text=True, check=True
    )
    measurement = json.loads(completed_process.stdout)
    megabytes = path.stat().st_size / 1e6
    name = f"{job} {path.name.partition('.')[2]}"
    seconds, peak_megabytes = measurement["seconds"], measurement["peak"]
    print(
        f"{name:24} {unit_count:9,} {seconds:7.1f} {peak_megabytes:8.0f} "
        f"{megabytes:8.1f}",
        flush=True,
    )


def _measure_job(job: str, count: str, path: str) -> dict[str, float]:
    function_by_job: dict[str, Callable[[int, str], None]] = {
        "write": _write_units,
        "read": _read_units,
        "calamine": _read_with_calamine,
    }
    start_time = time.process_time()
    function_by_job[job](int(count), path)
    peak_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {"seconds": time.process_time() - start_time, "peak": peak_memory}


def _write_units(count: int, path: str) -> None:
    format_name = "xliff1" if path.endswith(".1.xlf") else None
    write_result = write(
        path, _make_units(count), WriteOptions(VI, ID), format_name=format_name
    )
    assert write_result.written == count


def _read_units(count: int, path: str) -> None:
    entries = read(Path(path), ReadOptions())
    assert sum(isinstance(entry, TranslationUnit) for entry in entries) == count


def _read_with_calamine(count: int, path: str) -> None:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    assert sum(1 for _ in sheet.iter_rows()) == count + 1


def _make_units(count: int) -> Iterator[TranslationUnit]:
    for number in range(count):
        yield TranslationUnit(
            Segment.of(VI, f"Hội nghị lần thứ {number} khai mạc tại Hà Nội sáng nay."),
            Segment.of(ID, f"Konferensi ke-{number} dibuka di Hanoi pagi ini."),
            State.REVIEWED,
            Origin(
                article=f"{number // 40:016x}",
                position=number % 40,
                kind="paragraph",
                page_url=f"https://berita.example/{number // 40}",
                source_url=f"https://bao.example/{number // 40}",
                headline=f"Konferensi {number // 40}",
                publisher="Báo Mẫu",
                published="2025-11-12",
                score=0.93,
                method="ladder",
            ),
        )


if __name__ == "__main__":
    main()
