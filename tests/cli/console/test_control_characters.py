"""Escape sequences in texts and files never reach the terminal."""

import io
import json
import os
import pty
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from exports.io.terminal_file import TerminalFile
from tests.examples import quick_only

HOSTILE = "\x1b]52;c;cm0gLXJmIC8=\x07\x1b[2J\x9b31m\x7f\rHa Noi"
"""Writes the clipboard, clears the screen, changes the colour, returns the cursor."""
SHOWN = ("⟨001B⟩", "⟨009B⟩")
OURS = re.compile(rb"\x1b\[[0-9;]*m|\x1b\[\?25[lh]|\r?(?:\x1b\[1A)?\x1b\[2K|\r(?=\n)")
"""The styles of our own tables, and what hides and clears our own progress bar."""


def run_on_terminal(folder: Path, *words: str) -> bytes:
    """Run a command on a terminal of its own, and return all that it printed."""
    process, terminal = pty.fork()
    if process == 0:  # pragma: no cover - another process
        os.chdir(folder)
        os.environ |= {"TERM": "xterm-256color", "COLUMNS": "200"}
        code = "import cli; cli.main()"
        os.execv(sys.executable, [sys.executable, "-c", code, *words])
    printed = b""
    try:
        while piece := os.read(terminal, 65536):
            printed += piece
    except OSError:  # the end, on Linux
        pass
    os.close(terminal)
    os.waitpid(process, 0)
    return printed


def find_controls(printed: bytes) -> list[bytes]:
    """Find the control characters that no style of ours, and no line end, is."""
    text = OURS.sub(b"", printed)
    return re.findall(rb"[\x00-\x08\x0b-\x1f\x7f].{0,12}|\xc2[\x80-\x9f]", text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a memory, a termbase, pages and files full of escape sequences."""
    folder = tmp_path_factory.mktemp("hostile")
    unit = {
        "source": f"Hà Nội {HOSTILE} đẹp.",
        "target": f"Indah {HOSTILE} sekali sekali.",
        "source_locale": "vi",
        "target_locale": "id",
        "author": f"lan{HOSTILE}",
        "note": HOSTILE,
    }
    (folder / "units.jsonl").write_text(json.dumps(unit) + "\n", "utf-8")
    page = f"Judul {HOSTILE}\n\nHanoi - Kalimat {HOSTILE} pertama pertama .\n"
    (folder / "page.txt").write_text(page, "utf-8")
    (folder / f"bad{HOSTILE.replace('/', '')}.tmx").write_text("<tmx><", "utf-8")
    (folder / "bad.jsonl").write_text(f'{{"source": "{HOSTILE}', "utf-8")
    terms = f'id,vi\n"menteri {HOSTILE}","bộ trưởng {HOSTILE}"\n'
    (folder / "terms.csv").write_text(terms, "utf-8")
    (folder / "queries.txt").write_text(f"Hà Nội {HOSTILE} đẹp.\n", "utf-8")
    for words in (
        ["import", "units.jsonl", "-s", "vi", "-t", "id"],
        ["terms", "import", "terms.csv"],
        ["ingest", "page.txt", "-l", "id"],
    ):
        run_on_terminal(folder, *words, "--database", "x.db")
    return folder


COMMANDS: dict[str, Sequence[str]] = {
    "lookup": ["lookup", f"Hà Nội {HOSTILE} đẹp.", "-s", "vi", "-t", "id"],
    "batch": ["lookup", "--batch", "queries.txt", "-s", "vi", "-t", "id"],
    "concordance": ["concordance", "Indah", "-s", "id", "-t", "vi"],
    "history": ["history"],
    "articles": ["articles"],
    "ingest": ["ingest", "page.txt", "-l", "id", "--refresh"],
    "check": ["check", "page.txt", "-t", "id", "--profile", "strict"],
    "check units": ["check", "units.jsonl", "-s", "vi", "-t", "id"],
    "check json": ["check", "units.jsonl", "-s", "vi", "-t", "id", "--format", "json"],
    "check tsv": ["check", "units.jsonl", "-s", "vi", "-t", "id", "--format", "tsv"],
    "fix": ["check", "units.jsonl", "-s", "vi", "-t", "id", "--fix", "--dry-run"],
    "export": ["export", "-", "--as", "jsonl", "-s", "vi", "-t", "id"],
    "export csv": ["export", "-", "--as", "csv", "-s", "vi", "-t", "id"],
    "export po": ["export", "-", "--as", "po", "-s", "vi", "-t", "id"],
    "terms lookup": ["terms", "lookup", "menteri", "-l", "id"],
    "terms find": ["terms", "find", "--file", "page.txt", "-l", "id"],
    "terms export": ["terms", "export", "-", "--as", "csv"],
    "terms lint": ["terms", "lint"],
    "segment": ["segment", "page.txt", "-l", "id"],
    "align": ["align", "page.txt", "page.txt", "-s", "vi", "-t", "id"],
    "align html": ["align", "page.txt", "page.txt", "-s", "vi", "-t", "id", "-O", "-"],
    "bad file": ["import", "bad.jsonl", "-s", "vi", "-t", "id"],
    "no file": ["import", f"none{HOSTILE}.tmx"],
    "bad locale": ["lookup", "a", "-s", f"vi{HOSTILE}", "-t", "id"],
    "no article": ["articles", f"a{HOSTILE}"],
    "statistics": ["stats"],
    "undo": ["undo", "i1", "--dry-run"],
}


_QUICK = {
    *("lookup", "history", "ingest", "check", "export csv", "terms find", "align"),
    *("bad file", "undo"),
}
"""Of each way to print one or two; the others are for `make test-all`."""


@pytest.mark.parametrize("name", quick_only(_QUICK, COMMANDS))
def test_no_command_passes_escape_sequences_of_texts(folder: Path, name: str) -> None:
    printed = run_on_terminal(folder, *COMMANDS[name], "--database", "x.db")
    assert printed and find_controls(printed) == [], printed


@pytest.mark.parametrize(
    "name", ["lookup", "concordance", "export csv", "terms lookup", "no file"]
)
def test_they_are_shown(folder: Path, name: str) -> None:
    printed = run_on_terminal(folder, *COMMANDS[name], "--database", "x.db")
    plain = OURS.sub(b"", printed).decode()
    assert all(shown in plain for shown in SHOWN), plain


def test_a_file_keeps_them(folder: Path) -> None:
    words = ["export", "out.csv", "-s", "vi", "-t", "id", "--database", "x.db"]
    run_on_terminal(folder, *words)
    assert HOSTILE.rstrip() in (folder / "out.csv").read_bytes().decode()


def test_line_ends_of_windows_and_halves_of_characters_are_no_controls() -> None:
    terminal = io.BytesIO()
    file = TerminalFile(terminal)
    for piece in (b"a\r", b"\nb\xc2", b"\xa0c\xc2", b"\x9b31m\r", b"d"):
        file.write(piece)
        file.flush()
    assert terminal.getvalue().decode() == "a\r\nb\xa0c⟨009B⟩31m⟨000D⟩d"
