"""Command lines in the documents: each can still be typed as it stands there."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from cli.program import padanan
from tests.paths import ROOT
from tm.errors import UnknownName
from tm.settings import Settings, read_settings

_DOCUMENTS = [
    *(ROOT / "README.md", ROOT / "seeds" / "README.md"),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "architecture").glob("*.md")),
]
_NO_FIELD = r"(?!padanan [\w-]+:)"
"""`padanan forbidden: yes` is a line of a note in a file."""
_LINE = re.compile(
    rf"`{_NO_FIELD}(padanan [^`\n]+)`|^(?:\$ )?{_NO_FIELD}(padanan .+)$", re.MULTILINE
)
_CODE = re.compile(r"^```\w*\n.*?^```$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
_OPTION = re.compile(r"--?[A-Za-z][\w-]*")


def command_lines(document: str) -> Iterator[str]:
    """The command lines in a document's code: in a line of text, or of a block."""
    for code in _CODE.findall(document):
        for inline, alone in _LINE.findall(code.replace("\\\n", " ")):
            yield inline or alone


def fault(line: str) -> str | None:
    """What could not be typed of a command line: a command or an option.

    >>> fault("padanan lookup --batch FILE")
    >>> fault("padanan lookup --bunch FILE")
    'lookup --bunch'
    >>> fault("padanan terms fnd TEXT")
    'terms fnd'
    """
    words = shlex.split(line.replace("…", ""), comments=True)[1:]
    command: click.Command = padanan
    context = click.Context(padanan, info_name="padanan")
    known = _options(padanan, context)
    names: list[str] = []
    for word in words:
        if word in ("|", ">", ">>", "&&", "2>", "<"):
            break  # what follows is the shell's
        if isinstance(command, click.Group) and not word.startswith("-"):
            if word.isupper():
                return None  # a word that stands for any command
            names.append(word)
            try:
                found = command.get_command(context, word)
            except UnknownName:
                if names[:-1] != ["checks"]:
                    return " ".join(names)
                # `padanan checks num.value` is short for this.
                found = command.get_command(context, "list")
            assert found is not None
            command = found
            context = click.Context(command, parent=context, info_name=word)
            known |= _options(command, context)
        elif match := _OPTION.match(word):
            if match[0] not in known:
                return " ".join((*names, match[0]))
    return None


def _options(command: click.Command, context: click.Context) -> set[str]:
    return {
        name
        for parameter in command.get_params(context)
        for name in (*parameter.opts, *parameter.secondary_opts)
    }


@pytest.mark.parametrize("path", _DOCUMENTS, ids=lambda path: path.name)
def test_command_lines_can_be_typed(path: Path) -> None:
    lines = set(command_lines(path.read_text("utf-8")))
    assert {line: wrong for line in lines if (wrong := fault(line))} == {}


def test_there_are_command_lines() -> None:
    text = "`padanan undo i1`\n\n```console\n$ padanan lookup a\n …\n```\npadanan: no"
    assert [*command_lines(text)] == ["padanan undo i1", "padanan lookup a"]
    assert sum(len([*command_lines(path.read_text())]) for path in _DOCUMENTS) > 100


@pytest.mark.parametrize("path", _DOCUMENTS, ids=lambda path: path.name)
def test_settings_in_the_documents_can_be_loaded(path: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"^```toml\n(.*?)^```$", path.read_text("utf-8"), re.S | re.M)
    known = {field.name for field in fields(Settings)}
    for block in blocks:
        if known & {*tomllib.loads(block)}:
            (tmp_path / "padanan.toml").write_text(block, "utf-8")
            read_settings(tmp_path)
