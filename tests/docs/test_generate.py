"""The reference that is generated from the code is complete."""

import re
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass

import click
import pytest

import checks.language_data
import tm.language_data
from checks.catalogue import CHECKS
from cli.program import padanan
from docs import folders, generate
from docs.markdown import escape_markup, format_value
from exports.format import Feature
from exports.format_registries import formats, term_formats
from exports.term_format import TermFeature
from tests.paths import ROOT
from tm import errors
from tm.settings import Settings
from web.settings import ServerSettings


def rows(page: str) -> dict[str, list[str]]:
    """The rows of a page's tables by their first cell."""
    lines = re.findall(r"^\| (.+) \|$", page, re.MULTILINE)
    cells = [re.split(r" \| ", line) for line in lines]
    return {first.replace("\\", "").strip("`"): rest for first, *rest in cells}


def command_names(
    group: click.Group, context: click.Context, before: str = ""
) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{before}{name}", command
        if isinstance(command, click.Group):
            inner = click.Context(command, parent=context, info_name=name)
            yield from command_names(command, inner, f"{before}{name} ")


def test_every_command_has_a_section_with_all_its_options() -> None:
    page = generate.commands_page()
    sections = dict(re.findall(r"^##+ (.+)\n((?:(?!#).*\n)*)", page, re.MULTILINE))
    shared = {name for option in padanan.params for name in option.opts}
    for name, command in command_names(padanan, click.Context(padanan)):
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                names = {*option.opts} - shared
                assert all(opt in sections[name] for opt in names), (name, names)


def test_every_setting_is_there_with_its_default() -> None:
    page = generate.settings_page()
    for field in fields(Settings):
        table = generate.default_of(field)
        if is_dataclass(table):
            section = page.partition(f"## \\[{field.name}\\]")[2].partition("\n## ")[0]
            found = rows(section)
            for key in fields(table):
                assert key.name in found
                value = generate.default_of(key)
                assert found[key.name][0] == format_value(value)
        else:
            assert f"| `{field.name}` |" in page


def test_every_setting_of_the_server_is_there_with_its_default() -> None:
    section = generate.settings_page().partition("## \\[server\\]")[2]
    found = rows(section)
    for field in fields(ServerSettings):
        if field.name == "thread_count":  # the machine tells it
            assert found[field.name][0] == ""
        else:
            value = format_value(generate.default_of(field))
            assert found[field.name][0] == value


def test_the_concepts_explain_every_penalty_with_its_points() -> None:
    page = (ROOT / "docs" / "concepts.md").read_text("utf-8")
    lines = re.findall(r"^\| (`.+?`) \| (\d+)[^|]* \| ", page, re.MULTILINE)
    points_by_name = {
        name: int(points)
        for names, points in lines
        for name in re.findall("`(.+?)`", names)
    }
    assert points_by_name == asdict(Settings().penalties) | {"memory": 0}


def test_every_setting_says_what_it_is() -> None:
    tables = rows(generate.settings_page())
    assert [key for key, cells in tables.items() if cells[1:] == [""]] == []


def test_every_check_is_there_as_it_describes_itself() -> None:
    found = rows(generate.checks_page())
    for check in CHECKS.values():
        severity, _, _, _, description, module = found[check.id]
        assert severity.removesuffix(", strict") == check.severity.value
        code = (ROOT / module.strip("`")).read_text("utf-8")
        assert re.search(rf'@check\(\s*"{re.escape(check.id)}"', code)
        assert description.replace("\\", "") == check.description


def test_every_option_of_a_check_is_there() -> None:
    found = rows(generate.checks_page())
    for check in CHECKS.values():
        for option in check.options:
            kind, default, text = found[f"{check.id}.{option.name}"]
            assert kind.replace("\\", "") == option.value_description
            assert default == format_value(option.default)
            assert text.replace("\\", "") == option.description


def test_every_format_is_there_with_what_it_carries() -> None:
    found = rows(generate.formats_page().partition("## Terms")[0])
    for format in formats.values():
        suffixes, names, *carried = found[format.name]
        assert (suffixes.split(), names.split()) == (
            [*format.suffixes],
            [*format.aliases],
        )
        assert [cell == "yes" for cell in carried] == [
            feature in format.features for feature in Feature
        ]


def test_every_format_of_terms_is_there_with_what_it_carries() -> None:
    page = generate.formats_page().partition("## Terms")[2]
    written = [format for format in term_formats.values() if format.is_written]
    for feature in TermFeature:
        assert [cell == "yes" for cell in rows(page)[feature]] == [
            feature in format.features for format in written
        ]
    assert all(f"| {name} |" in page for name in term_formats)


def test_every_error_is_there_with_its_exit_code() -> None:
    found = rows(generate.exit_codes_page())
    assert found["NotFound"][0] == "1"
    assert found["StoreCorrupt"][0] == "3"
    for name, kind in vars(errors).items():
        if isinstance(kind, type) and issubclass(kind, errors.PadananError):
            assert name in found


def test_every_file_of_a_language_is_there() -> None:
    found = rows(folders.languages_page())
    for kind in (
        *tm.language_data.FILE_KINDS,
        *checks.language_data.find_file_kinds(),
    ):
        assert any(name.endswith(kind.file_name) for name in found)
    assert "vi" in found["tm/data/LANGUAGE/values.toml"][2].split()


def test_every_folder_is_there_with_its_docstring() -> None:
    found = rows(folders.layout_page())
    assert found["exports"][0]
    assert "tm/match/index" in found


@pytest.mark.thorough
@pytest.mark.slow
def test_keys_of_json_results_are_those_of_the_commands() -> None:
    page = generate.json_page()
    sections = dict(re.findall(r"^## (.+)\n((?:(?!##).*\n)*)", page, re.MULTILINE))
    assert "| `matches[].rate` | number |" in sections["lookup"]
    assert "| `fingerprint` | string |" in sections["check"]
    assert "Prints nothing here" not in page


@pytest.mark.parametrize("name", generate.pages())
def test_a_page_has_one_title(name: str) -> None:
    if name != "json.md":
        page = generate.pages()[name]()
        assert len(re.findall(r"^# ", page, re.MULTILINE)) == 1


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a_b < c", "a\\_b \\< c"),
        ("`a_b` and *c*", "`a_b` and \\*c\\*"),
        ("one ` only", "one ` only"),
        ("`.. ``", "`.. ``"),
    ],
)
def test_markup_is_escaped_outside_of_code(text: str, escaped: str) -> None:
    assert escape_markup(text) == escaped
