"""The options and commands that the command line appends to errors of the library."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import cli
from cli.commands import COMMAND_TABLE
from cli.console.command_group import CommandGroup
from cli.console.workspace import (
    COMMANDS_BY_NEXT_STEP,
    LIBRARY_PARAMETER_BY_COMMAND_PARAMETER,
)
from cli.program import padanan

_LIBRARY_PACKAGES = ("tm", "glossary", "checks", "exports")
_ROOT = Path(cli.__file__).parents[1]
_COMMAND_PATTERN = re.compile(r"`padanan |(?<![\w-])--[a-z][a-z-]*(?![\w:)-])")
"""A command, or an option; not a property of CSS, as in `var(--line)`."""


def _commands(group: CommandGroup) -> Iterator[click.Command]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, CommandGroup):
            yield from _commands(command)
        yield command


def _named_parameters() -> dict[str, str]:
    """The parameters that errors of the library name, with the place of each."""
    places_by_parameter: dict[str, str] = {}
    for package in _LIBRARY_PACKAGES:
        for path in (_ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                    continue
                for keyword in node.keywords:
                    if keyword.arg != "parameters" or not node.func.id.endswith(
                        ("Error", "Conflict")
                    ):
                        continue
                    if not isinstance(keyword.value, ast.List):
                        continue
                    place = f"{path.relative_to(_ROOT)}:{node.lineno}"
                    for element in keyword.value.elts:
                        if isinstance(element, ast.Constant):
                            places_by_parameter[str(element.value)] = place
    return places_by_parameter


def _find_texts(node: ast.AST) -> Iterator[str]:
    """Find the texts of a module that are no docstrings."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
        elif not (
            isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        ):
            yield from _find_texts(child)


def test_no_text_of_the_library_names_a_command() -> None:
    named_commands = {
        f"{path.relative_to(_ROOT)}: {text}"
        for package in _LIBRARY_PACKAGES
        for path in (_ROOT / package).rglob("*.py")
        for text in _find_texts(ast.parse(path.read_text("utf-8")))
        if _COMMAND_PATTERN.search(text) and "pip install" not in text
    }
    assert not named_commands


def test_every_next_step_that_an_error_names_has_a_command() -> None:
    next_steps = {
        keyword.value.value
        for package in (*_LIBRARY_PACKAGES, "web")
        for path in (_ROOT / package).rglob("*.py")
        for keyword in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(keyword, ast.keyword)
        and keyword.arg == "next_step"
        and isinstance(keyword.value, ast.Constant)
    }
    assert COMMANDS_BY_NEXT_STEP.keys() | {""} == next_steps | {
        "",
        "examine the database",
    }
    for commands in COMMANDS_BY_NEXT_STEP.values():
        for command in commands:
            group: click.Command = padanan
            for word in command.split():
                if not isinstance(group, CommandGroup):
                    break
                found = group.get_command(click.Context(group), word)
                assert found is not None, command
                group = found


def test_every_parameter_that_an_error_names_is_that_of_an_option() -> None:
    option_parameters = {
        LIBRARY_PARAMETER_BY_COMMAND_PARAMETER.get(option.name or "", option.name)
        for command in _commands(padanan)
        for option in command.params
        if isinstance(option, click.Option)
    }
    named_parameters = _named_parameters()
    assert named_parameters
    unknown = {
        name: place
        for name, place in named_parameters.items()
        if name not in option_parameters
    }
    assert not unknown


def test_the_options_stand_behind_the_message(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.txt"
    page.write_text(
        "Konvensi ditandatangani\n\n"
        "Hanoi (ANTARA) - Konvensi itu ditandatangani di Hanoi pada hari Sabtu.\n\n"
        "Para menteri hadir dalam upacara yang berlangsung di ibu kota Vietnam itu.\n",
        "utf-8",
    )
    assert cli.run(["ingest", str(page), "--database", "x.db", "--no-fetch"]) == 2
    message = capsys.readouterr().err
    assert "give the original" in message
    assert "(--source, --incomplete)" in message


def test_a_message_of_a_command_without_the_option_stays(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "demo" in COMMAND_TABLE
    assert cli.run(["stats", "--database", "sqlite://"]) == 2
    assert capsys.readouterr().err.endswith("give its path (--database)\n")
