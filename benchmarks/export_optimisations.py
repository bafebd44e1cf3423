"""What each optimisation of `exports` gains: with it and without it, in turn.

    python benchmarks/export_optimisations.py --units 100000 --runs 10
    python benchmarks/export_optimisations.py --units 50000 --only po

CPU time, medians of interleaved runs. docs/architecture/speed.md has the results.
"""

import argparse
import io
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from exports.format import ReadOptions, WriteOptions
from exports.format_registries import formats
from exports.io import lines
from exports.lines_and_json import jsonl
from exports.po import entry_lines, entry_text
from exports.po.polib_layout import is_single_text_line
from exports.tmx import regex_reader
from exports.tmx.column_writer import ColumnTmxWriter
from exports.tmx.format import read_blocks, read_elements, write
from exports.tmx.markup_cache import MarkupCache
from exports.xml.escaping import escape_text
from exports.xml.utf8_escaping import escape_texts
from tm.text.locale import Locale
from tm.text.segment import Segment
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

_ADD_LINE = entry_lines._EntryLinesBuilder.add

_SOURCE_TEXT = (
    "Ngày {0} tháng 5, Bộ trưởng Bộ Ngoại giao (VN) cho biết: “Hai nước sẽ tăng cường "
    "hợp tác về thương mại, đầu tư và giáo dục”, đồng thời trao đổi {0} vấn đề khác."
)
_TARGET_TEXT = (
    "Pada {0} Mei, Menteri Luar Negeri (VN) mengatakan: “Kedua negara akan "
    "meningkatkan kerja sama perdagangan, investasi dan pendidikan”, serta "
    "membahas {0} hal lain."
)


def _make_sentences(count: int) -> list[TranslationUnit]:
    """Make units of sentences as long as those of news, which PO wraps."""
    return [
        TranslationUnit(
            Segment.of(Locale("vi"), _SOURCE_TEXT.format(number)),
            Segment.of(Locale("id"), _TARGET_TEXT.format(number)),
        )
        for number in range(count)
    ]


def _drain(entries: Iterator[object]) -> None:
    for _ in entries:
        pass


def _read_without_layouts(path: Path) -> None:
    with patch.object(regex_reader, "find_layout", lambda _: None):
        _drain(read_blocks(path, ReadOptions()))


def _write_one_by_one(units: Sequence[TranslationUnit]) -> None:
    def make_markup(self: ColumnTmxWriter, table: UnitTable) -> bytes:
        return b"".join(map(self._write_other_unit, table.make_units()))

    with patch.object(ColumnTmxWriter, "make_markup", make_markup):
        write(iter(units), io.BytesIO(), WriteOptions())


def _write_uncached(units: Sequence[TranslationUnit]) -> None:
    def make_column(
        self: MarkupCache[object], fields: Sequence[Sequence[object]]
    ) -> object:
        return [self._make_markup(*values) for values in zip(*fields, strict=True)]

    with patch.object(MarkupCache, "make_column", make_column):
        write(iter(units), io.BytesIO(), WriteOptions())


class Alternatives(NamedTuple):
    """A job with an optimisation and without it."""

    optimised: Callable[[], object]
    plain: Callable[[], object]


@contextmanager
def _replaced_everywhere(old: object, new: object) -> Iterator[None]:
    """Replace a function in all modules of `exports` that imported it."""
    with ExitStack() as stack:
        for name, module in [*sys.modules.items()]:
            if name.startswith("exports."):
                for attribute, value in [*vars(module).items()]:
                    if value is old:
                        stack.enter_context(patch.object(module, attribute, new))
        yield


def _unless_replaced(
    job: Callable[[], object], *replacements: tuple[object, object]
) -> Alternatives:
    """Pair a job with itself, with functions replaced by simpler ones."""

    def run_plain() -> None:
        with ExitStack() as stack:
            for old, new in replacements:
                stack.enter_context(_replaced_everywhere(old, new))
            job()

    return Alternatives(job, run_plain)


def _uncached(function: Any) -> tuple[object, object]:
    return function, function.__wrapped__


def make_tmx_alternatives(
    path: Path, units: Sequence[TranslationUnit]
) -> dict[str, Alternatives]:
    """The optimisations of TMX."""
    options = ReadOptions()
    texts = [unit.source.text for unit in units]
    data = [text.encode() for text in texts]
    whole = WriteOptions()
    return {
        "regex_reader": Alternatives(
            lambda: _drain(read_blocks(path, options)),
            lambda: _drain(read_elements(path, options)),
        ),
        "unit_layout": Alternatives(
            lambda: _drain(read_blocks(path, options)),
            lambda: _read_without_layouts(path),
        ),
        "column_writer": Alternatives(
            lambda: write(iter(units), io.BytesIO(), whole),
            lambda: _write_one_by_one(units),
        ),
        "markup_cache": Alternatives(
            lambda: write(iter(units), io.BytesIO(), whole),
            lambda: _write_uncached(units),
        ),
        "escape_texts": Alternatives(
            lambda: escape_texts(data),
            lambda: [escape_text(text).encode() for text in texts],
        ),
    }


def _always_search_unclosed(self: Any, line_number: int, line: str, text: str) -> None:
    """Add a line, and search for an unclosed text whatever its quotation marks."""
    _ADD_LINE(self, line_number, line, text)
    if entry_lines._UNCLOSED_TEXT_PATTERN.match(text):
        self.damage = self.damage or (line_number, "")
    if text.startswith(entry_lines._TEXT_PREFIXES) and not is_single_text_line(text):
        self.is_plain = False


def _plain_remove_unwritable(text: str) -> tuple[str, int]:
    return lines._UNWRITABLE_CHARACTER_PATTERN.subn("", text)


def _plain_format_line(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False) + "\n"
    return jsonl.ESCAPED_CHARACTER_PATTERN.sub(
        lambda match: f"\\u{ord(match[0]):04x}", text
    ).encode()


def _choose_any_wrap_function(
    _: str, *, keeps_directives: bool = False
) -> Callable[[str, int], list[str]]:
    return partial(entry_text._wrap_any_line, keeps_directives=keeps_directives)


def make_other_alternatives(
    folder: Path, units: Sequence[TranslationUnit]
) -> dict[str, Alternatives]:
    """The optimisations of PO, CSV and JSON lines."""
    locales = Locale("vi"), Locale("id")

    def write_as(name: str) -> object:
        module = formats[name].load_module()
        with (folder / f"units.{name}").open("wb") as file:
            return module.write(iter(units), file, WriteOptions(*locales))

    def read_as(name: str) -> None:
        path = folder / f"units.{name}"
        _drain(formats[name].load_module().read(path, ReadOptions(*locales)))

    write_as("po")
    write_po, read_po = partial(write_as, "po"), partial(read_as, "po")
    return {
        "po: plain lines wrapped by spaces": _unless_replaced(
            write_po,
            (entry_text._choose_wrap_function, _choose_any_wrap_function),
        ),
        "po: breaks of words kept": _unless_replaced(
            write_po,
            (entry_text._choose_wrap_function, _choose_any_wrap_function),
            _uncached(entry_text._split_word),
        ),
        "po: texts searched before escaping": _unless_replaced(
            write_po,
            (
                entry_text.escape_string,
                lambda text: text.translate(entry_text._ESCAPE_BY_CHARACTER),
            ),
        ),
        "po: closing marks counted": Alternatives(
            read_po,
            lambda: _with_method(
                entry_lines._EntryLinesBuilder, "add", _always_search_unclosed, read_po
            ),
        ),
        "csv: printable texts not searched": _unless_replaced(
            partial(write_as, "csv"),
            (lines.remove_unwritable_characters, _plain_remove_unwritable),
        ),
        "jsonl: separators searched one by one": _unless_replaced(
            partial(write_as, "jsonl"), (jsonl.format_json_line, _plain_format_line)
        ),
    }


def _with_method(
    owner: type, name: str, method: Callable[..., object], job: Callable[[], object]
) -> None:
    with patch.object(owner, name, method):
        job()


def _measure(name: str, alternatives: Alternatives, runs: int) -> None:
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for job, times in zip(alternatives, seconds, strict=True):
            start = time.process_time()
            job()
            times.append(time.process_time() - start)
    fast, slow = map(statistics.median, seconds)
    print(
        f"{name}\t{fast:.3f} s\t{slow:.3f} s\t{1 - fast / slow:.0%} saved", flush=True
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--only", default="", help="part of the names to measure")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "units.tmx"
        body = "".join(map(_UNIT.format, range(arguments.units)))
        path.write_text(f"{_HEAD}{body}</body></tmx>\n", "utf-8")
        tables = [
            table
            for table in read_blocks(path, ReadOptions())
            if isinstance(table, UnitTable)
        ]
        units = [unit for table in tables for unit in table.make_units()]
        measured = make_tmx_alternatives(path, units) | make_other_alternatives(
            Path(folder), _make_sentences(arguments.units)
        )
        for name, alternatives in measured.items():
            if arguments.only in name:
                _measure(name, alternatives, arguments.runs)


if __name__ == "__main__":
    main()
