"""The options that the command line appends to errors of the library."""

import ast
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import cli
from cli.commands import COMMAND_TABLE
from cli.console.command_group import Commands
from cli.console.workspace import LIBRARY_PARAMETER_BY_COMMAND_PARAMETER
from cli.program import padanan

_LIBRARY_PACKAGES = ("tm", "glossary", "checks", "exports")
_ROOT = Path(cli.__file__).parents[1]


def _commands(group: Commands) -> Iterator[click.Command]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, Commands):
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
