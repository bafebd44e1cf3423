"""The settings one by one: their purpose, the value in force and where it is from."""

import ast
import inspect
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

from tm import settings as settings_module
from tm.settings import Settings, list_settings_files, read_settings

_ENVIRONMENT_VARIABLE_BY_SETTING = {
    "database": "PADANAN_DATABASE",
    "read_database": "PADANAN_READ_DATABASE",
    "author": "PADANAN_AUTHOR",
}


@dataclass(frozen=True, slots=True)
class SettingInForce:
    """A setting with its value, and what gave it."""

    name: str
    """With its section: `lookup.min_rate`."""
    value: object
    default: object
    origin: str
    """`default`, `environment`, `option`, or `file`."""
    place: str | None
    """The file, the variable or the option."""
    description: str


def list_settings(folder: Path) -> list[SettingInForce]:
    """List all settings that apply in a folder. Raises what `read_settings` raises."""
    settings, defaults = read_settings(folder), Settings()
    tables = [(path, _read_table(path)) for path in list_settings_files(folder)]
    listed_settings = []
    for section, name, description in iterate_settings():
        section_values, section_defaults = (
            (getattr(settings, section), getattr(defaults, section))
            if section
            else (settings, defaults)
        )
        value, default = getattr(section_values, name), getattr(section_defaults, name)
        origin, place = "default", None
        for path, table in tables:
            section_table = table.get(section, {}) if section else table
            if isinstance(section_table, Mapping) and name in section_table:
                origin, place = "file", str(path)
        variable = None if section else _ENVIRONMENT_VARIABLE_BY_SETTING.get(name)
        if variable is not None and os.environ.get(variable):
            value, origin, place = os.environ[variable], "environment", variable
        elif name == "database" and not section:
            value = settings.database_location
        elif name == "author" and not section:
            value = settings.change_author
        listed_settings.append(
            SettingInForce(
                f"{section}.{name}" if section else name,
                _make_json_value(value),
                _make_json_value(default),
                origin,
                place,
                description,
            )
        )
    return listed_settings


def iterate_settings() -> Iterator[tuple[str, str, str]]:
    """Yield the section, which may be empty, the name and the purpose of settings."""
    descriptions = _read_descriptions()
    for setting in fields(Settings):
        section_value = getattr(Settings(), setting.name)
        if not is_dataclass(section_value) or isinstance(section_value, type):
            yield "", setting.name, descriptions["Settings", setting.name]
            continue
        class_name = type(section_value).__name__
        for section_setting in fields(section_value):
            name = section_setting.name
            yield setting.name, name, descriptions[class_name, name]


def _read_descriptions() -> Mapping[tuple[str, str], str]:
    """Read the docstring of each field, by its class and name."""
    descriptions = {}
    for statement in ast.parse(inspect.getsource(settings_module)).body:
        if not isinstance(statement, ast.ClassDef):
            continue
        name = ""
        for member in statement.body:
            if isinstance(member, ast.AnnAssign) and isinstance(
                member.target, ast.Name
            ):
                name = member.target.id
                descriptions[statement.name, name] = ""
            elif (
                name
                and isinstance(member, ast.Expr)
                and isinstance(member.value, ast.Constant)
            ):
                text = inspect.cleandoc(str(member.value.value))
                descriptions[statement.name, name] = " ".join(text.split())
                name = ""
            else:
                name = ""
    return descriptions


def _read_table(path: Path) -> Mapping[str, object]:
    return tomllib.loads(path.read_text("utf-8-sig"))


def _make_json_value(value: object) -> object:
    """Make JSON of a value: a list of a tuple, the tag of a locale."""
    if isinstance(value, tuple):
        return list(value)
    if value is None or isinstance(value, bool | int | float | str | dict):
        return value
    return str(value)
