"""What each speed trick of `exports` gains: with it and without it, in turn.

    python benchmarks/export_tricks.py --units 100000 --runs 10

CPU time, medians of interleaved runs. docs/architecture/speed.md has the results.
"""

import argparse
import io
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

from exports.format import ReadOptions, WriteOptions
from exports.tmx import fast_reader
from exports.tmx.fast_writer import FastTmxWriter
from exports.tmx.format import read_blocks, read_elements, write
from exports.tmx.markup_cache import MarkupCache
from exports.xml.escaping import escape_text
from exports.xml.utf8_escaping import escape_all
from tm.unit import TranslationUnit
from tm.unit_table import UnitTable

_HEAD = (
    '<tmx version="1.4"><header creationtool="x" creationtoolversion="1" '
    'segtype="sentence" o-tmf="x" adminlang="en" srclang="vi" datatype="plaintext"/>'
    "<body>\n"
)
_UNIT = (
    '<tu tuid="{0}" creationdate="20240101T000000Z" creationid="lan"><tuv '
    'xml:lang="vi"><seg>Bộ Ngoại giao họp báo lần thứ {0} tại nơi khác</seg></tuv>'
    '<tuv xml:lang="id"><seg>Kementerian Luar Negeri menggelar jumpa pers ke-{0}'
    "</seg></tuv></tu>\n"
)


def _drain(entries: Iterator[object]) -> None:
    for _ in entries:
        pass


def _read_without_layouts(path: Path) -> None:
    with patch.object(fast_reader, "find_layout", lambda _: None):
        _drain(read_blocks(path, ReadOptions()))


def _write_one_by_one(units: Sequence[TranslationUnit]) -> None:
    def markup(self: FastTmxWriter, table: UnitTable) -> bytes:
        return b"".join(map(self._write_other_unit, table.make_units()))

    with patch.object(FastTmxWriter, "markup", markup):
        write(iter(units), io.BytesIO(), WriteOptions())


def _write_uncached(units: Sequence[TranslationUnit]) -> None:
    def make_column(
        self: MarkupCache[object], fields: Sequence[Sequence[object]]
    ) -> object:
        return [self._make(*values) for values in zip(*fields, strict=True)]

    with patch.object(MarkupCache, "make_column", make_column):
        write(iter(units), io.BytesIO(), WriteOptions())


def tricks(path: Path) -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    """Each trick by name: what is done with it, and without it."""
    options = ReadOptions()
    tables = [t for t in read_blocks(path, options) if isinstance(t, UnitTable)]
    units = [unit for table in tables for unit in table.make_units()]
    texts = [unit.source.text for unit in units]
    data = [text.encode() for text in texts]
    whole = WriteOptions()
    return {
        "fast_reader": (
            lambda: _drain(read_blocks(path, options)),
            lambda: _drain(read_elements(path, options)),
        ),
        "fast_reader_layout": (
            lambda: _drain(read_blocks(path, options)),
            lambda: _read_without_layouts(path),
        ),
        "fast_writer": (
            lambda: write(iter(units), io.BytesIO(), whole),
            lambda: _write_one_by_one(units),
        ),
        "markup_cache": (
            lambda: write(iter(units), io.BytesIO(), whole),
            lambda: _write_uncached(units),
        ),
        "escape_all": (
            lambda: escape_all(data),
            lambda: [escape_text(text).encode() for text in texts],
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=10)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "units.tmx"
        body = "".join(map(_UNIT.format, range(arguments.units)))
        path.write_text(f"{_HEAD}{body}</body></tmx>\n", "utf-8")
        for name, pair in tricks(path).items():
            seconds: tuple[list[float], list[float]] = ([], [])
            for _ in range(arguments.runs):
                for job, times in zip(pair, seconds, strict=True):
                    start = time.process_time()
                    job()
                    times.append(time.process_time() - start)
            fast, slow = map(statistics.median, seconds)
            print(f"{name}\t{fast:.3f} s\t{slow:.3f} s\t{1 - fast / slow:.0%} saved")


if __name__ == "__main__":
    main()
