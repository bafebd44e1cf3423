"""How Padanan reads, writes and validates the test files of other tools.

    python benchmarks/peer_files.py FOLDER [--peers PYTHON] [--details FILE]

Each folder in FOLDER has the files of one tool: PO, POT, MO, XLIFF, TMX, TBX, CSV,
TSV, XLSX and SRX. Every file is converted to its own format and validated. The table
counts the files that were read, or refused with a clear error, and crashes (exit code
70); those whose units, with entries that are skipped and reported, are as many as
another program reads; those whose texts, but for blank ones, that program finds again
in the file that was written; PO files laid out as msgcat does it;
and verdicts of `validate` that agree with a folder named `valid` or `invalid`.
`--peers` is a Python that has translate-toolkit, of an environment of its own (`make
peers`); without it polib reads PO. `--details` gets a line for every difference.
"""

import argparse
import json
import re
import shutil
import signal
import subprocess
import sys
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from exports.conversion import ConvertOptions, convert
from exports.files import detect_unit_format, read
from exports.format import ReadOptions
from exports.srx.rule_file import read as read_srx
from exports.validation import validate
from tm.errors import InputError, PadananError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.unit import TranslationUnit
from tm.unit_property import DERIVED_FROM_PROPERTY

SUFFIXES = """.po .pot .mo .gmo .xlf .xliff .sdlxliff .mqxliff .mxliff .tmx .tbx
.csv .tsv .xlsx .srx""".split()
COLUMNS = "files read refused crash units texts msgcat valid".split()
SECONDS_PER_FILE = 60
LANGUAGES = ReadOptions(
    Locale("en"), Locale("id"), are_default_locales=True, with_untranslated=True
)
"""For files that do not name theirs."""


@dataclass
class Outcome:
    """What happened to a file: the columns that count it, and differences."""

    counts: dict[str, int | None] = field(default_factory=dict)
    """Whether a column holds; None if nobody judges it."""
    differences: list[str] = field(default_factory=list)

    def judge(self, column: str, is_equal: bool, difference: str) -> None:
        """Record a judgement, and the difference if there is one."""
        self.counts[column] = int(is_equal)
        if not is_equal:
            self.differences.append(f"{column}: {difference}")


class Judge:
    """The program that reads files a second time, and answers line by line."""

    def __init__(self, python: str) -> None:
        script = Path(__file__).with_name("peer_files_judge.py")
        self._process = subprocess.Popen(
            [python, "-W", "ignore", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> "Judge":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def read_texts(self, path: Path) -> list[tuple[str, ...]] | str:
        """Read the texts of a file; a text says why it cannot."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if isinstance(answer, dict):
            return str(answer["error"])
        return [tuple(texts) for texts in answer]


def measure_file(path: Path, judge: Judge, folder: Path) -> Outcome:
    """Convert and validate a file, and judge the result."""
    outcome = Outcome()
    if path.suffix.lower() == ".srx":
        rule_file = read_srx(path)
        rule_count = sum(map(len, rule_file.rules_by_group.values()))
        outcome.counts["read"] = 1
        markup = re.sub(rb"(?s)<!--.*?-->", b"", path.read_bytes())
        marked_count = len(re.findall(rb"<rule[\s>]", markup))
        outcome.judge("units", rule_count == marked_count, str(rule_file.skipped))
        return outcome
    expected_verdict = next(
        (part for part in path.parts if part in ("valid", "invalid")), None
    )
    if expected_verdict is not None:
        violations = [*validate(path, LANGUAGES)]
        verdict = "invalid" if violations else "valid"
        reasons = "; ".join(f"{v.line}: {v.reason}" for v in violations[:3])
        outcome.judge("valid", verdict == expected_verdict, reasons or "no fault")
    else:
        for _ in validate(path, LANGUAGES):
            pass
    output_path = folder / f"written{path.suffix}"
    output_path.unlink(missing_ok=True)
    # XLIFF 1.2 stays 1.2, whatever version the suffix stands for.
    is_xliff = path.suffix.lower().endswith(("xlf", "xliff"))
    output_format = detect_unit_format(path).name if is_xliff else None
    options = ConvertOptions(output_format=output_format)
    try:
        converted = convert(str(path), str(output_path), options)
    except InputError as error:
        if not error.parameters:
            raise
        options = ConvertOptions(LANGUAGES, output_format=output_format)
        converted = convert(str(path), str(output_path), options)
        outcome.differences.append("languages: had to be named")
    outcome.counts["read"] = 1
    if path.suffix.lower() not in (".csv", ".tsv", ".xlsx"):
        judge_texts(outcome, path, output_path, judge, options)
    if path.suffix.lower() in (".po", ".pot") and (msgcat := shutil.which("msgcat")):
        judge_layout(outcome, output_path, msgcat)
    if converted.skipped:
        first = converted.skipped[0]
        outcome.differences.append(f"skipped: {first.line}: {first.reason}")
    return outcome


def judge_texts(
    outcome: Outcome,
    path: Path,
    output_path: Path,
    judge: Judge,
    options: ConvertOptions,
) -> None:
    """Judge the count of units and the texts that were written."""
    texts = judge.read_texts(path)
    if isinstance(texts, str):
        outcome.differences.append(f"judge: {texts}")
        return
    texts = drop_obsolete_duplicates(texts)
    if path.suffix.lower() != ".tbx":
        entries = [
            entry
            for entry in read(path, options.read)
            if isinstance(entry, SkippedEntry)
            or (
                isinstance(entry, TranslationUnit)
                and not any(p.name == DERIVED_FROM_PROPERTY for p in entry.properties)
            )
        ]
        difference = f"{len(entries)}, not {len(texts)}"
        outcome.judge("units", len(entries) == len(texts), difference)
    written_texts = judge.read_texts(output_path)
    if isinstance(written_texts, str):
        outcome.judge("texts", False, written_texts)
        return
    counts, written_counts = (
        Counter(pair for pair in pairs if pair[0].strip().strip("~?\4"))
        for pairs in (texts, written_texts)
    )
    missing, added = counts - written_counts, written_counts - counts
    difference = f"{missing.total()} lost, {added.total()} new: "
    difference += f"{list(missing)[:2]} {list(added)[:2]}"[:600]
    outcome.judge("texts", counts == written_counts, difference)


def drop_obsolete_duplicates(texts: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Drop obsolete PO entries that are in use, too, which gettext refuses."""
    live_pairs = {
        (source.removeprefix("?"), target)
        for source, target in texts
        if not source.startswith("~")
    }
    live_sources = {source for source, _ in live_pairs}
    return [
        (source, target)
        for source, target in texts
        if not source.startswith("~")
        or (
            (source.lstrip("~?"), target) not in live_pairs
            and (target.strip("\0") or source.lstrip("~?") not in live_sources)
        )
    ]


def judge_layout(outcome: Outcome, output_path: Path, msgcat: str) -> None:
    """Judge whether msgcat would write a file as it is."""
    completed = subprocess.run(
        [msgcat, str(output_path)], capture_output=True, check=False
    )
    written = output_path.read_bytes()
    difference = completed.stderr.decode(errors="replace")[:300]
    if completed.returncode == 0:
        line_pairs = zip(
            written.splitlines(), completed.stdout.splitlines(), strict=False
        )
        difference = next((f"{a!r} {b!r}" for a, b in line_pairs if a != b), "end")
    outcome.judge("msgcat", completed.stdout == written, difference)


def iterate_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of each tool, by name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix.lower() in SUFFIXES:
            yield path.relative_to(folder).parts[0], path


def measure_safely(path: Path, judge: Judge, folder: Path) -> Outcome:
    """Measure a file; an error that is no message for users is a crash."""
    signal.alarm(SECONDS_PER_FILE)
    try:
        return measure_file(path, judge, folder)
    except PadananError as error:
        return Outcome({"refused": 1}, [f"refused: {error}"])
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        location = f"{Path(frame.filename).name}:{frame.lineno}"
        return Outcome({"crash": 1}, [f"crash: {error!r} {location}"])
    finally:
        signal.alarm(0)


def stop_slow_file(_: int, __: FrameType | None) -> None:
    """Stop reading a file that takes too long."""
    raise TimeoutError(f"more than {SECONDS_PER_FILE} s")


def main() -> None:
    """Measure all files and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", default=sys.executable, help="a Python with peers")
    parser.add_argument("--only", default="", help="suffix or part of the path")
    parser.add_argument("--details", type=Path, help="a file for all differences")
    options = parser.parse_args()
    signal.signal(signal.SIGALRM, stop_slow_file)
    rows: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(
        lambda: defaultdict(list)
    )
    lines = []
    with Judge(options.peers) as judge, TemporaryDirectory() as folder:
        for tool, path in iterate_files(options.folder):
            if options.only not in str(path):
                continue
            outcome = measure_safely(path, judge, Path(folder))
            format_name = path.suffix.lower().removeprefix(".")
            for key in ((tool, format_name), ("all", format_name), ("all", "all")):
                rows[key]["files"].append(1)
                for column, value in outcome.counts.items():
                    if value is not None:
                        rows[key][column].append(value)
            name = path.relative_to(options.folder)
            lines += [f"{name}\t{line}" for line in outcome.differences]
    print_table(rows)
    if options.details:
        options.details.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def print_table(rows: dict[tuple[str, str], dict[str, list[int]]]) -> None:
    """Print a row for each tool and format; a judged column as `right/judged`."""
    print(f"{'tool':36}{'format':10}" + "".join(f"{column:>11}" for column in COLUMNS))
    for (tool, format_name), counts in rows.items():
        cells = ""
        for column in COLUMNS:
            values = counts.get(column, [])
            cell = f"{sum(values)}"
            if column not in ("files", "read", "refused", "crash"):
                cell = f"{sum(values)}/{len(values)}" if values else "–"
            cells += f"{cell:>11}"
        print(f"{tool:36}{format_name:10}{cells}")


if __name__ == "__main__":
    main()
