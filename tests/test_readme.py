"""The console blocks of the README and the documents, typed as they stand there."""

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

import cli
from tests.paths import ROOT

_PROMPT = "$ "
_LEFT_OUT = "…"
"""A line that stands for any lines."""


README = ROOT / "README.md"
DOCUMENTS = [
    path
    for path in (README, *sorted((ROOT / "docs").glob("*.md")))
    if "```console" in path.read_text("utf-8")
]


def _blocks(document: Path, language: str) -> list[str]:
    """The contents of a document's code blocks in a language."""
    text = document.read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def _calls(document: Path) -> Iterator[tuple[str, str]]:
    """Each command line with the output that a document promises."""
    for block in _blocks(document, "console"):
        command, output = "", ""
        for line in block.splitlines(keepends=True):
            if line.startswith(_PROMPT):
                if command:
                    yield command, output
                command, output = line.removeprefix(_PROMPT).strip(), ""
            else:
                output += line
        yield command, output


def _printed(command: str) -> str:
    """What a command prints where tables are not wrapped, both streams."""
    program, *words = shlex.split(command)
    assert program == "padanan", command
    if "--format" not in words:
        words += ["--format", "table"]
    data = io.BytesIO()
    stream = io.TextIOWrapper(data, "utf-8", write_through=True)
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        code = cli.run(words)
    assert code < 2, f"{command}: {data.getvalue().decode()}"
    return data.getvalue().decode()


def _tidy(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _agrees(expected: list[str], printed: list[str]) -> bool:
    pattern = "".join(
        r"(?:.*\n)*?" if line == _LEFT_OUT else re.escape(line) + r"\n"
        for line in expected
    )
    return re.fullmatch(pattern, "".join(line + "\n" for line in printed)) is not None


@pytest.mark.parametrize(
    ("expected", "printed", "agrees"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a"], ["a", "b"], False),
        (["a", "…", "c"], ["a", "b", "b", "c"], True),
        (["a", "…"], ["a"], True),
        (["a", "…", "d"], ["a", "b", "c"], False),
        (["a…"], ["ab"], False),
    ],
)
def test_only_a_line_of_its_own_stands_for_lines_left_out(
    expected: list[str], printed: list[str], agrees: bool
) -> None:
    assert _agrees(expected, printed) is agrees


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_the_commands_print_what_the_document_says(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Documents without settings of their own say that they use those of the README.
    settings = _blocks(document, "toml") or _blocks(README, "toml")
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    (tmp_path / "padanan.toml").write_text("".join(settings), "utf-8")
    monkeypatch.chdir(tmp_path)
    calls = list(_calls(document))
    assert calls
    for command, output in calls:
        expected, printed = _tidy(output), _tidy(_printed(command))
        if not _agrees(expected, printed):
            assert [command, *printed] == [command, *expected]
