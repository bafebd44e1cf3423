"""Time to read and write TMX, compared with translate-toolkit's parser.

    python benchmarks/tmx.py [UNITS] [--peer PYTHON] [--tool NAME]

Makes a TMX file of different units from the seed articles, as another tool would write
it, and measures seconds of CPU and the most memory of a process of its own for each
job: reading it into units, reading it element by element, and writing the units; no
database has a part in it. `--peer` is a Python that has translate-toolkit, of an
environment of its own (`make peers`), since it is under the GPL and no part of Padanan.
`--tool` is the `o-tmf` of the header, which becomes a property of every unit.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

PEER_CODE = """
import resource, sys, time
from translate.storage.tmx import tmxfile
start = time.process_time()
count = len(tmxfile.parsefile(sys.argv[1]).units)
seconds = time.process_time() - start
print(count, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
PADANAN_CODE = """
import resource, sys, time
from pathlib import Path
from exports.tmx import format as tmx
from exports.format import ReadOptions, WriteOptions
from tm.unit import TranslationUnit
job, path = sys.argv[1], Path(sys.argv[2])
count = 0
start = time.process_time()
if job in ("read", "elements"):
    reading = tmx.read if job == "read" else tmx.read_elements
    for entry in reading(path, ReadOptions()):
        count += 1
else:
    batch = []
    seconds = 0.0
    with open(path.with_suffix(".out"), "wb") as file:
        def measured():
            global count, start, seconds
            for entry in tmx.read(path, ReadOptions()):
                if not isinstance(entry, TranslationUnit):
                    continue
                batch.append(entry)
                if len(batch) == 20_000:
                    start = time.process_time()
                    yield from batch
                    seconds += time.process_time() - start
                    count += len(batch)
                    batch.clear()
        tmx.write(measured(), file, WriteOptions())
    start = time.process_time() - seconds
seconds = time.process_time() - start
print(count, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
SEEDS = Path(__file__).parents[1] / "seeds" / "articles"


def read_sentences() -> list[str]:
    """Lines of the seed articles that are as long as sentences."""
    lines = [
        line.strip()
        for path in sorted(SEEDS.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [line for line in lines if 60 <= len(line) <= 250]


def write_file(path: Path, count: int, tool: str) -> None:
    """A TMX file of so many different units."""
    escaped_lines = [
        line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for line in read_sentences()
    ]
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
            '<header creationtool="t" creationtoolversion="1" segtype="sentence" '
            f'o-tmf="{tool}" adminlang="en" srclang="*all*" datatype="plaintext"/>\n'
            "<body>\n"
        )
        for number in range(count):
            source_text, target_text = (
                escaped_lines[number % len(escaped_lines)],
                escaped_lines[number * 7 % len(escaped_lines)],
            )
            timestamp = (
                f"2025{number % 12 + 1:02}{number % 28 + 1:02}T{number % 24:02}0000Z"
            )
            file.write(
                f'<tu tuid="{number}" creationdate="{timestamp}" creationid="siti">\n'
                f'<tuv xml:lang="vi"><seg>{source_text} {number}</seg></tuv>\n'
                f'<tuv xml:lang="id"><seg>{target_text} {number}</seg></tuv>\n</tu>\n'
            )
        file.write("</body>\n</tmx>\n")


def measure_command(*command: str) -> tuple[int, float, int]:
    """Units, seconds of CPU and kilobytes that a process says it took."""
    completed_process = subprocess.run(
        command, capture_output=True, text=True, check=True
    )
    count, seconds, peak_megabytes = completed_process.stdout.split()
    return int(count), float(seconds), int(peak_megabytes)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("units", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--peer", help="a Python with translate-toolkit")
    parser.add_argument("--tool", default="unknown", help="o-tmf of the header")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.tmx"
        write_file(path, options.units, options.tool)
        print(f"{options.units:,} units, {path.stat().st_size / 1e6:.0f} MB")
        command_by_name: dict[str, tuple[str, ...]] = {
            name: (sys.executable, "-c", PADANAN_CODE, name, str(path))
            for name in ("read", "elements", "write")
        }
        if options.peer:
            command_by_name["translate-toolkit, read"] = (
                options.peer,
                "-c",
                PEER_CODE,
                str(path),
            )
        for name, command in command_by_name.items():
            count, seconds, memory = measure_command(*command)
            units_per_second = count / seconds
            print(
                f"{name:24} {seconds:7.2f} s  {units_per_second:9,.0f}/s  "
                f"{memory / 1024:6.0f} MB"
            )


if __name__ == "__main__":
    main()
