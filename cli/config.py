"""The commands `config` and `init`: the settings in force, and a file to begin with."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from textwrap import wrap

import click

from cli.console.command import command
from cli.console.options.pair_options import source_option, target_option
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from cli.settings_listing import SettingInForce, iterate_settings, list_settings
from tm.errors import InputError
from tm.settings import SETTINGS_FILE_NAME, list_settings_files
from tm.text.locale import Locale

_EXAMPLE_BY_SETTING = {
    "source": '"vi"',
    "target": '"id"',
    "database": '"memory.db"',
    "read_database": '"postgresql://replica.example/memory"',
    "author": '"Siti"',
    "checks.only": "[]",
    "checks.severity": '{ "num.value" = "warning" }',
    "checks.options": '{ "seg.omission" = { deviations = 3 } }',
    "checks.profiles": '{ house = { extends = "news", skip = ["quote.missing"] } }',
}
"""Values shown for settings whose defaults show nothing."""


@command(
    examples="""
    padanan config
    padanan config --changed
    padanan config checks --format json
    """
)
@click.argument("section", required=False)
@click.option(
    "--changed",
    "shows_changed",
    is_flag=True,
    help="Only settings that differ from their defaults.",
)
def config(workspace: Workspace, section: str | None, shows_changed: bool) -> int:
    """Show the settings in force, and where each is from.

    A setting is looked for in this order: option, environment variable, nearest
    padanan.toml (in the current folder or above it), padanan.toml of the user, default;
    the first one found counts. SECTION is a setting such as `source`, or a table such
    as `checks`.
    """
    settings = [
        _apply_options(workspace, setting)
        for setting in list_settings(Path.cwd())
        if section is None or section in (setting.name, setting.name.split(".")[0])
    ]
    if section is not None and not settings:
        raise InputError(f"no setting {section!r}; `padanan config` lists all")
    if shows_changed:
        settings = [setting for setting in settings if setting.origin != "default"]
    print_result(
        workspace,
        [asdict(setting) for setting in settings],
        columns=["setting", "value", "from"],
        rows=[
            [
                setting.name,
                setting.value
                if isinstance(setting.value, bool | None)
                else format_toml_value(setting.value),
                setting.place or setting.origin,
            ]
            for setting in settings
        ],
    )
    if not list_settings_files(Path.cwd()):
        workspace.say(
            f"No {SETTINGS_FILE_NAME} here or above; `padanan init` makes one"
        )
    return 0


@command(
    examples="""
    padanan init -s vi -t id
    padanan init ~/translations -s vi -t id --database memory.db
    """
)
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@source_option
@target_option
@click.option("--force", "replaces_file", is_flag=True, help="Replace a file.")
def init(
    workspace: Workspace,
    folder: Path,
    source_locale: Locale | None,
    target_locale: Locale | None,
    replaces_file: bool,
) -> None:
    """Write a padanan.toml with every setting, commented, to begin with.

    Every command in FOLDER and below uses it. -s, -t and --database are written into
    it; all other settings are comments that show their defaults.
    """
    path = folder / SETTINGS_FILE_NAME
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; make it first")
    value_by_setting = {
        "source": source_locale and source_locale.tag,
        "target": target_locale and target_locale.tag,
        "database": workspace.chosen_database_location,
        "read_database": workspace.chosen_read_location,
    }
    text = make_settings_text(
        {name: value for name, value in value_by_setting.items() if value}
    )
    from exports.io.replace_file import replace_file  # few calls write a file

    if path.exists() and not replaces_file:
        raise InputError(f"{path} exists; edit it, or replace it with --force")
    with replace_file(path) as settings_file:
        settings_file.write(text.encode())
    workspace.say(f"Written to {path}; `padanan config` shows what is in force")


def make_settings_text(value_by_setting: dict[str, str]) -> str:
    """Make a file with every setting: some with values, the others as comments."""
    lines = [
        "# Settings of Padanan for this folder and those below it.",
        "# Remove a # to change a setting; its value is the default or an example.",
    ]
    last_section = ""
    default_by_setting = {
        setting.name: setting.default for setting in list_settings(Path("/"))
    }
    for section, name, description in iterate_settings():
        setting_name = f"{section}.{name}" if section else name
        if section != last_section:
            lines += ["", f"[{section}]"]
            last_section = section
        lines += [f"# {line}" for line in wrap(description, 78)]
        if setting_name in value_by_setting:
            lines.append(
                f"{name} = {format_toml_value(value_by_setting[setting_name])}"
            )
            continue
        value_text = _EXAMPLE_BY_SETTING.get(setting_name) or format_toml_value(
            default_by_setting[setting_name]
        )
        lines.append(f"#{name} = {value_text}")
    return "\n".join(lines) + "\n"


def format_toml_value(value: object) -> str:
    """Format a value as in a file of settings.

    >>> [format_toml_value(value) for value in (True, 0.7, "a", ["num"], {"a": "b"})]
    ['true', '0.7', '"a"', '["num"]', '{ "a" = "b" }']
    """
    if isinstance(value, dict):
        entries = ", ".join(
            f"{json.dumps(key)} = {format_toml_value(item)}"
            for key, item in value.items()
        )
        return f"{{ {entries} }}" if entries else "{}"
    return json.dumps(value, ensure_ascii=False)


def _apply_options(workspace: Workspace, setting: SettingInForce) -> SettingInForce:
    value_by_setting = {
        "database": workspace.chosen_database_location,
        "read_database": workspace.chosen_read_location,
    }
    value = value_by_setting.get(setting.name)
    if not value:
        return setting
    option_name = f"--{setting.name.replace('_', '-')}"
    return replace(setting, value=value, origin="option", place=option_name)
