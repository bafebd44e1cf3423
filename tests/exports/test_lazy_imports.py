"""The package's front door, behind which nothing is imported before it is used."""

import subprocess
import sys
from pathlib import Path

import exports
from exports.format import ReadOptions, WriteOptions
from tm.unit import TranslationUnit


def test_units_go_through_the_front_door(tmp_path: Path) -> None:
    path, output = tmp_path / "a.jsonl", tmp_path / "b.tmx"
    path.write_text(
        '{"source": "câu", "source_locale": "vi", "target": "kalimat", '
        '"target_locale": "id"}\n',
        "utf-8",
    )
    entries = exports.read(path, ReadOptions())
    units = [entry for entry in entries if isinstance(entry, TranslationUnit)]
    assert exports.write(str(output), units, WriteOptions()).written == 1
    assert exports.convert(str(output), str(tmp_path / "c.csv")).written == 1
    assert list(exports.validate(output, ReadOptions())) == []
    assert "tmx" in exports.formats and "tbx" in exports.term_formats


def test_nothing_is_imported_before_it_is_used() -> None:
    code = (
        "import exports, sys; print(any(n.startswith('exports.') for n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "False\n"
    assert not hasattr(exports, "nothing")
