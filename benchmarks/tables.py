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
        print(json.dumps(_measured(*options.job)))
        return
    print(f"{'job':24} {'units':>9} {'CPU s':>7} {'peak MB':>8} {'file MB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for suffix in FORMATS:
            for count in (options.count // 4, options.count):
                path = Path(folder) / f"{count}.{suffix}"
                _told("write", count, path)
                _told("read", count, path)
                if options.peer and suffix == "xlsx":
                    _told("calamine", count, path)


def _told(job: str, count: int, path: Path) -> None:
    command = [sys.executable, __file__, "--job", job, str(count), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    size = path.stat().st_size / 1e6
    name = f"{job} {path.name.partition('.')[2]}"
    seconds, peak = found["seconds"], found["peak"]
    print(f"{name:24} {count:9,} {seconds:7.1f} {peak:8.0f} {size:8.1f}", flush=True)


def _measured(job: str, count: str, path: str) -> dict[str, float]:
    jobs: dict[str, Callable[[int, str], None]] = {
        "write": _write,
        "read": _read,
        "calamine": _calamine,
    }
    start = time.process_time()
    jobs[job](int(count), path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {"seconds": time.process_time() - start, "peak": peak}


def _write(count: int, path: str) -> None:
    name = "xliff1" if path.endswith(".1.xlf") else None
    result = write(path, _units(count), WriteOptions(VI, ID), format_name=name)
    assert result.written == count


def _read(count: int, path: str) -> None:
    entries = read(Path(path), ReadOptions())
    assert sum(isinstance(one, TranslationUnit) for one in entries) == count


def _calamine(count: int, path: str) -> None:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    assert sum(1 for _ in sheet.iter_rows()) == count + 1


def _units(count: int) -> Iterator[TranslationUnit]:
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
